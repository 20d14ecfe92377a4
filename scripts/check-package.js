/**
 * Tries the package as it would be published: packs it, installs the tarball in a folder outside the tree, asks the
 * command for its version and its settings, and runs the service.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, inTemporaryFolder, main, run } from './lib/command.js';
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
    checkVersion(folder);
    checkSettings(folder);
    await exerciseService({
      command: join(folder, 'node_modules/.bin/afterword'),
      args: ['serve'],
      cwd: folder,
      dataDir: join(folder, 'data'),
    });
  }),
);

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
