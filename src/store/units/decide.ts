import type { Status } from '../../domain/comment.js';
import { type Decision, effectOf } from '../../domain/decision.js';
import { type CommentRow, commentById, found } from '../rows.js';
import type { Tx } from '../sql.js';
import { writeAudit } from './audit.js';
import { orderCheck } from './check-orders.js';
import { alignCorrection } from './corrections.js';
import { alignLesson, type Lesson } from './lessons.js';
import { countDaily, moveComment, removeComment } from './placing.js';
import { dropProposed, takeProposed } from './proposals.js';

export interface DecisionOrder {
  readonly siteId: number;
  readonly decision: Decision;
  readonly ids: readonly string[];
  /** Leaves a comment alone that has another status by now: somebody else has decided. */
  readonly ifStatus?: Status | null;
  /** Of these comments, the words that it is about. Leaves one alone that its author has changed since they were read. */
  readonly ifRevision?: Readonly<Record<string, number>> | null;
  readonly note: string | null;
  readonly actor: string;
  readonly now: number;
  /** When a correction that follows from it may leave, so that a slip that is undone at once never does. */
  readonly correctionAt: number;
  readonly correctionGiveUpAt: number;
  /** What the classifier learns from it, for the comments that are still as they were when it was worked out. */
  readonly lessons: readonly Lesson[];
}

/** What became of one comment. */
export interface DecisionResult {
  readonly id: string;
  readonly from: Status | null;
  readonly to: Status | 'deleted' | null;
  readonly changed: boolean;
  readonly problem?: string;
}

/** Carries out a moderator's decision on many comments in one transaction; what cannot be decided is a problem in its own row. */
export async function decide(tx: Tx, it: DecisionOrder): Promise<DecisionResult[]> {
  const results: DecisionResult[] = [];
  const lessons = new Map(it.lessons.map((lesson) => [lesson.id, lesson]));
  for (const id of it.ids) results.push(await decideOne(tx, it, id, lessons.get(id)));
  return results;
}

async function decideOne(tx: Tx, it: DecisionOrder, id: string, lesson: Lesson | undefined): Promise<DecisionResult> {
  const comment = await commentById(tx, it.siteId, id);
  if (comment === undefined) return { id, from: null, to: null, changed: false, problem: 'There is no such comment.' };
  const from = comment.status;
  const effect = effectOf(it.decision, from);
  if (effect.kind === 'refuse') return { id, from, to: from, changed: false, problem: effect.problem };
  const isMeant = (it.ifStatus ?? from) === from || (effect.kind === 'move' && effect.to === from);
  if (!isMeant) return { id, from, to: from, changed: false, problem: 'It has another status by now.' };
  if ((it.ifRevision?.[id] ?? comment.revision) !== comment.revision)
    return { id, from, to: from, changed: false, problem: 'Its author has changed it by now.' };
  if (effect.kind === 'erase') return erase(tx, it, comment);
  if (effect.kind === 'keep') return keep(tx, it, comment);
  const takesEdit = effect.to === 'approved' && comment.proposedAt !== null;
  const changed = takesEdit || effect.to !== from;
  if (!changed && comment.decidedAt !== null) return { id, from, to: from, changed };
  await writeAudit(tx, {
    comment,
    at: it.now,
    actor: it.actor,
    action: it.decision,
    from,
    to: effect.to,
    note: it.note,
  });
  tx.tell('update comments set decided_at = ? where seq = ?', it.now, comment.seq);
  const words = takesEdit ? await takeProposed(tx, comment) : comment;
  if (changed) {
    await countDaily(tx, it.siteId, it.now, `decision:${it.decision}`);
    await moveComment(tx, words, effect.to, it.now);
  }
  const decided = { ...words, status: effect.to };
  await alignCorrection(tx, decided, it);
  await alignLesson(tx, decided, lesson);
  return { id, from, to: effect.to, changed };
}

/** Drops an author's edit that waits: the words that have passed stay. What the checker had said of them, it is asked again. */
async function keep(tx: Tx, it: DecisionOrder, comment: CommentRow): Promise<DecisionResult> {
  const { id, status: from } = comment;
  if (comment.proposedAt === null) return { id, from, to: from, changed: false };
  await writeAudit(tx, { comment, at: it.now, actor: it.actor, action: 'keep', from, to: from, note: it.note });
  await dropProposed(tx, comment, it.now);
  const order = { lease: null, runAt: it.now, giveUpAt: it.correctionGiveUpAt, reason: 'recheck' } as const;
  const { siteId, seq, authorId } = comment;
  await orderCheck(tx, order, { siteId, seq, id, authorId, revision: comment.revision + 1, now: it.now });
  return { id, from, to: from, changed: true };
}

async function erase(tx: Tx, it: DecisionOrder, comment: CommentRow): Promise<DecisionResult> {
  const { id, status: from } = comment;
  await writeAudit(tx, { comment, at: it.now, actor: it.actor, action: 'delete', from, to: 'deleted', note: it.note });
  await countDaily(tx, it.siteId, it.now, 'decision:delete');
  await removeComment(tx, comment, 'removed', 'moderator');
  return { id, from, to: 'deleted', changed: true };
}

/** The one look at an email: gives it still encrypted, and writes down who looked. */
export async function revealEmail(
  tx: Tx,
  it: { siteId: number; id: string; actor: string; now: number },
): Promise<Uint8Array | null> {
  const comment = found(await commentById(tx, it.siteId, it.id));
  const row = await tx.get<{ email: Uint8Array | null }>(
    'select email from comment_secrets where comment_seq = ?',
    comment.seq,
  );
  await writeAudit(tx, { comment, at: it.now, actor: it.actor, action: 'reveal-email' });
  return row?.email ?? null;
}
