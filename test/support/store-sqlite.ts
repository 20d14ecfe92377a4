import { join } from 'node:path';
import Database from 'better-sqlite3';
import { lookOf } from '../../src/domain/look-of-name.js';
import type { SearchEntry } from '../../src/store/sql.js';
import { type Connection, openReader, openWriter, sqlOn } from '../../src/store/sqlite/connection.js';
import { type Migration, migrate, readMigrations } from '../../src/store/sqlite/migrate.js';
import { searchOn } from '../../src/store/sqlite/search.js';
import { root } from '../house/source-tree.js';

/** The migrations of the embedded engine, as they are shipped. */
export function sqliteMigrations(): Migration[] {
  return readMigrations(join(root, 'migrations', 'sqlite'));
}

/** Takes out of a database whatever is not there after the migrations, as another process would: stores that are open see it at once. */
export function clearSqlite(file: string): void {
  const db = openWriter(file);
  try {
    const tables = db
      .prepare<[], string>(
        `select name from sqlite_master where type = 'table' and name <> 'migrations' and name not like 'comment\\_search%' escape '\\'`,
      )
      .pluck()
      .all();
    db.pragma('foreign_keys = OFF');
    db.transaction(() => {
      for (const table of tables) db.exec(`delete from ${table}`);
      db.exec(`insert into comment_search (comment_search) values ('delete-all')`);
    }).immediate();
  } finally {
    db.close();
  }
}

/** What must not be in the database; each query gives the ids of it. */
const CONTRADICTIONS = {
  'a placeholder that nothing hangs on':
    'select id from comments c where placeholder = 1 and not exists (select 1 from comments a where a.parent_seq = c.seq)',
  'a comment without its secrets, or a placeholder with some':
    'select id from comments c where placeholder = (select count(*) from comment_secrets where comment_seq = c.seq)',
  'an author who is said to have another number of published comments': `select id from authors w where approved <> (select count(*) from comments where author_id = w.id and status = 'approved')`,
  'an author of whom nothing is left': `select id from authors w where not exists (select 1 from comments where author_id = w.id)
       and not exists (select 1 from outbox where author_id = w.id and kind = 'correction')`,
  'a proof that no comment has':
    'select id from proofs f where not exists (select 1 from comments where proof_id = f.id)',
  'a counter of a status that is wrong': `select site_id || ' ' || status as id from status_counts n
     where n <> (select count(*) from comments c where c.site_id = n.site_id and c.status = n.status and placeholder = 0)`,
  'an article with a wrong number of comments': `select id from articles a where count <> (select count(*) from comments where article_id = a.id and status = 'approved' and placeholder = 0)`,
  'a check of something that is gone': `select id from outbox where kind = 'check' and comment_seq is null`,
  'a comment with a wrong number of published answers below it': `with recursive above (seq, parent_seq) as (
       select seq, parent_seq from comments where status = 'approved' and placeholder = 0
       union all select c.seq, c.parent_seq from above join comments c on c.seq = above.parent_seq)
     select id from comments c where replies <> (select count(*) from above where parent_seq = c.seq)`,
  'a comment that readers see and should not, or the other way round': `select id from comments
     where visible <> ((status = 'approved' and placeholder = 0) or replies > 0)`,
  'a placeholder that does not say who took it away, or a comment that does':
    'select id from comments where placeholder <> (removed_by is not null)',
  'a name that is said to look otherwise than it does':
    'select id from comments where author_look <> look_of(author_name)',
};

function contradictions(db: Connection): string[] {
  db.function('look_of', (name) => lookOf(String(name)));
  return Object.entries(CONTRADICTIONS).flatMap(([what, query]) =>
    db
      .prepare<[], unknown>(query)
      .pluck()
      .all()
      .map((id) => `${what}: ${id}`),
  );
}

/** What contradicts itself in a database file: pages, indices, references, counters, and the search index against the rows that it stands for. */
export async function sqliteInconsistencies(file: string): Promise<string[]> {
  const db = openReader(file);
  try {
    const pages = (db.pragma('integrity_check') as { integrity_check: string }[]).map((row) => row.integrity_check);
    const references = (db.pragma('foreign_key_check') as { table: string }[]).map(
      (row) => `reference in ${row.table}`,
    );
    return [
      ...pages.filter((line) => line !== 'ok'),
      ...references,
      ...contradictions(db),
      ...(await searchDifferences(db)),
    ];
  } finally {
    db.close();
  }
}

/** Words that the search index has too many or too few, by comparing it with one that is made from the rows. */
async function searchDifferences(db: Connection): Promise<string[]> {
  const made = new Database(':memory:');
  try {
    migrate(made, sqliteMigrations(), 0);
    const search = searchOn(sqlOn(made));
    const rows = db
      .prepare<[], SearchEntry>(
        `select seq, site_id as siteId, article_id as articleId, author_id as authorId, status, status = 'approved' and proposed_at is not null as hasEdit,
           coalesce(body || char(10) || proposed_body, body) as body, author_name as name, author_url as url
         from comments where placeholder = 0 order by seq`,
      )
      .all();
    for (const row of rows) await search.put(row);
    const [has, should] = [wordsIn(db), wordsIn(made)];
    return [
      ...[...has].filter((word) => !should.has(word)).map((word) => `search has ${word}`),
      ...[...should].filter((word) => !has.has(word)).map((word) => `search lacks ${word}`),
    ];
  } finally {
    made.close();
  }
}

/** Every word of the index with its row and column, and where order matters, its place in it. */
function wordsIn(db: Connection): Set<string> {
  db.exec(`create virtual table temp.words using fts5vocab ('main', 'comment_search', 'instance')`);
  const words = db
    .prepare<[], string>(
      `select format('%s in %d %s %d', term, doc, col, iif(col = 'scope', 0, offset)) from temp.words`,
    )
    .pluck()
    .all();
  db.exec('drop table temp.words');
  return new Set(words);
}
