/**
 * Runs the tests as badly as a machine can: `npm run test:hard [-- [--times N] [--seed S] [--short] [PATTERN…]]`. On one
 * core, beside two processes that keep it busy, with files and tests in a random order, with delays in the event loop of
 * every process that takes part, and with other random cases than usual. All of it follows from the seed.
 *
 * `--short` takes the files that have to do with time, jobs, faults and browsers. With `--times` each run has a seed of
 * its own, the one after the last.
 */
import { spawn, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { constants } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { duration } from './jest/report-text.js';
import { main } from './lib/command.js';

const BUSY_LOOPS = 2;
/** They end with this script; this is for the case that they do not notice. */
const BUSY_SECONDS = 4 * 3_600;
const SHORT = [
  'test/app/',
  'test/cli/(?:serve|backup|rotate-key)',
  // Of the browsers, what has to do with time, races and lost connections.
  'test/e2e/lacking',
  'test/e2e/desk/(?:several-sites|two-moderators)',
  'test/e2e/thread/(?:order-and-arrivals|reading|stillness)',
  'test/faults/',
  'test/http/(?:access-limits|idempotency|limits|stamp)',
  'test/jobs/',
  'test/privacy/(?:retention|rotation)',
  'test/spam/akismet/',
  'test/store/sqlite/',
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { times: { type: 'string' }, seed: { type: 'string' }, short: { type: 'boolean' } },
});
const times = Number(values.times ?? 1);
const firstSeed = Number(values.seed ?? randomInt(1_000_000));
const patterns = [...(values.short ? SHORT : []), ...positionals];

/** @type {import('node:child_process').ChildProcess[]} */
const children = [];
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.once(signal, () => process.exit(128 + constants.signals[signal]));
}

await main(async () => {
  if (!Number.isInteger(times) || !Number.isInteger(firstSeed))
    throw new Error('--times and --seed take whole numbers');
  console.log(pinToOneCore());
  for (let loop = 0; loop < BUSY_LOOPS; loop += 1) {
    start(['scripts/lib/busy-loop.js', String(process.pid), String(BUSY_SECONDS)]);
  }
  const results = [];
  for (let run = 0; run < times; run += 1) results.push(await runOnce(firstSeed + run));
  for (const { said } of results) console.log(said);
  const failed = results.filter(({ passed }) => !passed).length;
  if (failed > 0) throw new Error(`${failed} of ${times} runs`);
  console.log(`${times} of ${times} runs passed`);
});
process.exit();

/** @param {number} seed */
async function runOnce(seed) {
  console.log(`\nRun with the seed ${seed}`);
  const started = Date.now();
  const delays = pathToFileURL(join('scripts', 'jest', 'random-delays.js'));
  delays.searchParams.set('seed', String(seed));
  const jest = start(
    [
      ...['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'],
      ...['--randomize', `--seed=${seed}`, '--testSequencer=./scripts/jest/random-order.js'],
      ...patterns,
    ],
    {
      ...process.env,
      FC_SEED: String(seed),
      NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import=${delays.href}`.trim(),
    },
  );
  const [code] = await once(jest, 'close');
  const passed = code === 0;
  const repeat = ['npm run test:hard -- --seed', seed, ...(values.short ? ['--short'] : []), ...positionals].join(' ');
  const said = `seed ${seed}: ${passed ? 'passed' : 'FAILED'} in ${duration(Date.now() - started)}`;
  return { passed, said: passed ? said : `${said}; to repeat it: ${repeat}` };
}

/**
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
function start(args, env = process.env) {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'inherit', 'inherit'] });
  children.push(child);
  return child;
}

/** Pins this process, and with it all that it starts, to the last core that it may use; says whether it could. */
function pinToOneCore() {
  const pid = String(process.pid);
  const allowed = spawnSync('taskset', ['-cp', pid], { encoding: 'utf8' });
  const core = /(\d+)\s*$/.exec(allowed.stdout ?? '')?.[1];
  const pinned = core !== undefined && spawnSync('taskset', ['-acp', core, pid]).status === 0;
  return pinned
    ? `On core ${core} alone, beside ${BUSY_LOOPS} busy loops`
    : `Beside ${BUSY_LOOPS} busy loops; not on one core, since there is no taskset here`;
}
