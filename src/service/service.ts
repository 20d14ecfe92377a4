import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAuthorChanges } from '../app/comments/author-changes.js';
import { createArrivals } from '../app/comments/circumstances.js';
import { createReading } from '../app/comments/reading.js';
import { createSubmit } from '../app/comments/submit.js';
import { createCheck } from '../app/judgement/check.js';
import { createClassifier } from '../app/judgement/classifier.js';
import type { KeyRing } from '../app/keys/key-ring.js';
import { createArticles } from '../app/moderation/articles.js';
import { createDeskSessions } from '../app/moderation/desk-session.js';
import { createModeration } from '../app/moderation/moderate.js';
import { createCommonLimits } from '../app/operation/common-limits.js';
import { retain } from '../app/operation/retain.js';
import type { Settings } from '../config.js';
import { basePathOf, ownPathBelow } from '../domain/own-path.js';
import type { SpamChecker } from '../domain/spam-checker.js';
import { wait } from '../domain/time.js';
import { createIdMaker } from '../domain/uuid.js';
import { createAllowance, createLimiter, type Limit } from '../http/access/limiter.js';
import { createApp } from '../http/app.js';
import { createMetrics, type Metrics } from '../http/operation/metrics.js';
import { formProblemAnswer } from '../http/pages/form-problem.js';
import { problemAnswer } from '../http/pages/problem-pages.js';
import { createPublishedPages } from '../http/protocol/published-pages.js';
import type { Route } from '../http/protocol/route.js';
import { startHousekeeping } from '../jobs/housekeeping.js';
import { createOutboxWorker, type OutboxWorker } from '../jobs/outbox-worker.js';
import { createQueueJudge, type QueueJudge } from '../jobs/queue-judge.js';
import { createLocalChecker } from '../spam/local/checker.js';
import type { Store } from '../store/store.js';
import { akismetOf } from './akismet.js';
import { closeServer } from './close-server.js';
import { capConnections, connectionsPossible } from './connection-cap.js';
import { defaultSite } from './default-site.js';
import { createHealthLog } from './health-log.js';
import { packageVersion } from './package-files.js';
import { MAKINGS, routesOf, WRONG_TOKENS } from './routes.js';
import type { World } from './world.js';

/** A service that listens. */
export interface Service {
  readonly server: Server;
  readonly port: number;
  /** Everything it answers, for the description and the tests that walk it. */
  readonly routes: readonly Route[];
  readonly store: Store;
  readonly worker: OutboxWorker;
  readonly queueJudge: QueueJudge;
  /** Takes no more connections, and ends what is under way: requests, jobs, the writer. Within ten seconds. */
  stop(): Promise<void>;
}

/** In milliseconds. Node looks only as often as the last one says whether a request has taken too long, by itself twice a minute. */
const TIMEOUTS = {
  keepAliveTimeout: 65_000,
  headersTimeout: 15_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1000,
};
const STOP_JOBS_MS = 4000;
const HOUR_MS = 3_600_000;
const JUDGE_QUEUE_EVERY_MS = 1000;
const SET_CLOCK_EVERY_MS = 60_000;

