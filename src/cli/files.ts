import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { syncFolderOf } from '../service/sync-folder.js';
import { CommandError, EX } from './exit-codes.js';

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
