import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CommandError, EX } from './exit-codes.js';

/** Makes sure that a file's new name outlasts the power; a no-op where folders cannot be opened (Windows). */
export function syncFolderOf(file: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(dirname(resolve(file)), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/**
 * Makes a file that is either whole or not there, for its owner's eyes only: written under another name, synced and then named.
 * @param write gets the name to write to
 * @throws CommandError EX_CANTCREAT when there is a file of that name already, or no folder for it
 */
export async function createWhole<Result>(file: string, write: (path: string) => Promise<Result>): Promise<Result> {
  if (existsSync(file)) throw new CommandError(EX.CANTCREAT, `${file} exists already; name a file that does not.`);
  if (!existsSync(dirname(resolve(file)))) {
    throw new CommandError(EX.CANTCREAT, `${file} cannot be made: there is no folder ${dirname(resolve(file))}.`);
  }
  const unfinished = `${file}.unfinished`;
  rmSync(unfinished, { force: true });
  try {
    writeFileSync(unfinished, '', { mode: 0o600, flag: 'wx' });
    const result = await write(unfinished);
    const written = openSync(unfinished, 'r+');
    fsyncSync(written);
    closeSync(written);
    renameSync(unfinished, file);
    syncFolderOf(file);
    return result;
  } finally {
    rmSync(unfinished, { force: true });
  }
}
