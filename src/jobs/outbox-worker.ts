import { type Check, FURTHEST_RUN_MS, GIVE_UP_MS, type OpenCheck, requestOf } from '../app/check.js';
import type { CheckDesk } from '../app/check-desk.js';
import type { Clock } from '../app/clock.js';
import type { KeyRing } from '../app/key-ring.js';
import type { CheckRequest, SpamChecker } from '../domain/spam-checker.js';
import type { Store } from '../store/store.js';
import type { Job } from '../store/units/outbox.js';
import type { CheckOrder } from '../store/units/submit.js';

/** Checks of comments just sent that may be under way at once; beyond it they queue in the outbox. */
const VISITORS_AT_ONCE = 32;
/** Claimed jobs under way at once: a backlog drains at this rate, so that neither the checker nor the readers notice it. */
const BACKLOG_AT_ONCE = 4;
/** How often the outbox is looked at unasked, for work that other processes or the clock have made due. */
const TICK_MS = 1000;
/** How long a lease outlives the checker's deadline. */
const LEASE_SLACK_MS = 10_000;
const HEAL_EVERY_MS = 60_000;

export interface OutboxWorkerParts {
  readonly store: Store;
  readonly keys: KeyRing;
  readonly checker: SpamChecker;
  readonly check: Check;
  readonly clock: Clock;
  /** Makes the token of a lease. */
  readonly newLease: () => string;
  /** The deadline of one call to the checker. */
  readonly callTimeoutMs: number;
  /** Called with what should not have happened. */
  readonly onError: (error: unknown) => void;
}

export interface OutboxWorker extends CheckDesk {
  start(): void;
  /** Claims nothing more, waits up to so many milliseconds for what is under way, then gives the rest back. */
  stop(withinMs: number): Promise<void>;
  /** Nothing is under way. Waits for it; for tests that advance a clock. */
  idle(): Promise<void>;
}

/**
 * Works the outbox: asks the checker about comments and delivers corrections. Comments just sent go first, in a lane of their own; everything
 * else is claimed from the store, oldest first, a few at a time and only while the checker admits calls.
 */
export function createOutboxWorker(parts: OutboxWorkerParts): OutboxWorker {
  const { store, checker, check, clock } = parts;
  const reserved = new Set<string>();
  const underWay = new Set<Promise<void>>();
  const waiters = new Map<string, Set<() => void>>();
  const stopping = new AbortController();
  let claimed = 0;
  let claiming: Promise<void> | null = null;
  let again = false;
  let running = false;
  let wasAnswering = true;
  let healedAt = 0;
  let tick: NodeJS.Timeout | null = null;

  const answers = () => checker.admission().calls === 'all';
  const leaseEnd = () => clock.now() + parts.callTimeoutMs + LEASE_SLACK_MS;

  function order(lease: string | null, reason: CheckOrder['reason']): CheckOrder {
    const now = clock.now();
    return { lease, runAt: lease === null ? now : leaseEnd(), giveUpAt: now + GIVE_UP_MS, reason };
  }

  function tell(commentId: string): void {
    for (const resolve of waiters.get(commentId) ?? []) resolve();
    waiters.delete(commentId);
  }

  /** Keeps a job among those under way until it ends, however it ends. */
  function keep(commentId: string, work: Promise<void>, ended: () => void): void {
    const kept = work.catch(parts.onError).finally(() => {
      underWay.delete(kept);
      ended();
      tell(commentId);
      pump();
    });
    underWay.add(kept);
  }

  function run(job: Job): void {
    const work =
      job.kind === 'check'
        ? check.check(job, requestOf(job, parts.keys), stopping.signal)
        : check.correct(job, stopping.signal);
    claimed += 1;
    keep(job.commentId, work, () => {
      claimed -= 1;
    });
  }

  /** How many jobs may be claimed now. A single probe goes out alone. */
  function room(): number {
    const { calls } = checker.admission();
    if (calls === 'none') return 0;
    if (calls === 'one') return underWay.size === 0 ? 1 : 0;
    return BACKLOG_AT_ONCE - claimed;
  }

  async function claim(): Promise<void> {
    const limit = room();
    if (limit <= 0) return;
    const jobs = await store.claimJobs({ now: clock.now(), lease: parts.newLease(), leaseUntil: leaseEnd(), limit });
    for (const job of jobs) run(job);
  }

  /** Claims what there is room for; a call during a claim is made up for after it. */
  function pump(): void {
    if (!running) return;
    if (claiming !== null) {
      again = true;
      return;
    }
    claiming = claim()
      .catch(parts.onError)
      .finally(() => {
        claiming = null;
        if (again) {
          again = false;
          pump();
        }
      });
  }

  /** Looks after what time and other processes change. */
  async function look(): Promise<void> {
    const now = clock.now();
    await checker.tend(stopping.signal);
    if (Math.abs(now - healedAt) >= HEAL_EVERY_MS) {
      healedAt = now;
      await store.releaseJobs({ now, horizon: now + FURTHEST_RUN_MS });
    }
    const answering = answers();
    if (answering && !wasAnswering) await store.releaseJobs({ now, horizon: null });
    wasAnswering = answering;
    const due = await store.nextDue({ now });
    if (due !== null && due <= clock.now()) pump();
  }

  function everyTick(): void {
    const kept = look()
      .catch(parts.onError)
      .finally(() => {
        underWay.delete(kept);
        if (running) tick = setTimeout(everyTick, TICK_MS);
      });
    underWay.add(kept);
  }

  async function idle(): Promise<void> {
    while (underWay.size > 0 || claiming !== null) await Promise.all([...underWay, claiming]);
  }

  return {
    orderNow() {
      if (!running || reserved.size >= VISITORS_AT_ONCE || !answers()) return order(null, null);
      const lease = parts.newLease();
      reserved.add(lease);
      return order(lease, null);
    },
    orderLater: (reason) => order(null, reason),
    begin(jobId: number, lease: string, commentId: string, request: CheckRequest) {
      const job: OpenCheck = { jobId, lease, commentId, attempts: 1 };
      keep(commentId, check.check(job, request, stopping.signal), () => reserved.delete(lease));
    },
    cancel(lease) {
      reserved.delete(lease);
    },
    settled(commentId, ms) {
      return new Promise((resolve) => {
        const known = waiters.get(commentId) ?? new Set();
        waiters.set(commentId, known);
        const done = (settled: boolean) => {
          clearTimeout(timer);
          known.delete(onSettled);
          if (known.size === 0) waiters.delete(commentId);
          resolve(settled);
        };
        const onSettled = () => done(true);
        const timer = setTimeout(() => done(false), ms);
        known.add(onSettled);
      });
    },
    isAwaited: (commentId) => waiters.has(commentId),
    answers,
    wake: pump,
    start() {
      running = true;
      everyTick();
      pump();
    },
    async stop(withinMs) {
      running = false;
      if (tick !== null) clearTimeout(tick);
      const late = setTimeout(() => stopping.abort(), withinMs);
      await idle();
      clearTimeout(late);
    },
    idle,
  };
}
