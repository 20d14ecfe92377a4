import { readFileSync } from 'node:fs';
import { packageFile } from './package-files.js';

/** The text of a file that the build has made of `src/web/`; null if it has made none of that name. */
export function readWebFile(name: string): string | null {
  return readWebPicture(name)?.toString('utf8') ?? null;
}

/** The same of a file that is no text. */
export function readWebPicture(name: string): Buffer | null {
  try {
    return readFileSync(packageFile(`web/${name}`));
  } catch {
    return null;
  }
}
