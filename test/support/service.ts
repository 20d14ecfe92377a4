import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import supertest from 'supertest';
import { readConfig, type Settings } from '../../src/config.js';
import { secretHash } from '../../src/domain/secret.js';
import type { Site } from '../../src/domain/site.js';
import type { Role } from '../../src/domain/token.js';
import type { RequestNote } from '../../src/http/protocol/request-note.js';
import type { OutboxWorker } from '../../src/jobs/outbox-worker.js';
import { shippedPrior } from '../../src/service/classifier-prior.js';
import { openStore } from '../../src/service/open-store.js';
import { type Service, startService } from '../../src/service/service.js';
import { NO_PRIOR, type Prior } from '../../src/spam/local/prior.js';
import type { Store } from '../../src/store/store.js';
import { type FakeAkismet, type FakeAkismetOptions, startFakeAkismet } from './fake-akismet.js';
import { type ManualClock, manualClock } from './manual-clock.js';
import { type ApiDescription, openapiCheck, type SeenAnswer } from './openapi-check.js';
import { type Database, freshDatabase } from './postgres/database.js';

/** A line that the service wanted to log. */
type LogLine =
  | { readonly kind: 'request'; readonly note: RequestNote }
  | { readonly kind: 'error'; readonly what: string; readonly error: unknown }
  | { readonly kind: 'info'; readonly what: string; readonly facts: Record<string, unknown> };

export interface TestServiceOptions {
  /** Settings beside those of a test: a free port, a folder of its own, the site https://blog.example/, no limit to posting. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Starts a fake Akismet and lets the service ask it. */
  readonly akismet?: boolean | FakeAkismetOptions;
  /** What the local classifier knows: nothing, and it never makes up its mind, unless a test asks for what is shipped. */
  readonly classifier?: 'undecided' | 'shipped';
  /** Where randomness comes from, for tests that need the same ids each time. */
  readonly random?: (bytes: number) => Uint8Array;
  /** Puts something in front of the store, for instance to let it fail. */
  readonly wrapStore?: (store: Store) => Store;
}

type Agent = ReturnType<typeof supertest.agent>;

/** The service as it is shipped, on SQLite or, where `TEST_ENGINE` is `postgres`, on PostgreSQL, listening on the loopback, with time in the test's hand. */
export interface TestService {
  readonly url: string;
  /** A client that holds every answer to the description, and takes no 500 for an answer. */
  readonly agent: Agent;
  /** A client that takes any answer. */
  readonly unchecked: Agent;
  readonly description: ApiDescription;
  readonly settings: Settings;
  readonly service: Service;
  readonly store: Store;
  readonly clock: ManualClock;
  readonly worker: OutboxWorker;
  /** The fake Akismet that was asked for. */
  readonly akismet: FakeAkismet;
  /** Tokens for the site `default`; the one of the role admin is for all sites. */
  readonly tokens: Readonly<Record<Role, string>>;
  readonly log: readonly LogLine[];
  /** Makes a token; for all sites unless one is named. */
  newToken(role: Role, token?: { site?: string | null; name?: string }): Promise<NewToken>;
  addSite(slug: string, site?: Partial<Omit<Site, 'id' | 'slug'>>): Promise<Site>;
  /** Lets the worker do what is due now, and waits until it has. */
  work(): Promise<void>;
  /** Stops it, and starts it again where it stopped: same folder, clock, log and Akismet. To be used and stopped instead of this one. */
  restart(): Promise<TestService>;
  stop(): Promise<void>;
}

interface NewToken {
  readonly id: string;
  readonly token: string;
}

/** For tests in which no comment may be taken for spam, or for ham, by the words that it happens to have. */
const UNDECIDED: Prior = { ...NO_PRIOR, thresholds: { ham: 0, spam: 2 } };

const DEFAULTS = {
  HOST: '127.0.0.1',
  PORT: '0',
  SITE_URL: 'https://blog.example/',
  SITE_NAME: 'A blog',
  POST_LIMIT: 'off',
  LOG_LEVEL: 'silent',
};

/** The settings by which another service has the same database and keys. */
export function sameDatabase({ settings: { DATA_DIR, DATABASE_URL } }: TestService): Record<string, string> {
  return { DATA_DIR, ...(DATABASE_URL !== undefined && { DATABASE_URL }) };
}

