/**
 * Runs the tests as `npm run test:all` does and measures what they ran of `src/`, worker threads and child processes included:
 * V8 counts in every Node process that is started below this one (NODE_V8_COVERAGE), c8 adds the counts up and maps
 * them back to the TypeScript. The floors stand in `.c8rc.json`.
 *
 * Arguments go to jest: `npm run coverage -- store` measures what the store's tests reach.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const COMPILED = '.build/src';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
const testCommand = [...scripts['test:all'].split(' '), ...process.argv.slice(2)];

const c8 = join(dirname(createRequire(import.meta.url).resolve('c8/package.json')), 'bin/c8.js');
const excludes = typeOnlyModules().flatMap((path) => ['--exclude', path]);
const run = spawnSync(process.execPath, [c8, ...excludes, ...testCommand], { stdio: 'inherit' });
process.exitCode = run.status ?? 1;

/** The modules of which nothing is left but `export {}`: no test can load them, and they must not count as untested. */
function typeOnlyModules() {
  return readdirSync(COMPILED, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.js'))
    .map((path) => join(COMPILED, path))
    .filter((path) => isTypeOnly(readFileSync(path, 'utf8')));
}

/** @param {string} code */
function isTypeOnly(code) {
  const statements = code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  return statements.trim() === 'export {};';
}
