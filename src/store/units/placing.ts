import type { Status } from '../../domain/comment.js';
import { type CommentRow, commentBySeq, searchEntry } from '../rows.js';
import type { Sql, Tx } from '../sql.js';

/** Counts one day's event of a site: `verdict:ham`, `decision:approve`, `overruled:spam`, … */
export async function countDaily(sql: Sql, siteId: number, now: number, name: string): Promise<void> {
  await sql.run(
    `insert into daily (site_id, day, name, n) values (?, ?, ?, 1)
     on conflict (site_id, day, name) do update set n = daily.n + 1`,
    siteId,
    new Date(now).toISOString().slice(0, 10),
    name,
  );
}

/** Keeps the number of comments a status, placeholders left out. */
export async function countStatus(sql: Sql, siteId: number, status: Status, by: number): Promise<void> {
  await sql.run(
    `insert into status_counts (site_id, status, n) values (?, ?, ?)
     on conflict (site_id, status) do update set n = status_counts.n + excluded.n`,
    siteId,
    status,
    by,
  );
}

/** Says that what is published under an article, and so on its site, has changed. */
export async function touchArticle(sql: Sql, siteId: number, articleId: number, countBy = 0): Promise<void> {
  await sql.run('update articles set version = version + 1, count = count + ? where id = ?', countBy, articleId);
  await touchSite(sql, siteId);
}

/** Says that something published on a site has changed. */
export async function touchSite(sql: Sql, siteId: number): Promise<void> {
  await sql.run('update sites set version = version + 1 where id = ?', siteId);
}

/** Gives a comment another status, with everything that hangs on it: counters, search, the author's record and what readers see. */
export async function moveComment(tx: Tx, comment: CommentRow, to: Status, now: number): Promise<void> {
  if (comment.status === to) return;
  await tx.run('update comments set status = ?, status_at = ? where seq = ?', to, now, comment.seq);
  if (comment.placeholder === 0) {
    await countStatus(tx, comment.siteId, comment.status, -1);
    await countStatus(tx, comment.siteId, to, 1);
    await tx.search.remove(searchEntry(comment));
    await tx.search.put(searchEntry(comment, to));
    await countApproved(tx, comment, Number(to === 'approved') - Number(comment.status === 'approved'));
  }
  await refreshVisibility(tx, { ...comment, status: to });
}

/** Keeps the number of an author's published comments, which the policy `first-time` asks for. */
async function countApproved(sql: Sql, comment: CommentRow, by: number): Promise<void> {
  if (by === 0 || comment.authorId === null) return;
  await sql.run('update authors set approved = approved + ? where id = ?', by, comment.authorId);
}

interface BranchRow {
  readonly seq: number;
  readonly parentSeq: number | null;
  readonly status: Status;
  readonly placeholder: 0 | 1;
  readonly visible: 0 | 1;
}

/**
 * Works out anew what of a comment and the answers below it readers see: a comment is visible when it is approved and everything above it is.
 * Keeps `visible`, the numbers of replies upwards, the article's count and the versions.
 */
export async function refreshVisibility(tx: Tx, comment: CommentRow): Promise<void> {
  const parentVisible = await isVisible(tx, comment.parentSeq);
  const visible = parentVisible && comment.status === 'approved' ? 1 : 0;
  if (visible === comment.visible) return;
  const below = await branchBelow(tx, comment);
  const seen = new Map<number, 0 | 1>([[comment.seq, visible]]);
  const changed = new Map<number, BranchRow>();
  const replies = new Map<number, number>();
  const parents = new Map(below.map((row) => [row.seq, row.parentSeq]));
  for (const row of below) {
    const now = row.status === 'approved' && seen.get(row.parentSeq as number) === 1 ? 1 : 0;
    seen.set(row.seq, now);
    if (now !== row.visible) changed.set(row.seq, row);
    if (now === 1 && row.placeholder === 0) countUpwards(replies, parents, row.seq);
  }
  let shown = comment.placeholder === 0 ? visible - comment.visible : 0;
  await tx.run(
    'update comments set visible = ?, replies = ? where seq = ?',
    visible,
    replies.get(comment.seq) ?? 0,
    comment.seq,
  );
  for (const row of changed.values()) {
    const now = seen.get(row.seq) as 0 | 1;
    if (row.placeholder === 0) shown += now - row.visible;
    await tx.run('update comments set visible = ?, replies = ? where seq = ?', now, replies.get(row.seq) ?? 0, row.seq);
  }
  await addReplies(tx, comment.parentSeq, shown);
  await touchArticle(tx, comment.siteId, comment.articleId, shown);
}

