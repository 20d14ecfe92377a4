/**
 * `npm run build`, unless `dist/` was built from the very files that are here now. A stamp in `dist/` says from which:
 * a hash of their names and contents, since their times say little after a `git checkout`.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main, run } from './lib/command.js';

const STAMP = 'dist/.built-from';
const COMMAND = 'dist/bin.js';
/** All that the build reads; the lock file stands for the packages that compile and are bundled. */
const INPUTS = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'scripts/build-web.js',
  'scripts/lib/desk-icon.js',
  ...readdirSync('src', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort(),
];

await main(async () => {
  const current = hashOfInputs();
  if (existsSync(COMMAND) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === current) return;
  console.log('dist/ was not built from this source: building it, which takes some seconds.');
  run('npm', ['run', 'build', '--silent']);
  writeFileSync(STAMP, current);
});

function hashOfInputs() {
  const hash = createHash('sha256');
  for (const path of INPUTS) hash.update(`${path}\n`).update(createHash('sha256').update(readFileSync(path)).digest());
  return hash.digest('hex');
}
