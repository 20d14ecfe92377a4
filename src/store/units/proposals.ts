import { type CommentRow, searchEntry } from '../rows.js';
import type { Tx } from '../sql.js';
import { forgetLesson } from './lessons.js';
import { touchArticle } from './placing.js';

/** Words that an author wrote anew, and when. */
export interface NewWords {
  readonly body: string;
  readonly html: string;
  readonly now: number;
}

/** Puts an author's edit beside the words that have passed, in the place of an earlier one that still waits. */
export async function propose(tx: Tx, comment: CommentRow, { body, html, now }: NewWords): Promise<void> {
  await tx.search.remove(searchEntry(comment));
  tx.tell(
    'update comments set proposed_body = ?, proposed_html = ?, proposed_at = ? where seq = ?',
    body,
    html,
    now,
    comment.seq,
  );
  await tx.search.put(searchEntry({ ...comment, proposedBody: body, proposedHtml: html, proposedAt: now }));
}

/** Makes an edit that has passed the words of its comment. What was learned of the words before is unlearned. @returns the comment with it */
export async function takeProposed(tx: Tx, comment: CommentRow): Promise<CommentRow> {
  const { proposedBody, proposedHtml, proposedAt, ...rest } = comment;
  if (proposedBody === null || proposedHtml === null) return comment;
  const taken = {
    ...rest,
    body: proposedBody,
    html: proposedHtml,
    editedAt: proposedAt,
    proposedBody: null,
    proposedHtml: null,
    proposedAt: null,
  };
  await forgetLesson(tx, comment.seq);
  await tx.search.remove(searchEntry(comment));
  tx.tell(
    `update comments set body = proposed_body, html = proposed_html, edited_at = proposed_at, proposed_body = null, proposed_html = null,
       proposed_at = null where seq = ?`,
    comment.seq,
  );
  await tx.search.put(searchEntry(taken));
  if (comment.status === 'approved') await touchArticle(tx, comment.siteId, comment.articleId);
  return taken;
}

/** Forgets an edit that waits, with all that was said of it. A person has passed the words that stay. */
export async function dropProposed(tx: Tx, comment: CommentRow, now: number): Promise<void> {
  const { seq } = comment;
  await tx.search.remove(searchEntry(comment));
  await tx.search.put(searchEntry({ ...comment, proposedBody: null, proposedHtml: null, proposedAt: null }));
  tx.tell(`delete from outbox where comment_seq = ? and kind = 'check'`, seq);
  tx.tell(
    `update comments set proposed_body = null, proposed_html = null, proposed_at = null, revision = revision + 1, decided_at = ?,
       verdict_by = 'none', verdict_outcome = 'unchecked', verdict_at = null, verdict_attempts = 0, verdict_error = null, verdict_guid = null,
       told = null, correction_to = null, correction_state = null, correction_at = null, suspicion = -1, reasons = null
     where seq = ?`,
    now,
    seq,
  );
}
