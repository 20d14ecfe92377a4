import { chownSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { formatKeys, type Keys, newKeys, parseKeys } from '../app/keys/key-ring.js';
import { AfterwordError } from '../domain/errors.js';
import { syncFolderOf } from './sync-folder.js';

/** How often a running service looks whether the key file has changed. */
export const LOOK_EVERY_MS = 1000;

/**
 * The keys in a file that is made at the first start, readable by its owner only.
 * @param mayCreate false where comments are stored already: new keys could not read them
 * @returns gives the keys as they are in the file now; looks at it once a second at most, and keeps what it knows when the file cannot be read
 * @throws AfterwordError `unavailable` when there is no file, others can read it, or it is no key file
 */
export function openKeyFile(file: string, random: (bytes: number) => Uint8Array, mayCreate: boolean): () => Keys {
  if (mayCreate) createKeyFile(file, newKeys(random));
  let { keys, changedAt } = readKeyFile(file);
  let lookedAt = Date.now();
  return () => {
    const now = Date.now();
    if (Math.abs(now - lookedAt) < LOOK_EVERY_MS) return keys;
    lookedAt = now;
    if (changeOf(file) !== changedAt) ({ keys, changedAt } = readOr({ keys, changedAt }, file));
    return keys;
  };
}

interface KeysInFile {
  readonly keys: Keys;
  readonly changedAt: number | null;
}

/** A running service goes on with the keys that it has when the file is away; `check` and the next start say so. */
function readOr(known: KeysInFile, file: string): KeysInFile {
  try {
    return readKeyFile(file);
  } catch {
    return known;
  }
}

function changeOf(file: string): number | null {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? null;
}

/** @throws AfterwordError `unavailable` */
function readKeyFile(file: string): KeysInFile {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) {
    throw new AfterwordError(
      'unavailable',
      `The key file ${file} is missing, and the database holds what only it can read. Restore it from your backup, or copy it from another machine that serves the database.`,
    );
  }
  if ((stat.mode & 0o077) !== 0) {
    throw new AfterwordError('unavailable', `The key file ${file} can be read by others; run: chmod 600 ${file}`);
  }
  try {
    return { keys: parseKeys(readFileSync(file, 'utf8')), changedAt: stat.mtimeMs };
  } catch (error) {
    if (!(error instanceof AfterwordError)) throw error;
    throw new AfterwordError('unavailable', `${file}: ${error.message} Restore it from your backup.`);
  }
}

/** The keys as they stand in a file. @throws AfterwordError `unavailable` when they cannot be used */
export function readKeys(file: string): Keys {
  return readKeyFile(file).keys;
}

/** Puts new keys there unless there are some: of several processes that start at once, all go on with one's keys. */
function createKeyFile(file: string, keys: Keys): void {
  if (changeOf(file) !== null) return;
  const fresh = writeBeside(file, keys);
  try {
    linkSync(fresh, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    // Not every file system knows hard links.
    renameSync(fresh, file);
  } finally {
    rmSync(fresh, { force: true });
  }
  syncFolderOf(file);
}

/** Replaces the file at once and for good: whoever reads it sees the old or the new one, whole, and its owner stays the same. */
export function writeKeys(file: string, keys: Keys): void {
  const { uid, gid } = statSync(file);
  const fresh = writeBeside(file, keys);
  chownSync(fresh, uid, gid);
  renameSync(fresh, file);
  syncFolderOf(file);
}

/** A name of its own for each process, since several may start at once. */
function writeBeside(file: string, keys: Keys): string {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const fresh = `${file}.${process.pid}.new`;
  writeFileSync(fresh, formatKeys(keys), { mode: 0o600, flush: true });
  return fresh;
}
