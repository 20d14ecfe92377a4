import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AfterwordError } from '../../domain/errors.js';
import { lookOf } from '../../domain/look-of-name.js';
import { normaliseArticleKey } from '../../domain/text.js';
import type { Connection } from './connection.js';
import { indexText } from './search-text.js';

/** One file of plain SQL. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/** The migrations of a folder in the order of their names. */
export function readMigrations(folder: string): Migration[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => ({ name, sql: readFileSync(join(folder, name), 'utf8') }));
}

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
  refuseNewer(db, migrations);
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

/** @throws AfterwordError `conflict` */
function refuseNewer(db: Connection, migrations: readonly Migration[]): void {
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = appliedMigrations(db).filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new AfterwordError(
    'conflict',
    `The database was written by a newer version of Afterword (it has ${unknown.join(', ')}). Install that version, or restore a backup made by this one.`,
  );
}
