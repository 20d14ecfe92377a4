/**
 * Tries the package as it would be published: packs it, installs the tarball in a folder outside
 * the tree, looks whether what its pages link to is there (pictures stay in the repository, as they weigh more than all other pages), asks the command for its version and its settings, and runs the service with a
 * fake Akismet, which no `overrides` of our own tree help there: akismet-api comes with a superagent of its own.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { startAkismet } from './lib/akismet.js';
import { ask, inTemporaryFolder, main, run } from './lib/command.js';
import { liveThrough } from './lib/life.js';
import { pack, packageJson } from './lib/pack.js';
import { reusingNativeModule } from './lib/prebuilt.js';
import { exerciseService } from './lib/service.js';

await main(() =>
  inTemporaryFolder('package', async (folder) => {
    const { filename } = pack(folder);
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    run('npm', ['install', '--no-audit', '--no-fund', `./${filename}`], {
      cwd: folder,
      env: reusingNativeModule(folder),
    });
    checkLinks(join(folder, 'node_modules', packageJson.name));
    checkVersion(folder);
    checkSettings(folder);
    await checkLife(folder);
  }),
);

/** @param {string} folder the installed package */
function checkLinks(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const pages = files.filter((file) => file.endsWith('.md') && !file.includes('node_modules'));
  const links = pages.flatMap((page) => linksOf(join(folder, page)).map((link) => ({ page, link })));
  const missing = links.filter(({ page, link }) => {
    const place = join(dirname(page), link);
    return !existsSync(link.endsWith('.png') ? place : join(folder, place));
  });
  if (missing.length > 0) {
    throw new Error(
      `links to what is not in the package: ${missing.map(({ page, link }) => `${page}: ${link}`).join(', ')}`,
    );
  }
  console.log(`${links.length} links between ${pages.length} pages, each to what is there`);
}

/** @param {string} page @returns {string[]} */
function linksOf(page) {
  const links = [...readFileSync(page, 'utf8').matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map(([, link = '']) => link);
  return links.filter((link) => !/^(?:https?|mailto):/.test(link));
}

/** @param {string} folder */
async function checkLife(folder) {
  console.log(`superagent of akismet-api: ${superagentOfAkismet(folder)}`);
  const akismet = await startAkismet();
  const dataDir = join(folder, 'data');
  const env = { ...process.env, AKISMET_KEY: 'a-key', AKISMET_URL: akismet.url, POST_LIMIT: 'off' };
  try {
    await exerciseService({
      command: join(folder, 'node_modules/.bin/afterword'),
      args: ['serve'],
      cwd: folder,
      dataDir,
      env,
      async use(url) {
        const token = newToken(folder, { ...env, DATA_DIR: dataDir });
        akismet.calls.length = 0;
        await liveThrough(url, token, akismet.calls);
      },
    });
  } finally {
    akismet.close();
  }
}

/** @param {string} folder */
function superagentOfAkismet(folder) {
  const fromHere = createRequire(join(folder, 'package.json'));
  const fromAkismet = createRequire(createRequire(fromHere.resolve('afterword/package.json')).resolve('akismet-api'));
  return fromAkismet('superagent/package.json').version;
}

/** @param {string} folder @param {NodeJS.ProcessEnv} env */
function newToken(folder, env) {
  const args = ['--no-install', 'afterword', 'token', 'create', '--role', 'moderator', '--name', 'me'];
  const { status, stdout, stderr } = ask('npx', args, { cwd: folder, env });
  if (status !== 0) throw new Error(`afterword token create ended with ${status}: ${stderr}`);
  return stdout.trim();
}

/** @param {string} folder */
function checkVersion(folder) {
  const { stdout } = ask('npx', ['--no-install', 'afterword', '--version'], { cwd: folder });
  if (stdout.trim() !== packageJson.version) {
    throw new Error(`afterword --version printed "${stdout.trim()}" instead of "${packageJson.version}"`);
  }
  console.log(`afterword --version: ${stdout.trim()}`);
}

/** @param {string} folder */
function checkSettings(folder) {
  const secret = '0123456789ab';
  const env = { ...process.env, AKISMET_KEY: secret, DATA_DIR: join(folder, 'data') };
  const { status, stdout, stderr } = ask('npx', ['--no-install', 'afterword', 'config'], { cwd: folder, env });
  if (status !== 0) throw new Error(`afterword config ended with ${status}: ${stderr}`);
  if (!/^\W*DATA_DIR\b/m.test(stdout)) throw new Error(`afterword config does not name DATA_DIR:\n${stdout}`);
  if (stdout.includes(secret)) throw new Error('afterword config prints the Akismet key');
  console.log(`afterword config: ${stdout.trim().split('\n').length} lines, no secret among them`);
}
