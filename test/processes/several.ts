import { join } from 'node:path';
import pg from 'pg';
import { afterword, removeFolder, type ServedProcess, served, temporaryFolder } from '../cli/command.js';
import { contradictions } from '../support/contradictions.js';
import { answers, type FakeAkismet, startFakeAkismet } from '../support/fake-akismet.js';
import { COMMENTS, MODERATION } from '../support/http.js';
import { freshDatabase } from '../support/postgres/database.js';

/** A number from 0 to 1. */
export type Dice = () => number;

/** The mulberry32 generator: the same seed tells the same story, as far as processes that run at once let it. */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function oneOf<Thing>(things: readonly Thing[], dice: Dice): Thing {
  return things[Math.floor(dice() * things.length)] as Thing;
}

export interface SeveralOptions {
  readonly processes: number;
  /** Settings of all of them, beside those of a test. */
  readonly env?: Readonly<Record<string, string>>;
  /** Starts a fake Akismet and has every process ask it, each with a key of its own, by which it is told from the others. */
  readonly akismet?: boolean;
}

/** Processes of the service that share one database and one key, each listening on a port of its own. */
export interface Several {
  readonly processes: readonly ServedProcess[];
  /** Where each of them listens. */
  readonly urls: readonly string[];
  readonly databaseUrl: string;
  readonly folder: string;
  readonly akismet: FakeAkismet;
  /** A token of the role moderator for the site `default`. */
  readonly moderator: string;
  /** The settings of one of them, for a command or another process. */
  readonly env: Readonly<Record<string, string>>;
  /** Asks the database itself. */
  ask<Row>(query: string): Promise<Row[]>;
  /** Ends one by `kill -9`, and starts another in its place. */
  replace(index: number): Promise<void>;
  /** The keys by which Akismet was asked by those that were ended so. */
  readonly killed: ReadonlySet<string>;
  stop(): Promise<void>;
}

export async function startSeveral({ processes: count, env: extra = {}, akismet }: SeveralOptions): Promise<Several> {
  const folder = temporaryFolder();
  const database = await freshDatabase();
  const fake = await startFakeAkismet();
  fake.setDefault(answers.byTheRules);
  const env = {
    DATABASE_URL: database.url,
    DATA_DIR: join(folder, 'data'),
    SITE_URL: 'https://blog.example/',
    POST_LIMIT: 'off',
    TRUST_PROXY: '1',
    LOG_LEVEL: 'error',
    ...(akismet && { AKISMET_URL: fake.url, AKISMET_TIMEOUT_MS: '5000' }),
    ...extra,
  };
  let started = 0;
  const keys = new WeakMap<ServedProcess, string>();
  const killed = new Set<string>();
  async function startOne(): Promise<ServedProcess> {
    const key = `key-${started++}`;
    const one = await served({ folder, env: { ...env, ...(akismet && { AKISMET_KEY: key }) } });
    keys.set(one, key);
    return one;
  }
  const made = await afterword({ folder, env }, 'token', 'create', '--role', 'moderator', '--name', 'the moderator');
  const processes = await Promise.all(Array.from({ length: count }, startOne));
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  return {
    processes,
    get urls() {
      return processes.map(({ url }) => url);
    },
    databaseUrl: database.url,
    folder,
    akismet: fake,
    moderator: made.stdout.trim(),
    env,
    ask: async <Row>(query: string) => (await client.query(query)).rows as Row[],
    async replace(index) {
      const dying = processes[index] as ServedProcess;
      killed.add(keys.get(dying) as string);
      dying.signal('SIGKILL');
      await dying.ended;
      processes[index] = await startOne();
    },
    killed,
    async stop() {
      await Promise.all(processes.map((one) => one.stop()));
      await client.end();
      await fake.close();
      await database.drop();
      removeFolder(folder);
    },
  };
}

/** What contradicts itself in the database that they share. */
export function inconsistencies(several: Several): Promise<string[]> {
  return contradictions((query) => several.ask(query));
}

/** An answer, read to its end. */
export interface Read {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at what they know to be there
  readonly json: any;
}

/** Sends a request to one process. A body makes it a POST. */
export async function ask(
  url: string,
  path: string,
  {
    method,
    body,
    headers = {},
  }: { method?: string; body?: unknown; headers?: Readonly<Record<string, string>> | undefined } = {},
): Promise<Read> {
  const response = await fetch(url + path, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
    redirect: 'manual',
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
}

let written = 0;

/** A comment as a reader sends it, with words of its own. */
export function words(change: Record<string, unknown> = {}): Record<string, unknown> {
  written += 1;
  return {
    article: { url: 'https://blog.example/an-article' },
    author: { name: 'Ada', email: 'ada@example.org' },
    body: `Comment number ${written}, and nothing else`,
    ...change,
  };
}

/** Posts a comment to one process, and wants it taken. */
export async function postTo(url: string, change: Record<string, unknown> = {}, headers?: Record<string, string>) {
  const answer = await ask(url, COMMENTS, { body: words(change), headers });
  if (answer.status !== 201) throw new Error(`a comment was answered ${answer.status}: ${answer.text}`);
  return answer.json as { comment: { id: string; status: string }; editToken: string; authorKey: string };
}

/** Decides on one process. */
export async function decideOn(url: string, several: Several, decision: string, ...comments: string[]) {
  const answer = await ask(url, `${MODERATION}/decisions`, {
    body: { decision, comments },
    headers: { Authorization: `Bearer ${several.moderator}` },
  });
  if (answer.status !== 200) throw new Error(`a decision was answered ${answer.status}: ${answer.text}`);
  return answer.json.results as { id: string; from: string; to: string; changed: boolean; problem?: string }[];
}
