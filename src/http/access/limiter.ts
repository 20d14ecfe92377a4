import { LRUCache } from 'lru-cache';
import { createRecentEvents } from '../../app/comments/recent-events.js';
import type { CommonLimit } from '../../app/operation/common-limits.js';
import { AfterwordError } from '../../domain/errors.js';
import type { Clock } from '../../domain/time.js';

/** So many events, or so much, in so many milliseconds. */
export interface Limit {
  readonly most: number;
  readonly windowMs: number;
}

/** Addresses remembered at once. */
const MOST_KEYS = 50_000;
/** How long it is believed that others have left no room: so often the database is asked. */
const ASK_AGAIN_MS = 1000;

/** Takes back an event that came to nothing. */
export type TakeBack = () => Promise<void>;

/** Counts events a key in a sliding window: in memory, and where processes share a database in a table of it. Neither holds an address for longer. */
export interface Limiter {
  /**
   * Counts one event.
   * @throws AfterwordError `too-many-requests` when there have been too many
   */
  count(key: string): Promise<TakeBack>;
}

/** Others have left no room since then, as the database said when it was asked. */
interface Filled {
  readonly since: number;
  readonly askedAt: number;
}

/** @param common counts for all processes together what this one lets through; null where there is one process */
export function createLimiter(limit: Limit | null, clock: Clock, common: CommonLimit | null = null): Limiter {
  if (limit === null) return { count: async () => async () => {} };
  const { most, windowMs } = limit;
  const events = createRecentEvents(clock, windowMs, MOST_KEYS, most);
  const filledByOthers = new LRUCache<string, Filled>({ maxSize: MOST_KEYS, sizeCalculation: () => 1 });

  /** @throws AfterwordError `too-many-requests` where all processes together have counted too many */
  async function countForAll(key: string, limitOfAll: CommonLimit): Promise<TakeBack> {
    const { fullSince, takeBack } = await limitOfAll.count(key);
    if (fullSince === null) return takeBack;
    filledByOthers.set(key, { since: fullSince, askedAt: clock.now() });
    throw tooMany(fullSince + windowMs - clock.now());
  }

  return {
    async count(key) {
      const times = events.times(key);
      if (times.length >= most) throw tooMany((times[0] as number) + windowMs - clock.now());
      const filled = filledByOthers.get(key);
      if (filled !== undefined && Math.abs(clock.now() - filled.askedAt) < ASK_AGAIN_MS)
        throw tooMany(filled.since + windowMs - clock.now());
      // Counted here first: of those that come at once no more are asked about than there is room for.
      const forget = events.add(key);
      if (common === null) return async () => forget();
      try {
        const takeBack = await countForAll(key, common);
        return () => {
          forget();
          return takeBack();
        };
      } catch (error) {
        forget();
        throw error;
      }
    },
  };
}

function tooMany(waitMs: number): AfterwordError {
  return new AfterwordError('too-many-requests', 'Too many requests from this address; try again later.', {
    retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)),
  });
}

/** So much of something, such as bytes, a key and window. Kept in memory only. */
export interface Allowance {
  /** Takes an amount. @throws AfterwordError `too-many-requests` when nothing is left */
  spend(key: string, amount: number): void;
  /** Takes an amount that is only known now, whether it is left or not. */
  charge(key: string, amount: number): void;
}

interface Spent {
  readonly until: number;
  amount: number;
}

export function createAllowance({ most, windowMs }: Limit, clock: Clock): Allowance {
  const known = new LRUCache<string, Spent>({ max: MOST_KEYS });

  function spentBy(key: string): Spent {
    const now = clock.now();
    const before = known.get(key);
    // A clock that was put back must not make anybody wait longer than a window.
    if (before !== undefined && now < before.until && before.until <= now + windowMs) return before;
    const fresh = { until: now + windowMs, amount: 0 };
    known.set(key, fresh);
    return fresh;
  }

  return {
    spend(key, amount) {
      const spent = spentBy(key);
      if (spent.amount >= most) throw tooMany(spent.until - clock.now());
      spent.amount += amount;
    },
    charge(key, amount) {
      spentBy(key).amount += amount;
    },
  };
}
