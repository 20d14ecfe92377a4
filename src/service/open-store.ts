import { randomBytes } from 'node:crypto';
import { type Fit, fitOf, opensAll, printsOf } from '../app/keys/key-prints.js';
import { createKeyRing, type KeyRing, type Keys } from '../app/keys/key-ring.js';
import type { Settings } from '../config.js';
import { AfterwordError } from '../domain/errors.js';
import { engineFor } from '../store/choose-engine.js';
import type { Engine } from '../store/engine.js';
import type { Store } from '../store/store.js';
import { keyFile, keyPlace, openKeys } from './keys.js';
import { packageFile } from './package-files.js';

/** The database that the settings name. */
export function engineOf({ DATABASE_URL: url, DATA_DIR: folder }: Settings): Engine {
  return engineFor({ url, folder, migrationsFolder: packageFile('migrations') });
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
 * @throws AfterwordError `unavailable` for a damaged database, missing keys or those of another database, `conflict` for a database of a newer version
 */
export async function openStore(settings: Settings, now: number): Promise<Opened> {
  const engine = engineOf(settings);
  const loadKeys = openKeys(settings, !(await engine.exists()));
  const keys = createKeyRing(loadKeys, randomBytes);
  const store = await engine.open(now);
  try {
    await mustFit(engine, loadKeys(), keys, settings);
  } catch (error) {
    await store.close();
    throw error;
  }
  return { store, keys, loadKeys };
}

/**
 * Where machines share a database, each could have keys of its own making: the database knows those that were there first by their prints.
 * @throws AfterwordError `unavailable` for others
 */
async function mustFit(engine: Engine, keys: Keys, ring: KeyRing, settings: Settings): Promise<void> {
  const { keyPrints } = engine;
  if (keyPrints === null) return;
  const known = await keyPrints.read();
  // One of before prints were kept is known by what was encrypted for it.
  if (known.size === 0 && !opensAll(ring, (await engine.inspect()).sealed)) throw misfitError('other', settings);
  const prints = printsOf(keys);
  // Nothing of other keys may be kept: the right ones would be refused for it.
  const fitsSoFar = fitOf(prints, known);
  const isNew = [...prints.keys()].some((number) => !known.has(number));
  const fit = fitsSoFar === 'own' && isNew ? fitOf(prints, await keyPrints.keep(prints)) : fitsSoFar;
  if (fit !== 'own') throw misfitError(fit, settings);
}

const misfitError = (fit: Exclude<Fit, 'own'>, settings: Settings) =>
  new AfterwordError('unavailable', misfit(fit, settings));

/** What is wrong with keys, and what to do. */
export function misfit(fit: Exclude<Fit, 'own'>, settings: Settings): string {
  const place = keyPlace(settings);
  return fit === 'other'
    ? `${place} holds other keys than those of this database. All machines share its keys: copy the key file of one that serves it, or set SECRET_KEY to what that holds.`
    : `${place} lacks key ${fit} of this database, which a rotation has added: copy the key file to this machine again.`;
}