/** Adds a visible answer to every comment between itself and the branch's root, `null` ending the way. */
function countUpwards(replies: Map<number, number>, parents: ReadonlyMap<number, number | null>, from: number): void {
  for (let at = parents.get(from) ?? null; at !== null; at = parents.get(at) ?? null) {
    replies.set(at, (replies.get(at) ?? 0) + 1);
  }
}

async function isVisible(sql: Sql, seq: number | null): Promise<boolean> {
  if (seq === null) return true;
  const row = await sql.get<{ visible: number }>('select visible from comments where seq = ?', seq);
  return row?.visible === 1;
}

/** Everything below a comment, each row behind its parent. */
function branchBelow(sql: Sql, comment: CommentRow): Promise<BranchRow[]> {
  return sql.all<BranchRow>(
    `select seq, parent_seq as parentSeq, status, placeholder, visible from comments
     where thread_seq = ? and visible in (0, 1) and parent_seq is not null and path > ? and path < ? order by path`,
    comment.threadSeq,
    comment.path,
    `${comment.path}~`,
  );
}

/** Changes the number of replies of a comment and of everything above it. */
export async function addReplies(sql: Sql, from: number | null, by: number): Promise<void> {
  if (from === null || by === 0) return;
  await sql.run(
    `with recursive above (seq, parent_seq) as (
       select seq, parent_seq from comments where seq = ?
       union all
       select c.seq, c.parent_seq from comments c join above on c.seq = above.parent_seq
     )
     update comments set replies = replies + ? where seq in (select seq from above)`,
    from,
    by,
  );
}

/**
 * Takes a comment's content away for good: the row too, or where answers hang on it all but an empty placeholder, which stays as visible or
 * hidden as the comment was. Placeholders above that nothing hangs on any more go with it. Corrections on their way stay in the outbox
 * (they carry their own fields) unless `withCorrections`.
 */
export async function removeComment(tx: Tx, comment: CommentRow, now: number, withCorrections: boolean): Promise<void> {
  await forgetContent(tx, comment, withCorrections);
  await countStatus(tx, comment.siteId, comment.status, -1);
  await countApproved(tx, comment, comment.status === 'approved' ? -1 : 0);
  if (comment.visible === 1) {
    await addReplies(tx, comment.parentSeq, -1);
    await touchArticle(tx, comment.siteId, comment.articleId, -1);
  }
  if (await hasAnswers(tx, comment.seq)) {
    await tx.run(
      `update comments set placeholder = 1, author_id = null, author_name = '', author_url = null, avatar = '', body = '', html = '',
         trap = '', edited_at = null, editable_until = 0, decided_at = ?, resume = null, verdict_error = null, verdict_guid = null,
         correction_to = null, correction_state = null, correction_at = null, suspicion = -1, reasons = null
       where seq = ?`,
      now,
      comment.seq,
    );
    return;
  }
  await tx.run('delete from comments where seq = ?', comment.seq);
  await removeBarePlaceholders(tx, comment.parentSeq);
}

async function forgetContent(tx: Tx, comment: CommentRow, withCorrections: boolean): Promise<void> {
  await tx.search.remove(searchEntry(comment));
  await tx.run('delete from comment_secrets where comment_seq = ?', comment.seq);
  await tx.run('delete from requests where comment_seq = ?', comment.seq);
  await tx.run(`delete from outbox where comment_seq = ?${withCorrections ? '' : " and kind = 'check'"}`, comment.seq);
}

async function hasAnswers(sql: Sql, seq: number): Promise<boolean> {
  return (await sql.get('select 1 as yes from comments where parent_seq = ? limit 1', seq)) !== undefined;
}

async function removeBarePlaceholders(sql: Tx, from: number | null): Promise<void> {
  for (let seq = from; seq !== null; ) {
    const row: CommentRow | undefined = await commentBySeq(sql, seq);
    if (row === undefined || row.placeholder === 0 || (await hasAnswers(sql, seq))) return;
    await sql.run('delete from comments where seq = ?', seq);
    if (row.visible === 1) await touchArticle(sql, row.siteId, row.articleId);
    seq = row.parentSeq;
  }
}
