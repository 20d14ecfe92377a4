/*
 * npm run torture [-- --rounds N | --short] [--seed N]
 *
 * Kills the service (`kill -9`) at random moments while clients post and decide with retries, and starts it again. In the end everything that was
 * acknowledged must be there, once, with one verdict, and every standing decision against a verdict must have reached Akismet.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Dice, startAkismetOfTorture } from './akismet-of-torture.js';
import { type Ledger, moderate, postComments, type Target } from './clients.js';
import { runCommand, startServiceProcess } from './service-process.js';
import { findFaults, letTimePass } from './verify.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '1000' },
    short: { type: 'boolean', default: false },
    seed: { type: 'string' },
  },
});
const rounds = values.short ? 20 : Number(values.rounds);
const seed = Number(values.seed ?? Date.now() % 1_000_000);

/** The mulberry32 generator: the same seed tells the same story, as far as the operating system lets it. */
function diceOf(start: number): Dice {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const dice = diceOf(seed);
const folder = mkdtempSync(join(tmpdir(), 'afterword-torture-'));
const file = join(folder, 'afterword.db');
const { fake, heard } = await startAkismetOfTorture(dice);
const env = {
  DATA_DIR: folder,
  AKISMET_KEY: 'torture',
  AKISMET_URL: fake.url,
  AKISMET_TIMEOUT_MS: '300',
  CHECK_WAIT_MS: '100',
  POST_LIMIT: 'off',
  MODERATION_POLICY: 'publish',
  LOG_LEVEL: 'info',
};
const token = (
  JSON.parse(await runCommand(env, 'token', 'create', '--role', 'moderator', '--name', 'torture', '--json')) as {
    token: string;
  }
).token;

const ledger: Ledger = { stored: new Map(), decided: new Map(), doubtful: new Set() };
const target: Target = { url: null, stopped: false };
const clients = [
  ...['ada', 'bob', 'cyd', 'dan'].map((name) => postComments(target, ledger, name, dice)),
  moderate(target, ledger, token, dice),
  moderate(target, ledger, token, dice),
];
const failed = Promise.all(clients);
failed.catch(() => undefined);

const started = Date.now();
for (let round = 1; round <= rounds; round++) {
  const service = await startServiceProcess(env);
  target.url = service.url;
  await Promise.race([wait(dice() * 400), failed]);
  target.url = null;
  await service.kill();
  if (round % 25 === 0 || round === rounds)
    say(`round ${round}: ${ledger.stored.size} comments, ${ledger.decided.size} decisions`);
}
target.stopped = true;
await failed;

/** Lets the outbox empty itself; bad answers put some of it off again, so that more than one turn may be needed. */
async function drain(): Promise<void> {
  for (let turn = 0; turn < 50 && letTimePass(file) > 0; turn++) {
    const service = await startServiceProcess(env);
    for (let before = -1, now = await due(service.url); now !== 0 && now !== before; now = await due(service.url)) {
      before = now;
      await wait(1000);
    }
    await service.stop();
  }
}

async function due(url: string): Promise<number> {
  const response = await fetch(`${url}/api/v1/sites/default/moderation/summary`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  const { checker } = (await response.json()) as { checker: { waiting: number; corrections: number } };
  return checker.waiting + checker.corrections;
}

await drain();
const faults = findFaults(file, ledger, heard);
await fake.close();
rmSync(folder, { recursive: true });
for (const fault of faults.slice(0, 20)) say(`FAULT ${fault}`);
const seconds = Math.round((Date.now() - started) / 1000);
say(
  `torture (seed ${seed}): ${rounds} kills, ${ledger.stored.size} comments and ${ledger.decided.size} decisions acknowledged, ${faults.length} faults, ${seconds} s`,
);
process.exit(faults.length === 0 ? 0 : 1);
