import { readFileSync } from 'node:fs';
import { ask } from './command.js';

/** The package's own manifest. */
export const packageJson = JSON.parse(readFileSync('package.json', 'utf8'));

/**
 * Builds and packs the package.
 * @param {string} folder where the tarball goes
 * @returns {{ filename: string, size: number, unpackedSize: number }} sizes in bytes
 * @throws when the build or the packing fails
 */
export function pack(folder) {
  const { status, stdout, stderr } = ask('npm', ['pack', '--json', '--pack-destination', folder]);
  if (status !== 0) throw new Error(`npm pack ended with ${status}\n${stdout}${stderr}`);
  const [tarball] = JSON.parse(stdout.slice(stdout.search(/^\[/m)));
  console.log(`packed ${tarball.filename}: ${tarball.entryCount} files`);
  return tarball;
}
