import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createKeyRing, type KeyRing, type Keys } from '../app/keys/key-ring.js';
import { CommandError, EX } from '../cli/exit-codes.js';
import type { Settings } from '../config.js';
import { type Migration, readMigrations } from '../store/sqlite/migrate.js';
import { openSqliteStore } from '../store/sqlite/open.js';
import type { Store } from '../store/store.js';
import { openKeyFile } from './key-file.js';
import { packageFile } from './package-files.js';

/** Asking the system for each id, nonce and seed costs more than all else that is done with them. */
const POOL_BYTES = 4096;
let pool: Uint8Array = new Uint8Array(0);

/** Cryptographic randomness, which the tests replace. */
export function random(bytes: number): Uint8Array {
  if (bytes > pool.length) pool = randomBytes(Math.max(bytes, POOL_BYTES));
  // A copy, which `slice` of a Buffer would not be.
  const taken = Uint8Array.from(pool.subarray(0, bytes));
  // No byte is given twice, nor left where it was.
  pool.fill(0, 0, bytes);
  pool = pool.subarray(bytes);
  return taken;
}

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
  const loadKeys = openKeyFile(keyFile(settings), random, !existsSync(file));
  const keys = createKeyRing(loadKeys, random);
  const store = openSqliteStore({ file, migrations: migrations(), now });
  return { store, keys, loadKeys };
}

/** @throws CommandError EX_NOINPUT when there is no database yet, for commands that are of no use without one */
export function mustExist(settings: Settings): void {
  const file = databaseFile(settings);
  if (existsSync(file)) return;
  throw new CommandError(EX.NOINPUT, `There is no database ${file}. Is DATA_DIR right? The first start makes one.`);
}

/** Lends the store for as long as the work takes, beside a service that may be running. */
export async function withStore<Result>(
  settings: Settings,
  work: (opened: Opened) => Promise<Result>,
): Promise<Result> {
  const opened = await openStore(settings, Date.now());
  try {
    return await work(opened);
  } finally {
    await opened.store.close();
  }
}
