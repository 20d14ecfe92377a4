import { readFileSync } from 'node:fs';
import { packageFile } from './package-files.js';

/** The text of a file that the build has made of `src/web/`; null if it has made none of that name. */
export function readWebFile(name: string): string | null {
  try {
    return readFileSync(packageFile(`web/${name}`), 'utf8');
  } catch {
    return null;
  }
}
