import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { formatKeys, type Keys, newKeys, parseKeys } from '../app/key-ring.js';
import { AfterwordError } from '../domain/errors.js';

/** How often a running service looks whether the key file has changed. */
const LOOK_EVERY_MS = 1000;

/**
 * The keys in a file that is made at the first start, readable by its owner only.
 * @param mayCreate false where comments are stored already: new keys could not read them
 * @returns gives the keys as they are in the file now; looks at it once a second at most
 */
export function openKeyFile(file: string, random: (bytes: number) => Uint8Array, mayCreate: boolean): () => Keys {
  if (!existsSync(file)) {
    if (!mayCreate) {
      throw new AfterwordError(
        'unavailable',
        `The key file ${file} is missing, and the database holds what only it can read. Restore it from your backup.`,
      );
    }
    writeKeys(file, newKeys(random));
  }
  let keys = read(file);
  let changedAt = statSync(file).mtimeMs;
  let lookedAt = Date.now();
  return () => {
    const now = Date.now();
    if (Math.abs(now - lookedAt) < LOOK_EVERY_MS) return keys;
    lookedAt = now;
    const { mtimeMs } = statSync(file);
    if (mtimeMs !== changedAt) {
      keys = read(file);
      changedAt = mtimeMs;
    }
    return keys;
  };
}

function read(file: string): Keys {
  const { mode } = statSync(file);
  if ((mode & 0o077) !== 0) {
    throw new AfterwordError('unavailable', `The key file ${file} can be read by others; run: chmod 600 ${file}`);
  }
  return parseKeys(readFileSync(file, 'utf8'));
}

/** Replaces the file at once: whoever reads it sees the old or the new one, whole. */
export function writeKeys(file: string, keys: Keys): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const fresh = `${file}.new`;
  writeFileSync(fresh, formatKeys(keys), { mode: 0o600, flush: true });
  renameSync(fresh, file);
}
