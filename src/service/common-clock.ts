import { AfterwordError } from '../domain/errors.js';
import type { AlarmClock } from '../domain/time.js';
import type { Store } from '../store/store.js';

/** A clock that machines have in common. */
export interface CommonClock extends AlarmClock {
  /** How much it is ahead of this machine's own, in milliseconds. */
  ahead(): number;
  /** Compares it with the database's again. */
  setRight(): Promise<void>;
}

/** Clocks that differ by less are taken for the same: no answer of the database tells it more exactly. */
const SAME_MS = 500;
/** An answer that took longer tells too little. */
const LONGEST_MS = 2000;

/**
 * The clock of the database that machines share: leases, limits and sessions of one are looked at by another, and a machine whose own clock is ahead
 * would take what another works on for left undone. Where the database's clock is this machine's, it is that.
 */
export async function commonClock(
  own: AlarmClock,
  { databaseTime }: Pick<Store, 'databaseTime'>,
): Promise<CommonClock> {
  let ahead = 0;

  async function compare(ask: () => Promise<number>): Promise<void> {
    const before = own.now();
    const time = await ask();
    const after = own.now();
    const difference = Math.round(time - (before + after) / 2);
    if (Math.abs(after - before) > LONGEST_MS) return;
    if (Math.abs(difference - ahead) >= SAME_MS) ahead = Math.abs(difference) < SAME_MS ? 0 : difference;
  }

  const clock: CommonClock = {
    now: () => own.now() + ahead,
    after: own.after,
    ahead: () => ahead,
    async setRight() {
      if (databaseTime === null) return;
      try {
        await compare(databaseTime);
      } catch (error) {
        // It is asked again in a minute.
        if (!(error instanceof AfterwordError)) throw error;
      }
    },
  };
  await clock.setRight();
  return clock;
}
