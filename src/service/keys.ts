import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { type Keys, parseKeys } from '../app/keys/key-ring.js';
import type { Settings } from '../config.js';
import { AfterwordError } from '../domain/errors.js';
import { openKeyFile, readKeys } from './key-file.js';

type KeySettings = Pick<Settings, 'DATA_DIR' | 'SECRET_FILE' | 'SECRET_KEY'>;

export function keyFile(settings: KeySettings): string {
  return resolve(settings.SECRET_FILE ?? join(settings.DATA_DIR, 'secret.key'));
}

/** Where the keys are, for people. */
export function keyPlace(settings: KeySettings): string {
  return settings.SECRET_KEY === undefined ? keyFile(settings) : 'SECRET_KEY';
}

/**
 * The keys that the settings name: those of `SECRET_KEY`, else of a file that is made at the first start.
 * @param mayCreate false where comments are stored already: new keys could not read them
 * @returns gives the keys as they are now
 * @throws AfterwordError `unavailable` where there are none that can be used
 */
export function openKeys(settings: KeySettings, mayCreate: boolean): () => Keys {
  if (settings.SECRET_KEY === undefined) return openKeyFile(keyFile(settings), randomBytes, mayCreate);
  const keys = keysIn(settings.SECRET_KEY);
  return () => keys;
}

/** The keys as they stand there now. @throws AfterwordError `unavailable` */
export function keysOf(settings: KeySettings): Keys {
  return settings.SECRET_KEY === undefined ? readKeys(keyFile(settings)) : keysIn(settings.SECRET_KEY);
}

/** An environment has one line where a file has several. */
function keysIn(text: string): Keys {
  const lines = text.split('\n').filter((line) => !line.trim().startsWith('#'));
  try {
    return parseKeys(lines.join('\n').replaceAll(',', '\n'));
  } catch (error) {
    if (!(error instanceof AfterwordError)) throw error;
    throw new AfterwordError(
      'unavailable',
      'SECRET_KEY is not what a key file holds: "lookup" and a key, and at least one number and a key, joined by commas.',
    );
  }
}
