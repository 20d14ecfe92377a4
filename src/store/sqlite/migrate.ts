import { lookOf } from '../../domain/look-of-name.js';
import { normaliseArticleKey } from '../../domain/text.js';
import { type Migration, refuseNewer } from '../migrations.js';
import { indexText } from '../search-text.js';
import type { Connection } from './connection.js';

/** Names of the migrations that a database has; none for a new one. */
export function appliedMigrations(db: Connection): string[] {
  const ledger = db.prepare(`select 1 from sqlite_master where type = 'table' and name = 'migrations'`).get();
  if (ledger === undefined) return [];
  return db.prepare<[], string>('select name from migrations order by name').pluck().all();
}

/**
 * Brings a database to the newest schema: a transaction a file, its row in the ledger first, so that two processes cannot both run it. A file that
 * fails leaves nothing behind.
 * @returns the names of the files that were run
 * @throws AfterwordError `conflict` when the database has migrations that we do not know: a newer version wrote it
 */
export function migrate(db: Connection, migrations: readonly Migration[], now: number): string[] {
  refuseNewer(appliedMigrations(db), migrations);
  // For migrations that build the search index anew.
  db.function('index_text', { deterministic: true, directOnly: true }, (text) => indexText(String(text)));
  // For the one that gives stored keys their one spelling.
  db.function('article_key', { deterministic: true, directOnly: true }, (key) => normaliseArticleKey(String(key)));
  // For the one that notes what stored names look like.
  db.function('look_of', { deterministic: true, directOnly: true }, (name) => lookOf(String(name)));
  const run = db.transaction((migration: Migration) => {
    db.exec('create table if not exists migrations (name text primary key, applied_at integer not null) strict');
    const enter = db.prepare('insert into migrations (name, applied_at) values (?, ?) on conflict do nothing');
    if (enter.run(migration.name, now).changes === 0) return false;
    db.exec(migration.sql);
    return true;
  });
  const applied = new Set(appliedMigrations(db));
  return migrations
    .filter(({ name }) => !applied.has(name))
    .filter((migration) => run.immediate(migration))
    .map(({ name }) => name);
}
