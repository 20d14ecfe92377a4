import type { Status } from '../../domain/comment.js';
import { type CommentRow, commentBySeq, searchEntry } from '../rows.js';
import type { Sql, Tx } from '../sql.js';
import { countApproved, forgetIdleAuthor, forgetIdleProof } from './authors.js';
import { detachLessons, forgetLesson } from './lessons.js';

/** Counts one day's event of a site: `verdict:ham`, `decision:approve`, `overruled:spam`, … */
export async function countDaily(sql: Sql, siteId: number, now: number, name: string): Promise<void> {
  sql.tell(
    `insert into daily (site_id, day, name, n) values (?, ?, ?, 1)
     on conflict (site_id, day, name) do update set n = daily.n + 1`,
    siteId,
    new Date(now).toISOString().slice(0, 10),
    name,
  );
}

/** Keeps the number of comments a status, placeholders left out. */
export async function countStatus(sql: Sql, siteId: number, status: Status, by: number): Promise<void> {
  sql.tell(
    `insert into status_counts (site_id, status, n) values (?, ?, ?)
     on conflict (site_id, status) do update set n = status_counts.n + excluded.n`,
    siteId,
    status,
    by,
  );
}

/** Says that what is published under an article, and so on its site, has changed. */
export async function touchArticle(sql: Sql, siteId: number, articleId: number, countBy = 0): Promise<void> {
  sql.tell(
    `update articles set version = version + 1, count = count + ?, url = coalesce(said_url, ${lastSaid('article_url')}),
       title = coalesce(said_title, ${lastSaid('article_title')}) where id = ?`,
    countBy,
    articleId,
  );
  await touchSite(sql, siteId);
}

/** What the newest published comment that says something of its article says: nobody else's words are public. */
function lastSaid(column: 'article_url' | 'article_title'): string {
  return `(select c.${column} from comments c where c.article_id = articles.id and c.visible = 1 and c.placeholder = 0
    and c.status = 'approved' and c.${column} is not null order by c.seq desc limit 1)`;
}

/** Says that something published on a site has changed. */
export async function touchSite(sql: Sql, siteId: number): Promise<void> {
  sql.tell('update sites set version = version + 1 where id = ?', siteId);
}

/** Gives a comment another status, with everything that hangs on it: counters, search, the author's record and what readers see. */
export async function moveComment(tx: Tx, comment: CommentRow, to: Status, now: number): Promise<void> {
  if (comment.status === to) return;
  tx.tell('update comments set status = ?, status_at = ? where seq = ?', to, now, comment.seq);
  await countStatus(tx, comment.siteId, comment.status, -1);
  await countStatus(tx, comment.siteId, to, 1);
  await tx.search.remove(searchEntry(comment));
  await tx.search.put(searchEntry(comment, to));
  await countApproved(tx, comment.authorId, Number(to === 'approved') - Number(comment.status === 'approved'));
  const published = Number(isPublished({ ...comment, status: to })) - Number(isPublished(comment));
  if (published !== 0) await countPublished(tx, comment, published as 1 | -1);
}

/** Whether everybody may read a comment. What became of the comment that it answers changes nothing about it. */
function isPublished({ status, placeholder }: Pick<CommentRow, 'status' | 'placeholder'>): boolean {
  return status === 'approved' && placeholder === 0;
}

/** Readers see what is published, and an empty place where something was that published answers hang on. */
const VISIBLE_WITH = (replies: string) =>
  `case when (status = 'approved' and placeholder = 0) or ${replies} > 0 then 1 else 0 end`;

/** Publishes a comment that was just added, where its status says so. */
export async function showAdded(tx: Tx, comment: CommentRow): Promise<void> {
  if (isPublished(comment)) await countPublished(tx, comment, 1);
}

/** Keeps what readers see and its numbers after a comment was published (1) or taken from them (-1). */
async function countPublished(tx: Tx, comment: CommentRow, by: 1 | -1): Promise<void> {
  tx.tell(`update comments set visible = ${VISIBLE_WITH('replies')} where seq = ?`, comment.seq);
  await addReplies(tx, comment.parentSeq, by);
  await touchArticle(tx, comment.siteId, comment.articleId, by);
}

