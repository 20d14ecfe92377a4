import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.js';

/**
 * Lets later installations take the better-sqlite3 that this tree's own `npm ci` brought, instead of compiling the
 * same thing for a minute and a half each: its installer looks for a ready-made binary in a local folder first.
 * For the running Node.js only; `npm ci` stays the proof that the compilation works.
 * @param {string} folder where the binary is laid down
 * @returns {NodeJS.ProcessEnv} the environment for npm
 */
export function reusingNativeModule(folder) {
  const module = 'node_modules/better-sqlite3';
  const { version } = JSON.parse(readFileSync(join(module, 'package.json'), 'utf8'));
  const target = `node-v${process.versions.modules}-${process.platform}-${process.arch}`;
  const archive = join(folder, `better-sqlite3-v${version}-${target}.tar.gz`);
  run('tar', ['-czf', archive, '-C', module, 'build/Release/better_sqlite3.node']);
  return { ...process.env, npm_config_better_sqlite3_local_prebuilds: folder };
}
