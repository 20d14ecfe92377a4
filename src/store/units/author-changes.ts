import { AfterwordError } from '../../domain/errors.js';
import { type CommentRow, commentById, found, searchEntry } from '../rows.js';
import type { Tx } from '../sql.js';
import { writeAudit } from './audit.js';
import { type CheckOrder, orderCheck } from './check-orders.js';
import { type GivenVerdict, giveVerdict } from './checks.js';
import { forgetLesson, type StoredOpinion } from './lessons.js';
import { moveComment, removeComment } from './placing.js';

export interface Edit {
  readonly siteId: number;
  readonly id: string;
  readonly body: string;
  readonly html: string;
  readonly now: number;
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
 * Gives a comment the words that its author wrote anew, and puts them before the checker. A published comment waits in the queue until they
 * have passed: words that nobody has checked are never published.
 * @returns the job that asks about the new words; null where there is none, or nothing was changed
 */
export async function edit(tx: Tx, it: Edit): Promise<{ jobId: number | null; changed: boolean }> {
  const comment = await withinWindow(tx, it);
  if (comment.body === it.body) return { jobId: null, changed: false };
  const wasApproved = comment.status === 'approved' || comment.resume === 'approved';
  await writeAudit(tx, {
    comment,
    at: it.now,
    actor: 'author',
    action: 'edit',
    from: comment.status,
    to: wasApproved ? 'pending' : comment.status,
  });
  await forgetLesson(tx, comment.seq);
  await tx.search.remove(searchEntry(comment));
  await tx.run(
    `update comments set body = ?, html = ?, edited_at = ?, revision = revision + 1, verdict_by = 'none', verdict_outcome = 'unchecked',
       verdict_at = null, verdict_attempts = 0, verdict_error = null, verdict_guid = null, told = null, correction_to = null,
       correction_state = null, correction_at = null, suspicion = ?, reasons = ?, resume = ?, decided_at = ? where seq = ?`,
    it.body,
    it.html,
    it.now,
    it.opinion.score,
    it.opinion.reasons,
    wasApproved ? 'approved' : null,
    wasApproved ? null : comment.decidedAt,
    comment.seq,
  );
  const after = { ...comment, body: it.body, revision: comment.revision + 1 };
  await tx.search.put(searchEntry(after));
  if (comment.status === 'approved') await moveComment(tx, after, 'pending', it.now);
  await tx.run(`delete from outbox where comment_seq = ? and kind = 'check'`, comment.seq);
  const { siteId, seq, id, authorId } = comment;
  const of = { siteId, seq, id, authorId, revision: after.revision, now: it.now };
  const jobId = it.check === null ? null : await orderCheck(tx, it.check, of);
  if (it.verdict !== null) await giveVerdict(tx, seq, it.verdict, it.now);
  return { jobId, changed: true };
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
