import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A text file of the repository; `path` is relative to the root, with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** What is no part of the repository: what tools write, and what an operator keeps beside it. */
const OUTSIDE = /^(?:\.git|node_modules|dist|coverage|data|\.build.*)$/;
const BINARY = /\.(?:png|jpe?g|gif|ico|webp|woff2?|gz|br|sqlite3?|db|pdf)$/;

/** The repository's root: the closest folder above that has a package.json of ours. */
export const root: string = findRoot(dirname(fileURLToPath(import.meta.url)));

function findRoot(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : findRoot(dirname(folder));
}

/** Reads one file of the repository. */
export function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** All text files below a folder of the repository (`.` for all of them), but for what tools write. */
export function filesBelow(folder: string, extension = ''): SourceFile[] {
  if (!existsSync(join(root, folder))) return [];
  return pathsBelow(join(root, folder))
    .map((path) => relative(root, path).split(sep).join('/'))
    .filter((path) => path.endsWith(extension) && !BINARY.test(path))
    .sort()
    .map((path) => ({ path, text: readText(path) }));
}

function pathsBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    // In a second working tree of git, `.git` is a file.
    if (OUTSIDE.test(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return pathsBelow(path);
    return entry.isFile() && !isPersonal(entry.name) ? [path] : [];
  });
}

/** Settings and logs that git ignores, wherever they lie. */
function isPersonal(name: string): boolean {
  return name === '.env' || name.endsWith('.log');
}
