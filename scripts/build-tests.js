/**
 * Compiles what the tests run on into `.build/`: only what has changed. What has no source any more is deleted, so that
 * a test that is gone does not run on.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { main } from './lib/command.js';

const OUTPUT = '.build';
/** The folders that tsc compiles, as in `tsconfig.json`. */
const COMPILED = ['src', 'test', 'bench'];
/** What esbuild bundles: some files have a hash in their names, so it is emptied first. */
const BUNDLED = join('src', 'web');

await main(async () => {
  rmSync(join(OUTPUT, BUNDLED), { recursive: true, force: true });
  rmSync(join(OUTPUT, 'test-report.json'), { force: true });
  for (const orphan of orphans()) rmSync(orphan);
  // tsc goes by its notes, and does not look whether its output is still there.
  if (!isComplete()) rmSync(join(OUTPUT, '.tsbuildinfo'), { force: true });
  await Promise.all([
    node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'),
    node('scripts/build-web.js', join(OUTPUT, BUNDLED)),
  ]);
});

/** @param {readonly string[]} args a script and what it is told */
async function node(...args) {
  const [code] = await once(spawn(process.execPath, args, { stdio: 'inherit' }), 'close');
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
}

/** @param {string} folder @returns {string[]} */
function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path));
}

/** What tsc wrote for a source that is gone. */
function orphans() {
  return COMPILED.flatMap((folder) => filesBelow(join(OUTPUT, folder))).filter((path) => {
    const stem = /^(.+)\.js(?:\.map)?$/.exec(path)?.[1];
    return stem !== undefined && !existsSync(`${stem.slice(OUTPUT.length + 1)}.ts`);
  });
}

/** Whether there is output for every source. */
function isComplete() {
  return COMPILED.flatMap(filesBelow)
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts') && !path.startsWith(join(BUNDLED, '/')))
    .every((path) => existsSync(join(OUTPUT, path.replace(/\.ts$/, '.js'))));
}
