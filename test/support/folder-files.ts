import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const COPY = 'fs.cpSync(process.argv[1], process.argv[2], { recursive: true })';

/**
 * Every file of a folder, by its name. Another process reads them: a process that closes a file loses all the locks that it
 * has on it, those of SQLite too, and a database that is open here could then be damaged by a process that opens it as well.
 */
export function filesIn(folder: string): Map<string, Buffer> {
  const copy = mkdtempSync(join(tmpdir(), 'afterword-copy-'));
  try {
    execFileSync(process.execPath, ['-e', COPY, folder, copy]);
    const files = readdirSync(copy, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return new Map(files.map(({ parentPath, name }) => [name, readFileSync(join(parentPath, name))]));
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
