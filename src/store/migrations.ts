import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AfterwordError } from '../domain/errors.js';

/**
 * One file of plain SQL. Where several services share a database, its first line may be `-- Works with: NAME`: a service that knows that earlier
 * migration, and not this one, goes on working beside it. Such a file adds, and takes nothing away that is still used.
 */
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

/** The migration that a service has to know to work beside this one; null where it has to know this one. */
export function worksWith({ sql }: Migration): string | null {
  return /^-- Works with: (\S+)\n/.exec(sql)?.[1] ?? null;
}

/** @throws AfterwordError `conflict` when a database has migrations that this version does not know */
export function refuseNewer(applied: readonly string[], migrations: readonly Migration[]): void {
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = applied.filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new AfterwordError(
    'conflict',
    `The database was written by a newer version of Afterword (it has ${unknown.join(', ')}). Install that version, or restore a backup made by this one.`,
  );
}
