import { recheck } from '../../app/judgement/recheck.js';
import type { Settings } from '../../config.js';
import { counted, type Report } from '../report.js';
import { mustExist, withStore } from '../with-store.js';

/** Puts every comment that no checker has looked at into the outbox; a running service has them checked, a few at a time. */
export async function recheckAll(settings: Settings, report: Report): Promise<void> {
  await mustExist(settings);
  const ordered = await withStore(settings, ({ store }) => recheck(store, { now: Date.now }));
  report.result(
    { ordered },
    `Before the spam checker now: ${counted(ordered, 'comment')}. The running service has them checked.`,
  );
}
