import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { getPriority } from 'node:os';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';

const MODULE = new URL('../../src/cli/main-thread-first.js', import.meta.url).href;

/** Has a process let its main thread go first; what it has for itself and its threads then, by nice value (proc_pid_stat(5)). */
async function niceValues(cores: number): Promise<Record<string, number>> {
  const script = `
    import { readFileSync, readdirSync } from 'node:fs';
    import { letMainThreadGoFirst } from '${MODULE}';
    letMainThreadGoFirst(${cores});
    const values = {};
    for (const thread of readdirSync('/proc/self/task')) {
      const behindName = readFileSync('/proc/self/task/' + thread + '/stat', 'utf8').split(') ')[1];
      const nice = behindName.split(' ')[16];
      values[nice] = (values[nice] ?? 0) + 1;
    }
    console.log(JSON.stringify(values));`;
  const child = spawn(process.execPath, ['--v8-pool-size=3', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return JSON.parse(said) as Record<string, number>;
}

/** What the tests themselves run with, and so whatever they start. */
const usual = getPriority();
const isLinux = process.platform === 'linux';
const onLinux = isLinux ? test : test.skip;
const why = isLinux ? '' : ' (left out: only Linux has a nice value for each thread; run it there)';

onLinux(`on one core every thread gives way to the main one${why}`, async () => {
  const { [usual]: first, 10: others, ...rest } = await niceValues(1);
  expect(first).toBe(1);
  expect(others).toBeGreaterThanOrEqual(3);
  expect(rest).toEqual({});
});

onLinux(`where there are more cores, all threads stay equal${why}`, async () => {
  expect(Object.keys(await niceValues(2))).toEqual([String(usual)]);
});
