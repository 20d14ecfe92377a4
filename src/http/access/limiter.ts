import { LRUCache } from 'lru-cache';
import { createRecentEvents } from '../../app/comments/recent-events.js';
import { AfterwordError } from '../../domain/errors.js';
import type { Clock } from '../../domain/time.js';

/** So many events, or so much, in so many milliseconds. */
export interface Limit {
  readonly most: number;
  readonly windowMs: number;
}

/** Addresses remembered at once. */
const MOST_KEYS = 50_000;

/** Counts events a key in a sliding window. Kept in memory only: an address is never stored for this. */
export interface Limiter {
  /**
   * Counts one event.
   * @returns takes it back, for an event that came to nothing
   * @throws AfterwordError `too-many-requests` when there have been too many
   */
  count(key: string): () => void;
}

export function createLimiter(limit: Limit | null, clock: Clock): Limiter {
  if (limit === null) return { count: () => () => {} };
  const { most, windowMs } = limit;
  const events = createRecentEvents(clock, windowMs, MOST_KEYS, most);
  return {
    count(key) {
      const times = events.times(key);
      if (times.length >= most) throw tooMany((times[0] as number) + windowMs - clock.now());
      return events.add(key);
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
