import { AfterwordError } from '../../domain/errors.js';

/** Work that may wait for its turn, in order that what cannot wait need not. */
export interface Turns {
  /**
   * Does a piece of work that keeps the event loop busy, behind the ones before it, and lets everything else that has arrived go first.
   * @throws AfterwordError `unavailable` when too many wait already
   */
  take<Result>(work: () => Result): Promise<Result>;
}

/** @param mostWaiting pieces of work that may wait at once */
export function createTurns(mostWaiting: number): Turns {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  async function after<Result>(before: Promise<unknown>, work: () => Result): Promise<Result> {
    await before.catch(() => undefined);
    await new Promise(setImmediate);
    waiting -= 1;
    return work();
  }

  return {
    take(work) {
      if (waiting >= mostWaiting) {
        const detail = 'Too many previews at this moment. Try again in a few seconds.';
        return Promise.reject(new AfterwordError('unavailable', detail, { retryAfterSeconds: 3 }));
      }
      waiting += 1;
      const result = after(last, work);
      last = result;
      return result;
    },
  };
}
