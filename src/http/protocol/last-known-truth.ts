import { LRUCache } from 'lru-cache';
import type { PublishedScope } from '../../app/comments/reading.js';
import { AfterwordError } from '../../domain/errors.js';

/*
 * While the store does not answer, nobody can tell whether a finished page is still true. One that was found to be true shortly before is given all the
 * same, and says how long ago that was: a server that fails over is away for some seconds, in which readers go on reading. Never is one given of which
 * the store has said that there is a newer one.
 */

/** How long ago a page must have been found to be true. Whoever is taken down just before the store goes is read no longer than this. */
const MOST_SECONDS = 60;
const MOST_SCOPES = 100_000;

/** A page, and when it was last known to be true. */
interface Kept {
  readonly scope: PublishedScope;
  readonly trueAt: number;
}

export interface LastKnownTruth {
  /** Milliseconds on a clock that nobody sets. */
  now(): number;
  /** The store has said that this version is there: those before it are no longer true. */
  confirm(scope: PublishedScope): void;
  /** The store has said that this version is no longer true. */
  refute(scope: PublishedScope): void;
  /** How many seconds ago a page was known to be true that the store could not be asked about; null when nobody may have it. */
  ageOf(page: Kept, error: unknown): number | null;
}

export function createLastKnownTruth(now: () => number): LastKnownTruth {
  /** The newest version that is known not to be true. What is forgotten was noted so long ago that no page of then is given any more. */
  const refuted = new LRUCache<string, number>({ max: MOST_SCOPES, ttl: MOST_SECONDS * 1000, perf: { now } });
  const keyOf = ({ of, id }: PublishedScope) => `${of} ${id}`;

  function note(scope: PublishedScope, version: number): void {
    const key = keyOf(scope);
    refuted.set(key, Math.max(version, refuted.get(key) ?? version));
  }

  return {
    now,
    confirm: (scope) => note(scope, scope.version - 1),
    refute: (scope) => note(scope, scope.version),
    ageOf({ scope, trueAt }, error) {
      if (!(error instanceof AfterwordError && error.code === 'unavailable')) return null;
      const seconds = (now() - trueAt) / 1000;
      const isRefuted = scope.version <= (refuted.get(keyOf(scope)) ?? Number.NEGATIVE_INFINITY);
      return seconds > MOST_SECONDS || isRefuted ? null : Math.floor(seconds);
    },
  };
}