export async function startTestService(options: TestServiceOptions = {}): Promise<TestService> {
  const folder = await mkdtemp(join(tmpdir(), 'afterword-test-'));
  const database = process.env.TEST_ENGINE === 'postgres' ? await freshDatabase() : null;
  const akismet = options.akismet ? await startFakeAkismet(options.akismet === true ? {} : options.akismet) : null;
  try {
    const settings = readConfig({
      ...DEFAULTS,
      DATA_DIR: folder,
      ...(database && { DATABASE_URL: database.url }),
      ...(akismet && { AKISMET_KEY: 'a-key', AKISMET_URL: akismet.url }),
      ...options.settings,
    });
    return await startOn({ options, folder, database, akismet, settings, clock: manualClock(), log: [] });
  } catch (error) {
    // A server that nobody stops would keep a run from ending: it would stand still instead of saying which setting is wrong.
    await akismet?.close();
    await database?.drop();
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** What outlives a restart. */
interface Surroundings {
  readonly options: TestServiceOptions;
  readonly folder: string;
  /** On PostgreSQL; null on SQLite, whose database is in the folder. */
  readonly database: Database | null;
  readonly akismet: FakeAkismet | null;
  readonly settings: Settings;
  readonly clock: ManualClock;
  readonly log: LogLine[];
}

async function startOn(surroundings: Surroundings): Promise<TestService> {
  const { options, folder, database, akismet, settings, clock, log } = surroundings;
  const opened = await openStore(settings, clock.now());
  const store = options.wrapStore?.(opened.store) ?? opened.store;
  const service = await startService(settings, store, opened.keys, {
    clock,
    prior: options.classifier === 'shipped' ? shippedPrior() : UNDECIDED,
    random: options.random ?? randomBytes,
    log: {
      request: (note) => log.push({ kind: 'request', note }),
      error: (error, what) => log.push({ kind: 'error', what, error }),
      info: (facts, what) => log.push({ kind: 'info', what, facts }),
    },
  });
  const url = `http://127.0.0.1:${service.port}`;
  const description = (await supertest(url).get('/openapi.json').expect(200)).body as ApiDescription;

  async function newToken(
    role: Role,
    { site = null, name = `the ${role}` } = {} as { site?: string | null; name?: string },
  ) {
    const token = randomBytes(32).toString('base64url');
    const id = randomUUID();
    await opened.store.addToken({ id, hash: secretHash(token), role, name, site, now: clock.now() });
    return { id, token };
  }

  const [blog, moderator, admin] = await Promise.all([
    newToken('blog', { site: 'default' }),
    newToken('moderator', { site: 'default' }),
    newToken('admin'),
  ]);

  return {
    url,
    agent: checkedAgent(url, openapiCheck(description), log),
    unchecked: supertest.agent(url),
    description,
    settings,
    service,
    store,
    clock,
    worker: service.worker,
    get akismet() {
      if (akismet === null) throw new Error('this service was started without a fake Akismet');
      return akismet;
    },
    tokens: { blog: blog.token, moderator: moderator.token, admin: admin.token },
    log,
    newToken,
    addSite: (slug, site) => opened.store.addSite({ ...aSite(slug), ...site, slug, now: clock.now() }),
    async work() {
      await service.worker.look();
      await service.worker.idle();
      await service.queueJudge.run();
    },
    async restart() {
      const stopped = service.stop();
      clock.ringAll();
      await stopped;
      return startOn(surroundings);
    },
    async stop() {
      const stopped = service.stop();
      // What still waits for an answer waits no longer: no test is about the patience of its own end.
      clock.ringAll();
      await stopped;
      await akismet?.close();
      await database?.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function aSite(slug: string): Omit<Site, 'id'> {
  const origin = `https://${slug}.example`;
  return {
    slug,
    name: slug,
    url: `${origin}/`,
    origins: [origin],
    policy: 'hold',
    emailRequired: true,
    closeAfterDays: null,
  };
}

function checkedAgent(url: string, check: (answer: SeenAnswer) => void, log: readonly LogLine[]): Agent {
  const agent = supertest.agent(url);
  agent.use((test: supertest.Test) => {
    test.expect((response) => {
      const { method, path } = (response as unknown as { req: { method: string; path: string } }).req;
      const { status, headers, body } = response;
      if (status === 500) throw new Error(`${method} ${path} → 500`, { cause: lastError(log) });
      check({ method, path, status, headers, body });
    });
  });
  return agent;
}

function lastError(log: readonly LogLine[]): unknown {
  const line = log.findLast((entry) => entry.kind === 'request' && entry.note.error !== undefined);
  return line?.kind === 'request' ? line.note.error : undefined;
}
