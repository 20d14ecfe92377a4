import { firstSeqAt } from '../../domain/comment.js';
import type { Clock } from '../../domain/time.js';
import type { Store } from '../../store/store.js';

export interface RetentionSettings {
  readonly spamDays: number;
  readonly clientDays: number;
}

const DAY_MS = 24 * 3_600_000;
const A_RUN = 200;

/** Forgets what has been kept for its time, a few comments a transaction. @returns how many comments were purged and how many blanked */
export async function retain(
  store: Pick<Store, 'retain'>,
  clock: Clock,
  settings: RetentionSettings,
): Promise<{ purged: number; blanked: number }> {
  const now = clock.now();
  const clientBefore = Math.max(0, now - settings.clientDays * DAY_MS);
  let purged = 0;
  let blanked = 0;
  for (let more = true; more; ) {
    const done = await store.retain({
      now,
      rubbishBefore: now - settings.spamDays * DAY_MS,
      clientBeforeSeq: firstSeqAt(clientBefore),
      clientBefore,
      limit: A_RUN,
    });
    purged += done.purged;
    blanked += done.blanked;
    more = done.more;
  }
  return { purged, blanked };
}
