import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createKeyRing, type KeyRing, type Keys } from '../app/key-ring.js';
import type { Settings } from '../config.js';
import { AfterwordError } from '../domain/errors.js';
import { type Migration, readMigrations } from '../store/sqlite/migrate.js';
import { openSqliteStore } from '../store/sqlite/open.js';
import type { Store } from '../store/store.js';
import { openKeyFile } from './key-file.js';

/** Cryptographic randomness, which the tests replace. */
export const random = (bytes: number): Uint8Array => randomBytes(bytes);

/** The database's file. @throws AfterwordError `invalid` for an engine that this version does not have */
export function databaseFile(settings: Settings): string {
  const url = settings.DATABASE_URL;
  if (url === undefined) return join(resolve(settings.DATA_DIR), 'afterword.db');
  if (url.startsWith('file:')) return resolve(url.replace(/^file:(\/\/)?/, ''));
  throw new AfterwordError(
    'invalid',
    'The setting DATABASE_URL is wrong: this version stores in SQLite only (file:PATH), not in PostgreSQL.',
  );
}

export function keyFile(settings: Settings): string {
  return settings.SECRET_FILE ?? join(settings.DATA_DIR, 'secret.key');
}

/** The migrations that come with the package. */
export function migrations(): Migration[] {
  for (let folder = new URL('.', import.meta.url); ; folder = new URL('..', folder)) {
    const here = fileURLToPath(new URL('migrations/sqlite', folder));
    if (existsSync(here)) return readMigrations(here);
    if (folder.pathname === '/') throw new Error('the package is not complete: its migrations are missing');
  }
}

/** The store and what opens its secrets. */
export interface Opened {
  readonly store: Store;
  readonly keys: KeyRing;
  /** The keys as they are in the key file now. */
  readonly loadKeys: () => Keys;
}

/** Opens the store and its keys, both made at the first start. */
export async function openStore(settings: Settings, now: number): Promise<Opened> {
  const file = databaseFile(settings);
  const isNew = !existsSync(file);
  const loadKeys = openKeyFile(keyFile(settings), random, isNew);
  const keys = createKeyRing(loadKeys, random);
  const store = openSqliteStore({ file, migrations: migrations(), now });
  return { store, keys, loadKeys };
}
