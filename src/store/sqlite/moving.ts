import { entryOf, type MovableRows, type MoveNote, NOTE_TABLE, readableRows, wordsFor } from '../moving.js';
import { TABLES } from '../tables.js';
import { type Connection, openReader, openWriter, sqlOn } from './connection.js';
import { searchOn } from './search.js';

const CHANGES = ['insert', 'update', 'delete'] as const;
const triggers = TABLES.flatMap(({ name }) =>
  CHANGES.map((change) => ({ name: `held_${name}_${change}`, text: `before ${change} on ${name}` })),
);

/** Names of the tables that a database has. */
function tablesOf(db: Connection): ReadonlySet<string> {
  return new Set(db.prepare<[], string>(`select name from sqlite_master where type = 'table'`).pluck().all());
}

/** What is noted of a move from or to a database file. A damaged one notes nothing. */
export async function readMoveNote(file: string): Promise<MoveNote | null> {
  let db: Connection | null = null;
  try {
    db = openReader(file);
    return await readableRows(sqlOn(db), async () => tablesOf(db as Connection)).note();
  } catch (error) {
    const { code } = error as { code?: unknown };
    // Whoever opens it next says what is wrong with it.
    if (typeof code === 'string' && code.startsWith('SQLITE_')) return null;
    throw error;
  } finally {
    db?.close();
  }
}

/** Lends a database file as rows. */
export async function lendRows<Result>(file: string, work: (rows: MovableRows) => Promise<Result>): Promise<Result> {
  const db = openWriter(file);
  try {
    // References are looked through at the end: a row may come before the one that it names.
    db.pragma('foreign_keys = OFF');
    return await work(rowsOf(db));
  } finally {
    db.close();
  }
}

function rowsOf(db: Connection): MovableRows {
  const sql = sqlOn(db);
  const search = searchOn(sql);
  const read = readableRows(sql, async () => tablesOf(db));

  return {
    ...read,
    async numbers() {
      const given = db.prepare<[string], number>('select seq from sqlite_sequence where name = ?').pluck();
      const highest = (name: string) => db.prepare<[], number | null>(`select max(id) from ${name}`).pluck().get() ?? 0;
      const numbered = TABLES.filter(({ isNumbered }) => isNumbered);
      return Object.fromEntries(numbered.map(({ name }) => [name, Math.max(given.get(name) ?? 0, highest(name))]));
    },
    async hold(note) {
      inTransaction(db, () => {
        writeNote(db, note);
        for (const { name, text } of triggers)
          db.exec(`create trigger ${name} ${text} begin select raise(abort, (select words from ${NOTE_TABLE})); end`);
      });
    },
    renote: async (note) => inTransaction(db, () => writeNote(db, note)),
    async release() {
      inTransaction(db, () => {
        for (const { name } of triggers) db.exec(`drop trigger if exists ${name}`);
        db.exec(`drop table ${NOTE_TABLE}`);
      });
      db.pragma('wal_checkpoint(TRUNCATE)');
    },
    async receive(note) {
      inTransaction(db, () => {
        const indices = ownIndices(db);
        writeNote(db, note, JSON.stringify(indices.map(({ sql: text }) => text)));
        for (const { name } of indices) db.exec(`drop index ${name}`);
      });
      writeFast(db);
    },
    async put({ name, columns, ...table }, rows) {
      const insert = db.prepare(`insert into ${name} (${columns}) values (${columns.map(() => '?')})`);
      db.exec('begin immediate');
      try {
        for (const row of rows) {
          insert.run(...row);
          const entry = name === 'comments' ? entryOf({ name, columns, ...table }, row) : null;
          if (entry !== null) await search.put(entry);
        }
        db.exec('commit');
      } catch (error) {
        if (db.inTransaction) db.exec('rollback');
        throw error;
      }
    },
    async complete(numbers) {
      for (const text of left(db)) db.exec(text.replace(/^create( unique)? index /i, '$&if not exists '));
      inTransaction(db, () => {
        for (const [name, highest] of Object.entries(numbers)) setNumber(db, name, highest);
      });
      db.pragma('synchronous = FULL');
      db.pragma('wal_checkpoint(TRUNCATE)');
    },
  };
}

/** A kill loses nothing by it, and a machine that fails the last pages, which the next run finds missing. */
function writeFast(db: Connection): void {
  db.pragma('synchronous = NORMAL');
  db.pragma('cache_size = -64000');
}

function inTransaction(db: Connection, work: () => void): void {
  db.transaction(work).immediate();
}

/** @param rebuild what has to be made at the end; that of before stays where there is none */
function writeNote(db: Connection, { id, state, other, at }: MoveNote, rebuild: string | null = null): void {
  db.exec(
    `create table if not exists ${NOTE_TABLE} (id text primary key, state text not null, words text not null, other text not null, at integer not null, rebuild text) strict`,
  );
  db.prepare(
    `insert into ${NOTE_TABLE} (id, state, words, other, at, rebuild) values (?, ?, ?, ?, ?, ?)
     on conflict (id) do update set state = excluded.state, words = excluded.words, other = excluded.other, at = excluded.at`,
  ).run(id, state, wordsFor(state), other, at, rebuild);
}

/** Indices besides those that keep a table's own promises. */
function ownIndices(db: Connection): { name: string; sql: string }[] {
  const names = new Set(TABLES.map(({ name }) => name));
  return db
    .prepare<[], { name: string; of: string; sql: string }>(
      `select name, tbl_name as of, sql from sqlite_master where type = 'index' and sql is not null`,
    )
    .all()
    .filter(({ of }) => names.has(of));
}

function left(db: Connection): string[] {
  const text = db.prepare<[], string | null>(`select rebuild from ${NOTE_TABLE}`).pluck().get();
  return text === null || text === undefined ? [] : (JSON.parse(text) as string[]);
}

/** Only tables with `autoincrement` remember what they have given. */
function setNumber(db: Connection, name: string, highest: number): void {
  const text = db.prepare<[string], string>('select sql from sqlite_master where name = ?').pluck().get(name);
  if (!/\bautoincrement\b/i.test(text ?? '')) return;
  db.prepare('delete from sqlite_sequence where name = ?').run(name);
  db.prepare('insert into sqlite_sequence (name, seq) values (?, ?)').run(name, highest);
}
