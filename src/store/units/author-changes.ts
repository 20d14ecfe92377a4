import { AfterwordError } from '../../domain/errors.js';
import { type CommentRow, commentById, found, searchEntry } from '../rows.js';
import type { Tx } from '../sql.js';
import { writeAudit } from './audit.js';
import { type CheckOrder, orderCheck } from './check-orders.js';
import { type GivenVerdict, giveVerdict } from './checks.js';
import { forgetLesson, type StoredOpinion } from './lessons.js';
import { removeComment } from './placing.js';
import { dropProposed, type NewWords, propose } from './proposals.js';

export interface Edit extends NewWords {
  readonly siteId: number;
  readonly id: string;
  /** Null where the verdict is known already. */
  readonly check: CheckOrder | null;
  readonly verdict: GivenVerdict | null;
  /** What the classifier thinks of the new words. */
  readonly opinion: StoredOpinion;
}

async function withinWindow(tx: Tx, it: { siteId: number; id: string; now: number }): Promise<CommentRow> {
  const comment = found(await commentById(tx, it.siteId, it.id));
  if (it.now >= comment.editableUntil) {
    throw new AfterwordError('forbidden', 'The time in which this comment could be changed is over.');
  }
  return comment;
}

/**
 * Gives a comment the words that its author wrote anew, and puts them before the checker. Words that have passed stay published: the new ones wait
 * beside them until they have passed too.
 * @returns the job that asks about the new words; null where there is none, or nothing was changed
 */
export async function edit(tx: Tx, it: Edit): Promise<{ jobId: number | null; changed: boolean }> {
  const comment = await withinWindow(tx, it);
  const { siteId, seq, id, authorId, status } = comment;
  if ((comment.proposedBody ?? comment.body) === it.body) return { jobId: null, changed: false };
  await writeAudit(tx, { comment, at: it.now, actor: 'author', action: 'edit', from: status, to: status });
  if (comment.body === it.body) {
    await dropProposed(tx, comment, it.now);
    tx.tell('update comments set suspicion = ?, reasons = ? where seq = ?', it.opinion.score, it.opinion.reasons, seq);
    // Another checker is not asked again: its answer would be taken for corrected by a person, and nobody has looked.
    if (it.verdict !== null) await giveVerdict(tx, seq, it.verdict, it.now);
    return { jobId: null, changed: true };
  }
  if (status === 'approved' || comment.proposedAt !== null) await propose(tx, comment, it);
  else await replaceWords(tx, comment, it);
  tx.tell(
    `update comments set revision = revision + 1, decided_at = ?, verdict_by = 'none', verdict_outcome = 'unchecked',
       verdict_at = null, verdict_attempts = 0, verdict_error = null, verdict_guid = null, told = null, correction_to = null,
       correction_state = null, correction_at = null, suspicion = ?, reasons = ? where seq = ?`,
    // A person has decided where the comment is, but for an edit of what is published: nobody has looked at that.
    status === 'approved' ? null : comment.decidedAt,
    it.opinion.score,
    it.opinion.reasons,
    seq,
  );
  tx.tell(`delete from outbox where comment_seq = ? and kind = 'check'`, seq);
  const of = { siteId, seq, id, authorId, revision: comment.revision + 1, now: it.now };
  const jobId = it.check === null ? null : await orderCheck(tx, it.check, of);
  if (it.verdict !== null) await giveVerdict(tx, seq, it.verdict, it.now);
  return { jobId, changed: true };
}

/** Words that nobody has passed need not be kept. */
async function replaceWords(tx: Tx, comment: CommentRow, { body, html, now }: NewWords): Promise<void> {
  await forgetLesson(tx, comment.seq);
  await tx.search.remove(searchEntry(comment));
  tx.tell('update comments set body = ?, html = ?, edited_at = ? where seq = ?', body, html, now, comment.seq);
  await tx.search.put(searchEntry({ ...comment, body }));
}

/** Takes a comment back at its author's wish; one with answers leaves an empty placeholder. */
export async function withdraw(tx: Tx, it: { siteId: number; id: string; now: number }): Promise<void> {
  const comment = await withinWindow(tx, it);
  await writeAudit(tx, {
    comment,
    at: it.now,
    actor: 'author',
    action: 'withdraw',
    from: comment.status,
    to: 'deleted',
  });
  await removeComment(tx, comment, 'removed', 'author');
}
