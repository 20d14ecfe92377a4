import type { Clock } from '../../domain/time.js';
import type { Store } from '../../store/store.js';
import { GIVE_UP_MS } from './check.js';

const A_RUN = 500;

/** Puts every comment that has no verdict and no job before the checker. @returns how many */
export async function recheck(store: Pick<Store, 'orderMissingChecks'>, clock: Clock): Promise<number> {
  let total = 0;
  for (let afterSeq: number | null = -1; afterSeq !== null; ) {
    const now = clock.now();
    const run: { ordered: number; lastSeq: number | null } = await store.orderMissingChecks({
      now,
      afterSeq,
      limit: A_RUN,
      giveUpAt: now + GIVE_UP_MS,
    });
    total += run.ordered;
    afterSeq = run.lastSeq;
  }
  return total;
}