/** Wires the service together and starts it; the one place where that is done. */
export async function startService(settings: Settings, store: Store, keys: KeyRing, world: World): Promise<Service> {
  const { clock, random, log } = world;
  await store.putSite({ ...defaultSite(settings), now: clock.now() });
  let metrics: Metrics | null = null;
  const noteHealth = createHealthLog(log);
  const akismet = akismetOf(settings, clock, (call) => {
    metrics?.checkerCall(call);
    noteHealth(checker.health());
  });
  const checker: SpamChecker = akismet ?? createLocalChecker();
  const newId = createIdMaker({ now: () => clock.now(), random });
  const classifier = createClassifier(store, world.prior, clock, (error) =>
    log.error(error, 'something that was learned cannot be read, and is left out'),
  );
  const queueJudge = createQueueJudge(classifier);
  const worker = createOutboxWorker({
    store,
    checker,
    check: createCheck({
      ...{ store, keys, checker, classifier, clock },
      random: Math.random,
      dropDiscarded: settings.BLATANT_SPAM === 'drop',
    }),
    clock,
    newLease: newId,
    callTimeoutMs: settings.AKISMET_TIMEOUT_MS,
    onError: (error) => log.error(error, 'a job failed'),
  });

  const at = ownPathBelow(settings.PUBLIC_URL);
  const reading = createReading(store, at, clock);
  const pages = createPublishedPages(reading);
  metrics = createMetrics({ store, pages, checker, clock, version: packageVersion() });
  const checkWaitMs = settings.CHECK_WAIT_MS;
  const moderation = createModeration({ store, keys, classifier, checker, clock, at, onLearned: queueJudge.note });
  const articles = createArticles(store, clock);
  const deskSessions = createDeskSessions(store, clock, newId, random);
  const commonLimit = createCommonLimits(store, keys, clock);
  const limiter = (name: string, limit: Limit | null) => createLimiter(limit, clock, limit && commonLimit(name, limit));
  const wrongTokens = limiter('tokens', WRONG_TOKENS);
  const routes = routesOf({
    ...{ settings, store, keys, clock, reading, moderation, articles, deskSessions, limiter, wrongTokens, metrics },
    checker: checker.name,
    submit: createSubmit({
      ...{ store, keys, checks: worker, classifier, clock, newId, random, checkWaitMs, at },
      arrivals: createArrivals(clock),
      editWindowMinutes: settings.EDIT_WINDOW_MINUTES,
      articleQuery: settings.ARTICLE_QUERY,
    }),
    author: createAuthorChanges({ store, keys, checks: worker, classifier, clock, checkWaitMs, at }),
  });
  let requests = 0;
  const prefix = Buffer.from(random(6)).toString('base64url');
  const { listener, classes } = createApp({
    ...{ routes, pages, wrongTokens, deskSessions, at },
    basePath: basePathOf(settings.PUBLIC_URL),
    makings: createAllowance(MAKINGS, clock),
    sites: store,
    tokens: store,
    problemPage: problemAnswer,
    formProblem: (failed) => formProblemAnswer(checker.name, failed, at),
    trustProxy: settings.TRUST_PROXY,
    newRequestId: () => `${prefix}-${(requests++).toString(36)}`,
    onRequest: (note) => {
      metrics?.request(note);
      log.request(note);
    },
  });
  const server = createServer({ ...classes, ...TIMEOUTS }, listener);
  const port = await listen(server, settings);
  capConnections(server, connectionsPossible(), clock, log);
  endWith(store);
  worker.start();
  const retention = { spamDays: settings.RETENTION_SPAM_DAYS, clientDays: settings.RETENTION_CLIENT_DAYS };
  const stopHousekeeping = startHousekeeping(
    [
      { everyMs: HOUR_MS, run: async () => noteRetention(await retain(store, clock, retention), world) },
      { everyMs: HOUR_MS, run: () => deskSessions.forget() },
      { everyMs: HOUR_MS, run: async () => store.sharedCounts?.forget({ now: clock.now() }) },
      { everyMs: JUDGE_QUEUE_EVERY_MS, run: queueJudge.run },
      { everyMs: SET_CLOCK_EVERY_MS, run: async () => world.setClockRight?.() },
    ],
    clock,
    (error) => log.error(error, 'housekeeping failed'),
  );

  return {
    server,
    port,
    routes,
    store,
    worker,
    queueJudge,
    async stop() {
      const housekeeping = Promise.race([stopHousekeeping(), wait(clock, STOP_JOBS_MS)]);
      await Promise.all([closeServer(server, clock), housekeeping, worker.stop(STOP_JOBS_MS)]);
      akismet?.close();
      await store.close();
    },
  };
}

/** A store that can never write again is a fault of our own, which nobody catches: the process ends, to be started anew. */
function endWith(store: Store): void {
  void store.death.then((cause) => {
    throw new Error('the writer of the comment store has died', { cause });
  });
}

function noteRetention(done: { purged: number; blanked: number }, { log }: World): void {
  if (done.purged + done.blanked > 0) log.info(done, 'spam and trash purged, addresses blanked, as their time was up');
}

function listen(server: Server, settings: Settings): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.PORT, settings.HOST, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
