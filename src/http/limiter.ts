import { isIPv6 } from 'node:net';
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
  /** Counts one event. @throws AfterwordError `too-many-requests` when there have been too many */
  count(key: string): void;
}

export function createLimiter(limit: Limit | null, clock: Clock): Limiter {
  if (limit === null) return { count() {} };
  const { most, windowMs } = limit;
  const events = new LRUCache<string, number[]>({ max: MOST_KEYS });

  /** Times of this key's events within the window; a clock that jumped back does not lock anybody out. */
  function recent(key: string, now: number): number[] {
    return (events.get(key) ?? []).filter((at) => at > now - windowMs && at <= now);
  }

  return {
    count(key) {
      const now = clock.now();
      const times = recent(key, now);
      if (times.length >= most) throw tooMany(Math.ceil(((times[0] as number) + windowMs - now) / 1000));
      events.set(key, [...times, now]);
    },
  };
}

function tooMany(seconds: number): AfterwordError {
  return new AfterwordError('too-many-requests', 'Too many requests from this address; try again later.', {
    retryAfterSeconds: Math.max(1, seconds),
  });
}

/** What counts as one address: an IPv4 address, or the /64 network of an IPv6 one, which is what one household gets. */
export function addressKey(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip);
  if (mapped) return mapped[1] as string;
  const bare = ip.split('%')[0] as string;
  if (!isIPv6(bare)) return ip;
  const [head = '', tail] = new URL(`http://[${bare}]`).hostname.slice(1, -1).split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].slice(0, 4).join(':');
}
