import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createKeyRing, type KeyRing, type Keys } from '../app/keys/key-ring.js';
import type { Settings } from '../config.js';
import { type Migration, readMigrations } from '../store/sqlite/migrate.js';
import { openSqliteStore } from '../store/sqlite/open.js';
import type { Store } from '../store/store.js';
import { openKeyFile } from './key-file.js';
import { packageFile } from './package-files.js';

/** The database's file. */
export function databaseFile(settings: Settings): string {
  const url = settings.DATABASE_URL;
  return url === undefined
    ? join(resolve(settings.DATA_DIR), 'afterword.db')
    : resolve(url.replace(/^file:(\/\/(?=\/))?/, ''));
}

export function keyFile(settings: Settings): string {
  return resolve(settings.SECRET_FILE ?? join(settings.DATA_DIR, 'secret.key'));
}

/** The migrations that come with the package. */
export function migrations(): Migration[] {
  return readMigrations(packageFile('migrations/sqlite'));
}

/** The store and what opens its secrets. */
export interface Opened {
  readonly store: Store;
  readonly keys: KeyRing;
  /** The keys as they are in the key file now. */
  readonly loadKeys: () => Keys;
}

/**
 * Opens the store and its keys, both made at the first start.
 * @throws AfterwordError `unavailable` for a damaged database or missing keys, `conflict` for a database of a newer version
 */
export async function openStore(settings: Settings, now: number): Promise<Opened> {
  const file = databaseFile(settings);
  const loadKeys = openKeyFile(keyFile(settings), randomBytes, !existsSync(file));
  const keys = createKeyRing(loadKeys, randomBytes);
  const store = openSqliteStore({ file, migrations: migrations(), now });
  return { store, keys, loadKeys };
}
