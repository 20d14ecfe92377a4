import { LRUCache } from 'lru-cache';
import type { Clock } from '../../domain/time.js';

/** The times of events a key in a sliding window, in the memory of this process only. */
export interface RecentEvents {
  /** Times within the window, oldest first; of a clock that jumped back none is from the future. */
  times(key: string): readonly number[];
  /** Adds one that happens now. @returns takes it back */
  add(key: string): () => void;
}

/**
 * @param mostKeys keys remembered at once; those seen least recently are forgotten first
 * @param mostTimes times a key that are kept, the newest
 */
export function createRecentEvents(clock: Clock, windowMs: number, mostKeys: number, mostTimes: number): RecentEvents {
  // Told a size, the cache makes room as keys come; told a number, it would make all of it at the start: 6 ms for 100,000 keys.
  const events = new LRUCache<string, readonly number[]>({ maxSize: mostKeys, sizeCalculation: () => 1 });

  function times(key: string): readonly number[] {
    const now = clock.now();
    return (events.get(key) ?? []).filter((at) => at > now - windowMs && at <= now);
  }

  return {
    times,
    add(key) {
      const now = clock.now();
      events.set(key, [...times(key), now].slice(-mostTimes));
      return () => {
        const kept = events.get(key) ?? [];
        const index = kept.lastIndexOf(now);
        if (index !== -1) events.set(key, kept.toSpliced(index, 1));
      };
    },
  };
}
