import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { fillDatabase } from './fill-database.js';
import { migrations } from './migrations.js';

/** Raised whenever what is stored changes, so that no folder of an earlier form is taken. */
const FORM = 1;

/**
 * A data folder with so many comments. It is made once and kept, for the next run, and copied for this one.
 * @param cache the folder that keeps
 * @param to the copy; must not exist yet
 */
export async function seededFolder(
  cache: string,
  count: number,
  to: string,
  onProgress: (done: number) => void,
): Promise<void> {
  const kept = join(cache, `${count}-comments-${schemaMark()}`);
  if (!existsSync(kept)) {
    const growing = `${kept}.growing`;
    rmSync(growing, { recursive: true, force: true });
    mkdirSync(growing, { recursive: true, mode: 0o700 });
    await fillDatabase(growing, count, Date.now(), onProgress);
    renameSync(growing, kept);
  }
  mkdirSync(to, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(kept)) copyToDisk(join(kept, name), join(to, name));
}

/** A hash of the schema, its comments left out: a database of another one is of no use. */
function schemaMark(): string {
  const statements = migrations().map(({ sql }) => sql.replace(/--.*$/gm, '').replace(/\s+/g, ' '));
  return createHash('sha256')
    .update(`${FORM}\n${statements.join('\n')}`)
    .digest('hex')
    .slice(0, 8);
}

/** Copies a file and waits until it is on disk, so that its writing does not disturb what is measured next. */
function copyToDisk(from: string, to: string): void {
  copyFileSync(from, to, constants.COPYFILE_FICLONE);
  const file = openSync(to, 'r+');
  fsyncSync(file);
  closeSync(file);
}
