import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { syncFolderOf } from '../service/sync-folder.js';
import { CommandError, EX } from './exit-codes.js';

/**
 * Makes a file that is either whole or not there, for its owner's eyes only: written under a name of its own, synced and then named.
 * @param write gets the name to write to
 * @throws CommandError EX_CANTCREAT when there is a file of that name already, also one that was made meanwhile, or no folder for it
 */
export async function createWhole<Result>(file: string, write: (path: string) => Promise<Result>): Promise<Result> {
  if (existsSync(file)) throw takenAlready(file);
  if (!existsSync(dirname(resolve(file)))) {
    throw new CommandError(EX.CANTCREAT, `${file} cannot be made: there is no folder ${dirname(resolve(file))}.`);
  }
  removeLeftovers(file);
  const unfinished = `${file}.${process.pid}.${randomUUID()}.unfinished`;
  try {
    writeFileSync(unfinished, '', { mode: 0o600, flag: 'wx' });
    const result = await write(unfinished);
    const written = openSync(unfinished, 'r+');
    fsyncSync(written);
    closeSync(written);
    giveName(unfinished, file);
    syncFolderOf(file);
    return result;
  } finally {
    rmSync(unfinished, { force: true });
  }
}

function takenAlready(file: string): CommandError {
  return new CommandError(EX.CANTCREAT, `${file} exists already; name a file that does not.`);
}

/** Names a finished file, and never replaces another. */
function giveName(unfinished: string, file: string): void {
  try {
    linkSync(unfinished, file);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw takenAlready(file);
    renameInto(unfinished, file);
  }
}

/** Not every file system knows hard links: there, an empty file of our own keeps the name free. */
function renameInto(unfinished: string, file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    throw codeOf(error) === 'EEXIST' ? takenAlready(file) : error;
  }
  renameSync(unfinished, file);
}

/** Removes what a process that was killed has left of the same file, as personal data may be in it. */
function removeLeftovers(file: string): void {
  const folder = dirname(resolve(file));
  const start = `${basename(file)}.`;
  for (const name of readdirSync(folder)) {
    const pid = name.startsWith(start)
      ? /^(\d+)\.[0-9a-f-]{36}\.unfinished$/.exec(name.slice(start.length))?.[1]
      : undefined;
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(folder, name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
