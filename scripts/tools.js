/**
 * Holds the service to what other people's tools expect: `npm run tools [-- NAME…]`, all of `lint life mock clients feed html` unless told. What each of
 * them checks, and which findings stay, is in docs/tools.md.
 *
 * The tools are many packages that nothing else here needs. They are installed in `scripts/tools/`, with a lock file of their own, when they are first
 * asked for; where they cannot be had, that is the failure.
 */
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, inTemporaryFolder, main, run } from './lib/command.js';
import { exerciseService } from './lib/service.js';
import { clients } from './tools/clients.js';
import { feed } from './tools/feed.js';
import { html } from './tools/html.js';
import { life } from './tools/life.js';
import { lint } from './tools/lint.js';
import { mock } from './tools/mock.js';
import { TOOLS } from './tools/tool.js';

/** @type {Readonly<Record<string, (place: import('./tools/tool.js').Place) => Promise<string[]>>>} */
const CHECKS = { lint, mock, life, clients, feed, html };

const asked = process.argv.slice(2);
const names = asked.length > 0 ? asked : Object.keys(CHECKS);

await main(() =>
  inTemporaryFolder('tools', async (folder) => {
    const unknown = names.filter((name) => !Object.hasOwn(CHECKS, name));
    if (unknown.length > 0)
      throw new Error(`there is no ${unknown.join(', ')}, only ${Object.keys(CHECKS).join(', ')}`);
    install();
    const dataDir = join(folder, 'data');
    const env = {
      ...process.env,
      SITE_URL: 'https://blog.example/',
      // Where the comment stands with which the service is tried before.
      SITE_ORIGINS: 'http://localhost:8080',
      PUBLIC_URL: 'https://comments.example',
      POST_LIMIT: 'off',
      METRICS_PUBLIC: 'true',
      DATA_DIR: dataDir,
    };
    const order = ['dist/bin.js', 'token', 'create', '--role', 'moderator', '--name', 'the tools'];
    const token = ask(process.execPath, order, { env }).stdout.trim();
    await exerciseService({
      ...{ command: process.execPath, args: ['dist/bin.js', 'serve'], cwd: '.', dataDir, env },
      use: (url) => check({ url, token, folder, description: join(folder, 'openapi.json') }),
    });
  }),
);

/** Installs the tools unless they are what the lock file says. */
function install() {
  const lock = join(TOOLS, 'package-lock.json');
  const installed = join(TOOLS, 'node_modules', '.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  run('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: TOOLS });
}

/** @param {import('./tools/tool.js').Place} place */
async function check(place) {
  const answer = await fetch(`${place.url}/openapi.json`);
  writeFileSync(place.description, await answer.text());
  let found = 0;
  for (const name of names) {
    const findings = (await CHECKS[name]?.(place)) ?? [];
    console.log(`${name}: ${findings.length === 0 ? 'nothing found' : findings.length}`);
    for (const finding of findings) console.log(`  ${finding}`);
    found += findings.length;
  }
  if (found > 0) throw new Error(`${found} findings`);
}
