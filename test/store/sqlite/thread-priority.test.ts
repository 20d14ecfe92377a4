import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import { expect, it } from '@jest/globals';

/** How many threads of this process have a nice value. */
function threadsWith(nice: number): number {
  return readdirSync('/proc/self/task').filter((thread) => {
    const afterName = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8').split(') ')[1] as string;
    // The third field is the first behind the name; nice is the nineteenth (proc_pid_stat(5)).
    return Number(afterName.split(' ')[16]) === nice;
  }).length;
}

it('lets one thread give way to the others, where the system has a value for each', async () => {
  const before = getPriority();
  const worker = new Worker(new URL('./polite-thread.js', import.meta.url));
  const [given] = await once(worker, 'message');
  expect(given).toBe(process.platform === 'linux');
  if (given) expect(threadsWith(10)).toBe(1);
  expect(getPriority()).toBe(before);
  worker.postMessage('go');
  await once(worker, 'exit');
});
