import { closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { AfterwordError } from '../../domain/errors.js';
import type { Migration } from '../migrations.js';
import { bind, readUnits, type Store, writeUnits } from '../store.js';
import { BUSY_TIMEOUT_MS, type Connection, openWriter } from './connection.js';
import { migrate } from './migrate.js';
import { openReaders } from './readers.js';
import { startWriter } from './writer.js';

export interface SqliteOptions {
  readonly file: string;
  readonly migrations: readonly Migration[];
  readonly now: number;
  /** How long a write waits for another process's lock; five seconds unless told. */
  readonly busyTimeoutMs?: number;
}

/**
 * Opens the embedded store, and brings it to the newest schema.
 * @throws AfterwordError `conflict` for a database of a newer version, `unavailable` for one that is damaged or cannot be opened
 */
export function openSqliteStore(options: SqliteOptions): Store {
  prepareFile(options);
  const writer = startWriter({ file: options.file, busyTimeoutMs: options.busyTimeoutMs ?? BUSY_TIMEOUT_MS });
  const readers = openReaders(options.file);
  return {
    ...bind(writeUnits, (name, input) => writer.run(name, input)),
    ...bind(readUnits, (name, input) => readers.run(name, input)),
    lastChange: readers.lastChange,
    writerStats: writer.stats,
    connectionStats: () => null,
    databaseTime: null,
    sharedCounts: null,
    purgeDeleted: writer.purge,
    death: writer.death,
    // The writer goes last: the last one to close a database empties the log into it, which a reader cannot do.
    close: () => writer.close(readers.close()),
  };
}

/**
 * Makes the file if need be, for its owner only, looks whether it is whole, and migrates it.
 * @returns the names of the migrations that were run
 */
export function prepareFile({ file, migrations, now }: SqliteOptions): string[] {
  let db: Connection | null = null;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    // An existing file is not touched: closing a second descriptor would end the locks that this process has on it (fcntl, POSIX).
    if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
    db = openWriter(file);
    refuseDamaged(db, file);
    return migrate(db, migrations, now);
  } catch (error) {
    throw cannotOpen(file, error);
  } finally {
    db?.close();
  }
}

/** Up to this size a database is looked through at every start, which takes a fraction of a second; `afterword check` looks through any. */
const LOOK_THROUGH_BYTES = 64 * 1024 * 1024;

function refuseDamaged(db: Connection, file: string): void {
  if (statSync(file).size > LOOK_THROUGH_BYTES) return;
  const [first] = db.pragma('quick_check(1)') as { quick_check: string }[];
  if (first?.quick_check !== 'ok') throw damaged(file, String(first?.quick_check));
}

function damaged(file: string, what: string): AfterwordError {
  return new AfterwordError(
    'unavailable',
    `The database ${file} is damaged or no SQLite database. Keep it, and restore the newest backup (see "Backup and restore" in the README). (${what})`,
  );
}

function cannotOpen(file: string, error: unknown): unknown {
  const code = (error as { code?: unknown }).code;
  if (error instanceof AfterwordError || typeof code !== 'string') return error;
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return damaged(file, code);
  return new AfterwordError('unavailable', `The database ${file} cannot be opened. (${code})`, {
    cause: Object.assign(error as Error, { path: file }),
  });
}
