import { LRUCache } from 'lru-cache';
import type { Clock } from '../app/clock.js';
import { AfterwordError } from '../domain/errors.js';

/** So many events in so many milliseconds. */
export interface Limit {
  readonly most: number;
  readonly windowMs: number;
}

/** Addresses remembered at once; the ones seen least recently are forgotten first. */
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
  const events = new LRUCache<string, readonly number[]>({ max: MOST_KEYS });

  /** Times of this key's events within the window, oldest first; a clock that jumped back does not lock anybody out. */
  function recent(key: string, now: number): readonly number[] {
    return (events.get(key) ?? []).filter((at) => at > now - windowMs && at <= now);
  }

  function takeBack(key: string, at: number): void {
    const times = events.get(key) ?? [];
    const index = times.lastIndexOf(at);
    if (index !== -1) events.set(key, times.toSpliced(index, 1));
  }

  return {
    count(key) {
      const now = clock.now();
      const times = recent(key, now);
      if (times.length >= most) throw tooMany((times[0] as number) + windowMs - now);
      events.set(key, [...times, now]);
      return () => takeBack(key, now);
    },
  };
}

function tooMany(waitMs: number): AfterwordError {
  return new AfterwordError('too-many-requests', 'Too many requests from this address; try again later.', {
    retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)),
  });
}
