import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type Migration, readMigrations } from '../../src/store/migrations.js';
import type { SearchEntry } from '../../src/store/sql.js';
import { type Connection, openReader, openWriter, sqlOn } from '../../src/store/sqlite/connection.js';
import { migrate } from '../../src/store/sqlite/migrate.js';
import { searchOn } from '../../src/store/sqlite/search.js';
import { root } from '../house/source-tree.js';
import { contradictions } from './contradictions.js';

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
      ...(await contradictions(async (query) => db.prepare<[], Record<string, unknown>>(query).all())),
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
