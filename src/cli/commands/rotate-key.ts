import { randomBytes } from 'node:crypto';
import { closeSync, openSync, rmSync } from 'node:fs';
import { printsOf } from '../../app/keys/key-prints.js';
import { createKeyRing, withNewVersion } from '../../app/keys/key-ring.js';
import { reencryptAll } from '../../app/keys/rotate-key.js';
import type { Settings } from '../../config.js';
import { LOOK_EVERY_MS, readKeys, writeKeys } from '../../service/key-file.js';
import { keyFile } from '../../service/keys.js';
import { engineOf, rotationLock } from '../../service/open-store.js';
import { CommandError, EX } from '../exit-codes.js';
import { counted, type Report } from '../report.js';
import { mustExist, withStore } from '../with-store.js';

/** A running service looks at the key file that often; what it stores after this time is under the new key. */
const TAKEN_UP_MS = 2 * LOOK_EVERY_MS;

const KEY_IN_ENVIRONMENT =
  'The keys come from SECRET_KEY, which no command can change. Put them into a file, run this with SECRET_FILE instead, and set SECRET_KEY to what the file holds then.';

/**
 * Adds a key to the key file and encrypts everything anew with it, beside a service that may be running. The earlier keys stay in the file: earlier
 * backups need them.
 */
export async function rotateKey(
  settings: Settings,
  report: Report,
  wait: (ms: number) => Promise<unknown>,
): Promise<void> {
  await mustExist(settings);
  if (settings.SECRET_KEY !== undefined) throw new CommandError(EX.CONFIG, KEY_IN_ENVIRONMENT);
  const file = keyFile(settings);
  const unlock = lock(rotationLock(settings));
  try {
    await withStore(settings, async ({ store }) => {
      const keys = withNewVersion(readKeys(file), randomBytes);
      writeKeys(file, keys);
      await engineOf(settings).keyPrints?.keep(printsOf(keys));
      await wait(TAKEN_UP_MS);
      const ring = createKeyRing(() => keys, randomBytes);
      const progress = await report.progress('encrypted', null);
      const rows = await reencryptAll(store, ring, progress.set).finally(() => progress.end());
      const version = ring.currentVersion();
      report.result({ version, rows }, `${counted(rows, 'row')} encrypted with the new key, number ${version}`);
    });
  } finally {
    unlock();
  }
  report.note(`Make a new copy of ${file}. The earlier keys stay in it, because earlier backups need them.`);
}

/** Two rotations at once would lose one's key, and with it what it encrypted. */
function lock(file: string): () => void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new CommandError(EX.TEMPFAIL, `Another rotation is under way. If none is, delete ${file} and try again.`);
  }
  return () => rmSync(file, { force: true });
}
