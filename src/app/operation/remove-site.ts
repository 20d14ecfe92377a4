import { AfterwordError } from '../../domain/errors.js';
import type { Site } from '../../domain/site.js';
import type { Clock } from '../../domain/time.js';
import type { Store } from '../../store/store.js';

/** Comments a transaction, so that none holds the writer of a running service for long. */
const AT_A_TIME = 200;

/**
 * Removes a site with all its comments, and leaves nothing of it in the files of the database.
 * @param onProgress told how many comments are removed
 * @returns how many comments there were
 */
export async function removeSiteWithComments(
  store: Store,
  clock: Clock,
  { id: siteId, slug }: Site,
  onProgress: (done: number) => void,
): Promise<number> {
  let removed = 0;
  for (;;) {
    const now = await store.removeCommentsOfSite({ siteId, limit: AT_A_TIME });
    if (now === 0 && (await removedNow(store, clock, slug))) break;
    removed += now;
    onProgress(removed);
  }
  await store.purgeDeleted();
  return removed;
}

/** @returns false when a comment has come meanwhile: the site is open until it is gone */
async function removedNow(store: Store, clock: Clock, slug: string): Promise<boolean> {
  try {
    await store.removeSite({ slug, now: clock.now() });
    return true;
  } catch (error) {
    if (error instanceof AfterwordError && error.code === 'conflict') return false;
    throw error;
  }
}
