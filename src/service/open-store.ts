import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { createKeyRing, type KeyRing, type Keys } from '../app/keys/key-ring.js';
import type { Settings } from '../config.js';
import { engineFor } from '../store/choose-engine.js';
import type { Engine } from '../store/engine.js';
import type { Store } from '../store/store.js';
import { openKeyFile } from './key-file.js';
import { packageFile } from './package-files.js';

/** The database that the settings name. */
export function engineOf({ DATABASE_URL: url, DATA_DIR: folder }: Settings): Engine {
  return engineFor({ url, folder, migrationsFolder: packageFile('migrations') });
}

export function keyFile(settings: Settings): string {
  return resolve(settings.SECRET_FILE ?? join(settings.DATA_DIR, 'secret.key'));
}

/** Is there while the keys are being rotated, and stays when that was broken off. */
export function rotationLock(settings: Settings): string {
  return `${keyFile(settings)}.lock`;
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
  const engine = engineOf(settings);
  const loadKeys = openKeyFile(keyFile(settings), randomBytes, !(await engine.exists()));
  const keys = createKeyRing(loadKeys, randomBytes);
  return { store: await engine.open(now), keys, loadKeys };
}
