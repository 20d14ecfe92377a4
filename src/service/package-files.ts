import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The path of a file or folder that comes with the package, looked for from this module upwards. */
export function packageFile(name: string): string {
  for (let folder = new URL('.', import.meta.url); ; ) {
    const here = fileURLToPath(new URL(name, folder));
    if (existsSync(here)) return here;
    const above = new URL('..', folder);
    if (above.href === folder.href) throw new Error(`the package is not complete: ${name} is missing`);
    folder = above;
  }
}

/** The version of this package. */
export function packageVersion(): string {
  return (JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string }).version;
}
