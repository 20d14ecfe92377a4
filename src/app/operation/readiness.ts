import { AfterwordError } from '../../domain/errors.js';
import type { AlarmClock } from '../../domain/time.js';
import type { Store } from '../../store/store.js';

/** An answer counts for so long, so that asking does not cost a commit each time. */
const FRESH_MS = 1000;
/** A write that takes longer than this does not count as one that the store takes. */
const DEADLINE_MS = 2000;

/**
 * Finds out whether the store takes a write, by one. However many ask, at most one write is under way, and none of them waits for it longer
 * than two seconds.
 * @returns throws AfterwordError `unavailable` with the reason when it does not
 */
export function createReadiness(store: Pick<Store, 'heartbeat'>, clock: AlarmClock): () => Promise<void> {
  let write: Promise<void> | null = null;
  let underWay = false;
  let startedAt = 0;

  function lastWrite(): Promise<void> {
    const now = clock.now();
    if (write !== null && (underWay || Math.abs(now - startedAt) < FRESH_MS)) return write;
    startedAt = now;
    underWay = true;
    write = store.heartbeat({ now }).finally(() => {
      underWay = false;
    });
    return write;
  }

  return async () => {
    try {
      await withinDeadline(lastWrite(), clock);
    } catch (error) {
      const reason = error instanceof AfterwordError ? error.message : 'The comment store has failed.';
      throw new AfterwordError('unavailable', reason, { cause: error });
    }
  };
}

async function withinDeadline(write: Promise<void>, clock: AlarmClock): Promise<void> {
  let cancel = () => {};
  const late = new Promise<never>((_, reject) => {
    const slow = new AfterwordError(
      'unavailable',
      `The comment store has taken no write for ${DEADLINE_MS / 1000} seconds.`,
    );
    cancel = clock.after(DEADLINE_MS, () => reject(slow));
  });
  try {
    await Promise.race([write, late]);
  } finally {
    cancel();
  }
}
