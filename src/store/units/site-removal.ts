import { AfterwordError } from '../../domain/errors.js';
import { newestOfSite } from '../rows.js';
import type { Tx } from '../sql.js';
import { writeAudit } from './audit.js';
import { removeComment } from './placing.js';
import { siteBySlug } from './sites.js';

/** Removes the newest comments of a site with all that is kept beside them, answers before what they answer. @returns how many */
export async function removeCommentsOfSite(tx: Tx, it: { siteId: number; limit: number }): Promise<number> {
  const comments = await newestOfSite(tx, it.siteId, it.limit);
  for (const comment of comments) {
    tx.tell('delete from audit where comment_id = ?', comment.id);
    await removeComment(tx, comment, 'erased', 'moderator');
  }
  return comments.length;
}

/** What points at a site's id, and goes with the site; what others point at comes last. */
const PARTS = [
  'outbox',
  'lessons',
  'models',
  'comments',
  'authors',
  'articles',
  'desk_codes',
  'status_counts',
  'daily',
  'audit',
] as const;

/**
 * Removes a site without comments: its articles, tokens, sessions, what its classifier has learned, its history. One line of the history stays, with
 * the id, so that no other site gets it: a running service may remember something under it.
 * @throws AfterwordError `not-found`, and `conflict` while there are comments
 */
export async function removeSite(tx: Tx, it: { slug: string; now: number }): Promise<void> {
  const site = await siteBySlug(tx, it);
  if (site === undefined) throw new AfterwordError('not-found', `There is no site "${it.slug}".`);
  const left = await tx.get('select 1 as yes from comments where site_id = ? and placeholder = 0 limit 1', site.id);
  if (left !== undefined) throw new AfterwordError('conflict', `The site "${it.slug}" has comments.`);
  const itsTokens = 'select id from tokens where site_id = ?';
  tx.tell(`delete from desk_sessions where token_id in (${itsTokens})`, site.id);
  tx.tell('delete from tokens where site_id = ?', site.id);
  for (const table of PARTS) tx.tell(`delete from ${table} where site_id = ?`, site.id);
  tx.tell('delete from sites where id = ?', site.id);
  const entry = { comment: null, siteId: site.id, at: it.now, actor: 'operator', action: 'remove-site' };
  await writeAudit(tx, { ...entry, note: it.slug });
}
