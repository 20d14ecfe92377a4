import { createRecentEvents } from '../../app/comments/recent-events.js';
import { AfterwordError } from '../../domain/errors.js';
import type { Clock } from '../../domain/time.js';

/** So many events in so many milliseconds. */
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
