import type { Persist } from '../app/judgement/check.js';
import { AfterwordError } from '../domain/errors.js';
import { type AlarmClock, wait } from '../domain/time.js';

const EVERY_MS = 1000;
/** Ten minutes. After them a write is given up, and the end of its job's lease brings the job up again. */
const MOST_TRIES = 600;

/** Makes writes that must not be lost. */
export interface Persister {
  readonly persist: Persist;
  /** Whether a write waits for a store that has not taken it yet. */
  isStuck(): boolean;
}

/**
 * Repeats writes while the store is not available (a full disk, another process's lock), for ten minutes at most.
 * @param stopped once it is aborted, each write has one last try
 */
export function createPersister(clock: AlarmClock, stopped: AbortSignal): Persister {
  const refused = new Set<() => Promise<unknown>>();

  async function untilTaken(write: () => Promise<unknown>): Promise<void> {
    for (let tries = 1; ; tries++) {
      const isLast = tries >= MOST_TRIES || stopped.aborted;
      try {
        await write();
        return;
      } catch (error) {
        if (isLast || !isPassing(error)) throw error;
      }
      refused.add(write);
      await wait(clock, EVERY_MS, stopped);
    }
  }

  return {
    persist: (write) => untilTaken(write).finally(() => refused.delete(write)),
    isStuck: () => refused.size > 0,
  };
}

function isPassing(error: unknown): boolean {
  return error instanceof AfterwordError && error.code === 'unavailable';
}
