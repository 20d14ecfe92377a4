import type { Counts, Inspection, SealedEmail } from '../engine.js';
import type { Migration } from '../migrations.js';
import { type Connection, openFile, openReader } from './connection.js';
import { appliedMigrations } from './migrate.js';

/** Looks through a database file without changing it; takes time in proportion to its size. */
export function inspectDatabase(file: string, migrations: readonly Migration[]): Inspection {
  return inspectWith(() => openReader(file), migrations);
}

/** The same for a copy that nobody else has open, which is left as a single file (journal mode `DELETE`) that any medium can hold. */
export function inspectCopy(file: string, migrations: readonly Migration[]): Inspection {
  return inspectWith(() => {
    const db = openFile(file, { fileMustExist: true });
    db.pragma('trusted_schema = OFF');
    db.pragma('journal_mode = DELETE');
    return db;
  }, migrations);
}

const TOO_DAMAGED = /^SQLITE_(CORRUPT|NOTADB)/;
/** What is known of a database that is too damaged to be looked through; what is wrong with it is added. */
export const NOTHING_KNOWN = {
  brokenReferences: [],
  missing: [],
  unknown: [],
  counts: { sites: 0, articles: 0, comments: 0, tokens: 0 },
  sealed: [],
};

/** A file can be too damaged to be looked through at all; that is what was found then. */
function inspectWith(open: () => Connection, migrations: readonly Migration[]): Inspection {
  let db: Connection | null = null;
  try {
    db = open();
    return inspect(db, migrations);
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code === undefined || !TOO_DAMAGED.test(code)) throw error;
    return { ...NOTHING_KNOWN, damages: [message] };
  } finally {
    db?.close();
  }
}

function inspect(db: Connection, migrations: readonly Migration[]): Inspection {
  const damages = (db.pragma('integrity_check(20)') as { integrity_check: string }[])
    .map((row) => row.integrity_check)
    .filter((line) => line !== 'ok');
  const applied = new Set(appliedMigrations(db));
  const known = migrations.map(({ name }) => name);
  const missing = known.filter((name) => !applied.has(name));
  return {
    damages,
    brokenReferences: brokenReferences(db),
    missing,
    unknown: [...applied].filter((name) => !known.includes(name)),
    counts: countsOf(db),
    sealed: missing.length > 0 ? [] : sealedSamples(db),
  };
}

function brokenReferences(db: Connection): string[] {
  const rows = db.pragma('foreign_key_check') as { table: string }[];
  return [...new Set(rows.map((row) => row.table))];
}

function countsOf(db: Connection): Counts {
  const tables = new Set(db.prepare<[], string>(`select name from sqlite_master where type = 'table'`).pluck().all());
  const count = (table: string, where = '') =>
    tables.has(table) ? (db.prepare<[], number>(`select count(*) from ${table} ${where}`).pluck().get() as number) : 0;
  return {
    sites: count('sites'),
    articles: count('articles'),
    comments: count('comments', 'where placeholder = 0'),
    tokens: count('tokens'),
  };
}

/** The oldest and the newest: between them lies every rotation of the key. */
function sealedSamples(db: Connection): SealedEmail[] {
  const sample = (direction: 'asc' | 'desc') =>
    db
      .prepare<[], SealedEmail>(
        `select c.id as commentId, h.email, a.email_hash as emailHash
         from comment_secrets h join comments c on c.seq = h.comment_seq join authors a on a.id = c.author_id
         where h.email is not null order by h.comment_seq ${direction} limit 1`,
      )
      .all();
  return [...sample('asc'), ...sample('desc')];
}
