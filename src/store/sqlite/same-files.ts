import { statSync } from 'node:fs';
import { AfterwordError } from '../../domain/errors.js';

/** Beside the database itself: its log, in which the newest commits are, and the index of that. */
const PARTS = ['', '-wal', '-shm'];

/**
 * Remembers which files a connection has open, and finds out whether they are still the ones at their paths. A deleted file takes writes as before,
 * and all of them are gone with the process. While a connection is open nobody who means well replaces any of them.
 * @returns throws AfterwordError `unavailable` when one is not
 */
export function sameFiles(file: string): () => void {
  const known = PARTS.map((part) => identityOf(file + part));
  return () => {
    if (PARTS.every((part, index) => identityOf(file + part) === known[index])) return;
    throw new AfterwordError(
      'unavailable',
      'The files of the database were deleted or replaced while the service was running. Nothing more is stored. Stop the service without force, so that it saves what it can, run `afterword check`, and start it again.',
    );
  };
}

function identityOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stat === undefined ? '' : `${stat.dev} ${stat.ino}`;
}
