import { setTimeout as wait } from 'node:timers/promises';
import type { Persist } from '../app/check.js';
import { AfterwordError } from '../domain/errors.js';

const EVERY_MS = 1000;
const TRIES = 600;

/** Repeats a write while the store is not available (a full disk, another process's lock), for ten minutes at most. */
export function persistUntil(stopped: AbortSignal): Persist {
  return async (write) => {
    for (let tries = 1; ; tries++) {
      try {
        await write();
        return;
      } catch (error) {
        const passing = error instanceof AfterwordError && error.code === 'unavailable';
        if (!passing || tries >= TRIES || stopped.aborted) throw error;
        await wait(EVERY_MS, undefined, { signal: stopped }).catch(() => undefined);
      }
    }
  };
}
