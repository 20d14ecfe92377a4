/*
 * npm run torture [-- --postgres | --pair] [--rounds N | --short] [--seed N]
 *
 * Kills the service (`kill -9`) at random moments while clients post and decide with retries, and starts it again. In the end everything that was
 * acknowledged must be there, once, with one verdict, and every standing decision against a verdict must have reached Akismet.
 *
 * With `--postgres` two services share a server of PostgreSQL, and each round kills one of them or the server, as the seed has it; with `--pair` the
 * server is the primary of a synchronous pair, whose standby is promoted. Services have to come back on their own, and nobody may get anything but
 * a 503 that says when to come again.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Dice, startAkismetOfTorture } from './akismet-of-torture.js';
import { moderate, newLedger, postComments, read, type Target } from './clients.js';
import { runCommand, type ServiceProcess, startServiceProcess } from './service-process.js';
import { pairStage, serverStage, sqliteStage, type Victim } from './stage.js';
import { findFaults, letTimePass } from './verify.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '1000' },
    short: { type: 'boolean', default: false },
    seed: { type: 'string' },
    postgres: { type: 'boolean', default: false },
    pair: { type: 'boolean', default: false },
  },
});
const rounds = values.short ? 20 : Number(values.rounds);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
/** So soon services are to take writes again. */
const BACK_MS = 5000;

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
const stage = values.pair ? await pairStage() : values.postgres ? await serverStage() : sqliteStage(folder);
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
  ...stage.env,
};
const token = (
  JSON.parse(await runCommand(env, 'token', 'create', '--role', 'moderator', '--name', 'torture', '--json')) as {
    token: string;
  }
).token;

const ledger = newLedger();
const target: Target = { urls: new Set(), stopped: false };
const services: ServiceProcess[] = [];
const cameBack: number[] = [];
let killedServices = 0;

async function startService(): Promise<void> {
  const service = await startServiceProcess(env);
  services.push(service);
  target.urls.add(service.url);
  void service.died.then((how) => ledger.faults.push(how));
}

async function killService(): Promise<void> {
  const service = services.shift() as ServiceProcess;
  target.urls.delete(service.url);
  await service.kill();
}

/** Kills what services stand on, and measures how long after its return somebody is acknowledged something again. */
async function killVictim(victim: Victim): Promise<void> {
  await victim.kill(dice);
  const returned = performance.now();
  while (ledger.acknowledgedAt < returned && performance.now() < returned + BACK_MS * 4) await wait(5);
  const took = performance.now() - returned;
  cameBack.push(took);
  if (took > BACK_MS) ledger.faults.push(`nothing was taken for ${Math.round(took)} ms after ${victim.name} was back`);
  await victim.mend();
}

async function killSomebody(): Promise<void> {
  if (stage.victim !== null && dice() < 0.5) return killVictim(stage.victim);
  killedServices += 1;
  await killService();
  await startService();
}

const started = Date.now();
for (let n = 0; n < stage.services; n++) await startService();
const clients = [
  ...['ada', 'bob', 'cyd', 'dan'].map((name) => postComments(target, ledger, name, dice)),
  moderate(target, ledger, token, dice),
  moderate(target, ledger, token, dice),
  read(target, ledger, dice),
];
const failed = Promise.all(clients);
failed.catch(() => undefined);

for (let round = 1; round <= rounds; round++) {
  await Promise.race([wait(dice() * 400), failed]);
  await killSomebody();
  if (round % 25 === 0 || round === rounds)
    say(`round ${round}: ${ledger.stored.size} comments, ${ledger.decided.size} decisions`);
}
while (services.length > 0) await killService();
target.stopped = true;
await failed;

/** Lets the outbox empty itself; bad answers put some of it off again, so that more than one turn may be needed. */
async function drain(): Promise<void> {
  const db = await stage.open();
  for (let turn = 0; turn < 50 && (await letTimePass(db)) > 0; turn++) {
    const service = await startServiceProcess(env);
    for (let before = -1, now = await due(service.url); now !== 0 && now !== before; now = await due(service.url)) {
      before = now;
      await wait(1000);
    }
    await service.stop();
  }
  await db.close();
}

async function due(url: string): Promise<number> {
  const response = await fetch(`${url}/api/v1/sites/default/moderation/summary`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  const { checker } = (await response.json()) as { checker: { waiting: number; corrections: number } };
  return checker.waiting + checker.corrections;
}

await drain();
const db = await stage.open();
const faults = [...ledger.faults, ...(await findFaults(db, ledger, heard))];
await db.close();
await fake.close();
await stage.close();
rmSync(folder, { recursive: true });
for (const fault of faults.slice(0, 20)) say(`FAULT ${fault}`);
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
const sorted = cameBack.toSorted((one, other) => one - other);
const kills = [
  `${killedServices} kills of a service`,
  ...(stage.victim === null ? [] : [`${cameBack.length} of ${stage.victim.name}`]),
];
if (sorted.length > 0)
  say(
    `back after ${seconds(sorted[sorted.length >> 1] as number)} (median), ${seconds(sorted.at(-1) as number)} (worst); ` +
      `${ledger.refused} times 503, the longest answer took ${seconds(ledger.longestMs)}, ${ledger.readUnasked} pages read while the store was away`,
  );
say(
  `torture on ${stage.name} (seed ${seed}): ${kills.join(', ')}, ${ledger.stored.size} comments and ${ledger.decided.size} decisions acknowledged, ` +
    `${faults.length} faults, ${seconds(Date.now() - started)}`,
);
process.exit(faults.length === 0 ? 0 : 1);
