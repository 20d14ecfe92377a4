import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { removeFolder, temporaryFolder } from './command.js';

const BIN = fileURLToPath(new URL('../../src/bin.js', import.meta.url));
/** A collection of young objects comes every thousand requests or so. */
const MOST_TURNS = 3000;
const AT_ONCE = 16;

test('lets V8 make no object of a request where only full collections free it', async () => {
  const folder = temporaryFolder();
  const child = spawn(process.execPath, ['--trace-gc', '--trace-pretenuring-statistics', BIN, 'serve'], {
    cwd: folder,
    env: { PATH: process.env.PATH, PORT: '0' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const said = { collections: 0, guesses: 0 };
    const url = await new Promise<string>((resolve) => {
      createInterface(child.stdout).on('line', (line) => {
        const address = /"url":"([^"]+)"/.exec(line)?.[1];
        if (address !== undefined) resolve(address);
        if (line.includes('Scavenge')) said.collections += 1;
        if (line.includes('pretenuring:')) said.guesses += 1;
      });
    });
    // What V8 has said so far is about code that ran before the service could say anything to it.
    Object.assign(said, { collections: 0, guesses: 0 });
    const get = async () => (await fetch(`${url}/embed.js`)).arrayBuffer();
    for (let turn = 0; said.collections < 3 && turn < MOST_TURNS; turn += 1) {
      await Promise.all(Array.from({ length: AT_ONCE }, get));
    }
    expect(said.collections).toBeGreaterThanOrEqual(3);
    expect(said.guesses).toBe(0);
  } finally {
    child.kill('SIGKILL');
    await once(child, 'close');
    removeFolder(folder);
  }
});
