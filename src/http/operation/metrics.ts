import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { STATUSES } from '../../domain/comment.js';
import type { SpamChecker } from '../../domain/spam-checker.js';
import type { Clock } from '../../domain/time.js';
import type { PublishedPages } from '../protocol/published-pages.js';
import type { RequestNote } from '../protocol/request-note.js';

/** One call to the checker, as it ended. */
interface CheckerCall {
  readonly call: string;
  readonly outcome: string;
  readonly seconds: number;
}

/** What the store knows of itself. Times are milliseconds since 1970. */
interface StoreNumbers {
  writerStats(): { readonly commits: number; readonly units: number };
  connectionStats(): { readonly idle: number; readonly busy: number; readonly waiting: number } | null;
  backlog(): Promise<{
    readonly checks: number;
    readonly oldestCheckAt: number | null;
    readonly corrections: number;
    readonly oldestCorrectionAt: number | null;
  }>;
  countsBySite(): Promise<readonly { site: string; status: string; n: number }[]>;
  verdictCounts(): Promise<readonly { site: string; outcome: string; n: number }[]>;
  allSites(): Promise<readonly { readonly slug: string }[]>;
}

/** What the service counts; labels are names of ours, never anything a stranger sent. */
export interface Metrics {
  request(note: RequestNote): void;
  checkerCall(call: CheckerCall): void;
  /** The Prometheus text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

const SECONDS = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];

/** What a store counts as the outcome of a verdict; `unsure` is an `unchecked` that a checker gave. */
const OUTCOMES = ['ham', 'spam', 'discard', 'unsure'];

export interface MetricsParts {
  readonly store: StoreNumbers;
  readonly pages: PublishedPages;
  readonly checker: SpamChecker;
  readonly clock: Clock;
  /** The version that runs. */
  readonly version: string;
}

/** Every series whose labels are known is there from the start, so that its first increase is seen. */
export function createMetrics({ store, pages, checker, clock, version }: MetricsParts): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 10 });

  const requests = new Histogram({
    name: 'afterword_http_request_duration_seconds',
    help: 'Time from a request to the end of its answer, published answers from finished bytes left out',
    labelNames: ['route', 'method', 'status'],
    buckets: SECONDS,
    registers,
  });
  const calls = new Histogram({
    name: 'afterword_checker_call_duration_seconds',
    help: 'Time of a call to the spam checker, by what came of it',
    labelNames: ['call', 'outcome'],
    buckets: SECONDS,
    registers,
  });
  new Counter({
    name: 'afterword_published_answers_total',
    help: 'Published answers given from finished bytes',
    labelNames: ['status'],
    registers,
    collect() {
      const { ok, notModified } = pages.hits();
      this.reset();
      this.inc({ status: '200' }, ok);
      this.inc({ status: '304' }, notModified);
    },
  });
  new Gauge({
    name: 'afterword_build_info',
    help: 'Always 1; the labels say what runs',
    labelNames: ['version', 'node'],
    registers,
  }).set({ version, node: process.version }, 1);
  writerMetrics(store, registers);
  connectionMetrics(store, registers);
  backlogMetrics(store, clock, registers);
  commentMetrics(store, registers);
  checkerMetrics(checker, registers);

  return {
    request: ({ route, method, status, seconds }) =>
      requests.observe({ route, method: methodLabel(method), status }, seconds),
    checkerCall: ({ call, outcome, seconds }) => calls.observe({ call, outcome }, seconds),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PATCH', 'DELETE', 'OPTIONS']);

/** A client may make up methods; they share one label. */
function methodLabel(method: string): string {
  return METHODS.has(method) ? method : 'other';
}

/** Comments a commit are the second divided by the first. */
function writerMetrics(store: StoreNumbers, registers: Registry[]): void {
  new Counter({
    name: 'afterword_store_commits_total',
    help: 'Transactions that the writer has committed or tried to',
    registers,
    collect() {
      this.reset();
      this.inc(store.writerStats().commits);
    },
  });
  new Counter({
    name: 'afterword_store_units_total',
    help: 'Units of work (a comment, a decision, …) that these transactions carried',
    registers,
    collect() {
      this.reset();
      this.inc(store.writerStats().units);
    },
  });
}

/** Only where the store is on a server. */
function connectionMetrics(store: StoreNumbers, registers: Registry[]): void {
  if (store.connectionStats() === null) return;
  new Gauge({
    name: 'afterword_store_connections',
    help: 'Connections to the database server, and units of work that wait for one',
    labelNames: ['state'],
    registers,
    collect() {
      for (const [state, n] of Object.entries(store.connectionStats() ?? {})) this.set({ state }, n);
    },
  });
}

function backlogMetrics(store: StoreNumbers, clock: Clock, registers: Registry[]): void {
  const age = new Gauge({
    name: 'afterword_outbox_oldest_seconds',
    help: 'Age of the oldest job that waits for the checker',
    labelNames: ['kind'],
    registers,
  });
  new Gauge({
    name: 'afterword_outbox_jobs',
    help: 'Jobs that wait for the checker: checks without a verdict, corrections not yet delivered',
    labelNames: ['kind'],
    registers,
    async collect() {
      const now = clock.now();
      const backlog = await store.backlog();
      const since = (at: number | null) => (at === null ? 0 : Math.max(0, now - at) / 1000);
      this.set({ kind: 'check' }, backlog.checks);
      this.set({ kind: 'correction' }, backlog.corrections);
      age.set({ kind: 'check' }, since(backlog.oldestCheckAt));
      age.set({ kind: 'correction' }, since(backlog.oldestCorrectionAt));
    },
  });
}

function commentMetrics(store: StoreNumbers, registers: Registry[]): void {
  new Gauge({
    name: 'afterword_comments',
    help: 'Comments by site and status',
    labelNames: ['site', 'status'],
    registers,
    async collect() {
      this.reset();
      for (const { slug: site } of await store.allSites()) for (const status of STATUSES) this.set({ site, status }, 0);
      for (const row of await store.countsBySite()) this.set({ site: row.site, status: row.status }, row.n);
    },
  });
  new Counter({
    name: 'afterword_verdicts_total',
    help: 'Verdicts of the spam check, by site and outcome',
    labelNames: ['site', 'outcome'],
    registers,
    async collect() {
      this.reset();
      for (const { slug: site } of await store.allSites())
        for (const outcome of OUTCOMES) this.inc({ site, outcome }, 0);
      for (const row of await store.verdictCounts()) this.inc({ site: row.site, outcome: row.outcome }, row.n);
    },
  });
}

function checkerMetrics(checker: SpamChecker, registers: Registry[]): void {
  new Gauge({
    name: 'afterword_checker_ok',
    help: '1 while the spam checker answers',
    labelNames: ['checker'],
    registers,
    collect() {
      this.set({ checker: checker.name }, checker.health().ok ? 1 : 0);
    },
  });
  new Gauge({
    name: 'afterword_checker_alert',
    help: '1 while the checker says that something is wrong with the account; the summary and `afterword check` say what',
    labelNames: ['checker'],
    registers,
    collect() {
      this.set({ checker: checker.name }, checker.health().alert === null ? 0 : 1);
    },
  });
}
