import { removeSiteWithComments } from '../../app/operation/remove-site.js';
import type { Settings } from '../../config.js';
import type { Site } from '../../domain/site.js';
import { DEFAULT_SLUG } from '../../service/default-site.js';
import type { Store } from '../../store/store.js';
import { confirmed } from '../confirm.js';
import { CommandError, EX } from '../exit-codes.js';
import { counted, type Report } from '../report.js';
import { mustExist, withStore } from '../with-store.js';

export interface RemovalOrder {
  readonly withComments?: boolean;
  readonly dryRun?: boolean;
  /** Does not ask first, which is done on a terminal only. */
  readonly yes?: boolean;
}

/** Removes a site for good; a running service knows it no more with the next request. */
export async function removeSite(settings: Settings, report: Report, slug: string, order: RemovalOrder): Promise<void> {
  await mustExist(settings);
  if (slug === DEFAULT_SLUG) {
    throw new CommandError(
      EX.USAGE,
      'The site "default" is made from the settings at every start and cannot be removed.',
    );
  }
  await withStore(settings, async ({ store }) => {
    const site = await store.siteBySlug({ slug });
    if (site === undefined) throw new CommandError(EX.USAGE, `There is no site "${slug}".`);
    const comments = await numberOfComments(store, slug);
    if (order.dryRun === true) {
      report.result({ site: slug, comments }, `The ${said(slug, comments)} would be removed. Nothing was removed.`);
      return;
    }
    await remove(store, report, site, comments, order);
  });
}

async function remove(store: Store, report: Report, site: Site, comments: number, order: RemovalOrder): Promise<void> {
  const { slug } = site;
  if (comments > 0 && order.withComments !== true) {
    throw new CommandError(
      EX.USAGE,
      `The site "${slug}" has ${counted(comments, 'comment')}. Make a backup or an export, then run: afterword site remove --with-comments ${slug}`,
    );
  }
  const question = `This removes the ${said(slug, comments)}, with its tokens and its history, for good.`;
  if (order.yes !== true && !(await confirmed(question))) {
    report.note('Nothing was removed.');
    return;
  }
  const progress = await report.progress('Comments removed', comments);
  const removed = await removeSiteWithComments(store, { now: Date.now }, site, progress.set);
  progress.end();
  report.result({ site: slug, comments: removed }, `The ${said(slug, removed)} is removed.`);
  report.note('Backups and exports made earlier still hold it.');
}

function said(slug: string, comments: number): string {
  return `site "${slug}" with ${counted(comments, 'comment')}`;
}

/** In every status. */
async function numberOfComments(store: Store, slug: string): Promise<number> {
  const counts = await store.countsBySite();
  return counts.filter(({ site }) => site === slug).reduce((sum, { n }) => sum + n, 0);
}