/** Changes the number of published answers of a comment and of everything above it. */
async function addReplies(sql: Sql, from: number | null, by: number): Promise<void> {
  if (from === null) return;
  sql.tell(
    `with recursive above (seq, parent_seq) as (
       select seq, parent_seq from comments where seq = ?
       union all
       select c.seq, c.parent_seq from above join comments c on c.seq = above.parent_seq
     )
     update comments set replies = replies + ?, visible = ${VISIBLE_WITH('replies + ?')} where seq in (select seq from above)`,
    from,
    by,
    by,
  );
}

/** Why a comment goes: a person's erasure takes everything, anything else leaves what others rely on. */
export type Removal = 'erased' | 'removed';

/** Whom readers are told of in the place that a comment leaves. */
export type RemovedBy = 'author' | 'moderator';

/**
 * Takes a comment's content away for good: the row too, or where answers hang on it all but an empty placeholder, which is seen as long as one of
 * them is published. Placeholders above that nothing hangs on any more go with it. What is merely `removed` leaves the corrections on
 * their way (they carry their own fields), and the memory that its Idempotency-Key was used, so that a late repetition does not bring it back.
 */
export async function removeComment(tx: Tx, comment: CommentRow, removal: Removal, by: RemovedBy): Promise<void> {
  await forgetContent(tx, comment, removal);
  await countStatus(tx, comment.siteId, comment.status, -1);
  await countApproved(tx, comment.authorId, comment.status === 'approved' ? -1 : 0);
  if (isPublished(comment)) await countPublished(tx, comment, -1);
  // Its place says from now on who took it away.
  else if (comment.visible === 1) await touchArticle(tx, comment.siteId, comment.articleId);
  if (await hasAnswers(tx, comment.seq)) await blank(tx, comment.seq, by);
  else {
    tx.tell('delete from comments where seq = ?', comment.seq);
    await removeBarePlaceholders(tx, comment.parentSeq);
  }
  await forgetIdleProof(tx, comment.proofId);
  await forgetIdleAuthor(tx, comment.authorId);
}

async function forgetContent(tx: Tx, comment: CommentRow, removal: Removal): Promise<void> {
  const { seq } = comment;
  await tx.search.remove(searchEntry(comment));
  tx.tell('update comments set article_url = null, article_title = null where seq = ?', seq);
  tx.tell('delete from comment_secrets where comment_seq = ?', seq);
  if (removal === 'erased') await forgetLesson(tx, seq);
  await detachLessons(tx, seq);
  tx.tell(`delete from outbox where comment_seq = ? and kind = 'check'`, seq);
  if (removal === 'erased') {
    tx.tell('delete from requests where comment_seq = ?', seq);
    tx.tell('delete from outbox where comment_seq = ?', seq);
  } else {
    tx.tell('delete from requests where comment_seq = ? and answer is null', seq);
    tx.tell('update requests set answer = null where comment_seq = ?', seq);
    tx.tell('update outbox set comment_seq = null where comment_seq = ?', seq);
  }
}

/** Leaves of a comment only what its answers hang on. */
async function blank(sql: Sql, seq: number, by: RemovedBy): Promise<void> {
  sql.tell(
    `update comments set placeholder = 1, removed_by = ?, visible = case when replies > 0 then 1 else 0 end, author_id = null, proof_id = null, author_name = '', author_look = '', author_url = null, avatar = '', body = '', html = '',
       notify = 0, editable_until = 0, edited_at = null, decided_at = null, proposed_body = null, proposed_html = null, proposed_at = null, verdict_by = 'none', verdict_outcome = 'unchecked',
       verdict_at = null, verdict_attempts = 0, verdict_error = null, verdict_guid = null, told = null, correction_to = null,
       correction_state = null, correction_at = null, suspicion = -1, reasons = null, signals = null
     where seq = ?`,
    by,
    seq,
  );
}

async function hasAnswers(sql: Sql, seq: number): Promise<boolean> {
  return (await sql.get('select 1 as yes from comments where parent_seq = ? limit 1', seq)) !== undefined;
}

/** A placeholder without answers is seen by nobody. */
async function removeBarePlaceholders(sql: Sql, from: number | null): Promise<void> {
  for (let seq = from; seq !== null; ) {
    const row: CommentRow | undefined = await commentBySeq(sql, seq);
    if (row === undefined || row.placeholder === 0 || (await hasAnswers(sql, seq))) return;
    sql.tell('delete from comments where seq = ?', seq);
    seq = row.parentSeq;
  }
}
