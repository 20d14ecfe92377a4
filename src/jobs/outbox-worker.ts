import { type Check, FURTHEST_RUN_MS, GIVE_UP_MS, type OpenCheck, type Run } from '../app/judgement/check.js';
import type { CheckDesk } from '../app/judgement/check-desk.js';
import type { CheckRequest, SpamChecker } from '../domain/spam-checker.js';
import type { AlarmClock } from '../domain/time.js';
import type { Store } from '../store/store.js';
import type { CheckOrder } from '../store/units/check-orders.js';
import { createPersister } from './persist.js';

/** Checks of comments just sent that may be under way at once; beyond it they queue in the outbox. */
const VISITORS_AT_ONCE = 32;
/** Claimed jobs under way at once: a backlog drains at this rate, so that neither the checker nor the readers notice it. */
const BACKLOG_AT_ONCE = 4;
/** How often the outbox is looked at unasked, for work that other processes or the clock have made due. */
const TICK_MS = 1000;
/** How long a lease outlives the checker's deadline. */
const LEASE_SLACK_MS = 10_000;
/** How often it is looked for jobs that time itself has changed. */
const HEAL_EVERY_MS = 60_000;

export interface OutboxWorkerParts {
  readonly store: Pick<
    Store,
    'acceptOverdueProvisional' | 'claimJobs' | 'freeStrandedJobs' | 'makeRetriesDue' | 'nextDue'
  >;
  readonly checker: SpamChecker;
  readonly check: Check;
  readonly clock: AlarmClock;
  /** Makes the token of a lease. */
  readonly newLease: () => string;
  /** The deadline of one call to the checker. */
  readonly callTimeoutMs: number;
  /** Called with what should not have happened. */
  readonly onError: (error: unknown) => void;
}

export interface OutboxWorker extends CheckDesk {
  start(): void;
  /** Looks after what time and other processes have changed: done about once a second; for tests that advance a clock. */
  look(): Promise<void>;
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
  const persister = createPersister(clock, stopping.signal);
  const how: Run = { signal: stopping.signal, persist: persister.persist };
  let claimed = 0;
  let claiming: Promise<void> | null = null;
  let again = false;
  let running = false;
  let wasAnswering = true;
  let lookedAt = 0;
  let healedAt = 0;
  let looking = Promise.resolve();
  let cancelTick = () => {};

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

  /** How many jobs may be claimed now. A single probe goes out alone. */
  function room(): number {
    // What the checker said and the store has not taken yet would be asked again as soon as its lease ends.
    if (persister.isStuck()) return 0;
    const { calls } = checker.admission();
    if (calls === 'none') return 0;
    if (calls === 'one') return underWay.size === 0 ? 1 : 0;
    return BACKLOG_AT_ONCE - claimed;
  }

  async function claim(): Promise<void> {
    await noticeRecovery();
    const limit = room();
    if (limit <= 0) return;
    const jobs = await store.claimJobs({ now: clock.now(), lease: parts.newLease(), leaseUntil: leaseEnd(), limit });
    for (const job of jobs) {
      claimed += 1;
      keep(job.commentId, check.carryOut(job, how), () => {
        claimed -= 1;
      });
    }
  }

  /** Claims what there is room for; a call during a claim is made up for after it. */
  function pump(): void {
    if (!answers()) wasAnswering = false;
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

  /** As soon as the checker answers again, all that waits for its next try is due at once, in the order in which it was written. */
  async function noticeRecovery(): Promise<void> {
    if (wasAnswering || !answers()) return;
    await store.makeRetriesDue({ now: clock.now() });
    wasAnswering = true;
  }

  /** Looks after what only time changes: brings back jobs that a jump of the clock has put out of reach, and lets provisional verdicts count. */
  async function heal(): Promise<void> {
    const now = clock.now();
    const jumpedBack = now < lookedAt - HEAL_EVERY_MS;
    if (jumpedBack || Math.abs(now - healedAt) >= HEAL_EVERY_MS) {
      // After a jump back every lease of before looks too long; those of this process end first.
      if (jumpedBack) await Promise.all(underWay);
      await store.acceptOverdueProvisional({ now });
      await store.freeStrandedJobs({ now, horizon: jumpedBack ? leaseEnd() : now + FURTHEST_RUN_MS });
      healedAt = now;
    }
    lookedAt = now;
  }

  async function lookNow(): Promise<void> {
    await checker.tend(stopping.signal);
    await heal();
    await noticeRecovery();
    const due = await store.nextDue();
    if (due !== null && due <= clock.now()) pump();
  }

  function look(): Promise<void> {
    looking = looking.then(lookNow).catch(parts.onError);
    return looking;
  }

  async function everyTick(): Promise<void> {
    await look();
    if (running) cancelTick = clock.after(TICK_MS, () => void everyTick());
  }

  async function idle(): Promise<void> {
    while (underWay.size > 0 || claiming !== null) await Promise.all([...underWay, claiming]);
  }

  return {
    verdictAtOnce(opinion) {
      const outcome = checker.sayAtOnce?.(opinion);
      return outcome === undefined ? null : { by: checker.name, outcome };
    },
    orderNow() {
      if (!running || reserved.size >= VISITORS_AT_ONCE || !answers()) return order(null, null);
      const lease = parts.newLease();
      reserved.add(lease);
      return order(lease, null);
    },
    orderLater: (reason) => order(null, reason),
    begin(jobId: number, lease: string, commentId: string, request: CheckRequest) {
      const job: OpenCheck = { jobId, lease, commentId, attempts: 1 };
      keep(commentId, check.check(job, request, how), () => reserved.delete(lease));
    },
    cancel(lease) {
      reserved.delete(lease);
    },
    settled(commentId, ms) {
      return new Promise((resolve) => {
        const known = waiters.get(commentId) ?? new Set();
        waiters.set(commentId, known);
        const done = (settled: boolean) => {
          cancel();
          known.delete(onSettled);
          if (known.size === 0) waiters.delete(commentId);
          resolve(settled);
        };
        const onSettled = () => done(true);
        const cancel = clock.after(ms, () => done(false));
        known.add(onSettled);
      });
    },
    answers,
    wake: pump,
    start() {
      running = true;
      void everyTick();
      pump();
    },
    look,
    async stop(withinMs) {
      running = false;
      cancelTick();
      const cancelLate = clock.after(withinMs, () => stopping.abort());
      await Promise.all([idle(), looking]);
      cancelLate();
      // A request that was just being stored may still begin its check: that goes back at once.
      stopping.abort();
    },
    idle,
  };
}
