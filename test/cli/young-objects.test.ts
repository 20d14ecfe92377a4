import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { removeFolder, temporaryFolder } from './command.js';

const BIN = fileURLToPath(new URL('../../src/bin.js', import.meta.url));
const FLAGS = ['--trace-gc', '--trace-pretenuring-statistics'];

/**
 * On a signal makes objects in one place that live for a while, from which V8 would guess that its next ones do too; four times as many as there
 * is room for (two halves of 16 MB, 28 bytes each and more) before young ones are collected.
 */
const MAKER = `data:text/javascript,${encodeURIComponent(`
  process.on('SIGUSR2', () => {
    let kept = [];
    for (let n = 0; n < 5_000_000; n++) {
      if (kept.length === 200_000) kept = [];
      kept.push({ n });
    }
    console.log('made them');
  });
`)}`;

/** How often V8 collects young objects and how often it guesses from them, after the signal and until the objects are made. */
async function saidWhileMaking(lines: Interface, ask: () => void): Promise<{ collections: number; guesses: number }> {
  const said = { collections: 0, guesses: 0 };
  const made = new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      if (line.includes('Scavenge')) said.collections += 1;
      if (line.includes('pretenuring:')) said.guesses += 1;
      if (line.startsWith('made ')) resolve();
    });
  });
  ask();
  await made;
  return said;
}

/** Lines of what a process says, once one of them is there. */
async function linesFrom(child: ChildProcess, first: string): Promise<Interface> {
  const lines = createInterface(child.stdout as NonNullable<ChildProcess['stdout']>);
  await new Promise<void>((resolve) => {
    lines.on('line', (line) => line.includes(first) && resolve());
  });
  return lines;
}

async function guessesOf(args: readonly string[], first: string, folder: string) {
  const child = spawn(process.execPath, [...FLAGS, '--import', MAKER, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, PORT: '0' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    return await saidWhileMaking(await linesFrom(child, first), () => child.kill('SIGUSR2'));
  } finally {
    child.kill('SIGKILL');
    await once(child, 'close');
  }
}

test('lets V8 make no object where only full collections free it, as it would by itself', async () => {
  const folder = temporaryFolder();
  const byItself = ['-e', `console.log('ready'); setInterval(() => {}, 1000)`];
  const control = await guessesOf(byItself, 'ready', folder);
  const service = await guessesOf([BIN, 'serve'], '"url":"', folder);
  removeFolder(folder);
  expect(control.guesses).toBeGreaterThan(0);
  expect(service.guesses).toBe(0);
  expect(Math.min(control.collections, service.collections)).toBeGreaterThan(0);
});
