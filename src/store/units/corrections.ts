import { correctionFor, directionOfStatus, type Told } from '../../domain/decision.js';
import { type Direction, directionOf } from '../../domain/verdict.js';
import type { CommentRow } from '../rows.js';
import type { Sql, Tx } from '../sql.js';
import { writeAudit } from './audit.js';
import { forgetIdleAuthor } from './authors.js';
import {
  commentOfJob,
  correctionsOfBefore,
  endJob,
  type FailedTry,
  type LeasedJob,
  leasedJob,
  type OpenJob,
  retryOrEnd,
} from './leases.js';
import { countDaily } from './placing.js';

/** When a correction may leave, so that a slip that is undone at once never does, and when it is given up. */
export interface CorrectionTimes {
  readonly now: number;
  readonly correctionAt: number;
  readonly correctionGiveUpAt: number;
}

/**
 * Brings the outbox in line with what a person has decided: the correction that stands is waiting in it, any other is not. One that is under way
 * is left to arrive or to fail: what stands then is worked out when it is settled.
 */
export async function alignCorrection(tx: Tx, comment: CommentRow, times: CorrectionTimes): Promise<void> {
  if (comment.verdictBy === 'local') return countOverruled(tx, comment, times.now);
  const waiting = await tx.get<{ jobId: number; direction: Direction; lease: string | null; attempts: number }>(
    `select id as "jobId", direction, lease, attempts from outbox where comment_seq = ? and kind = 'correction' and revision = ?`,
    comment.seq,
    comment.revision,
  );
  let told = comment.told;
  if (waiting !== undefined) {
    if (waiting.lease !== null || waiting.direction === correctionFor(comment.status, told)) return;
    told = await takeBack(tx, waiting, comment);
  }
  const wanted = correctionFor(comment.status, told);
  if (wanted !== null) await orderCorrection(tx, comment, wanted, times);
}

/** The local classifier learns from the decision itself: nothing has to be sent to it, it only counts that it was wrong. */
async function countOverruled(sql: Sql, comment: CommentRow, now: number): Promise<void> {
  const said = directionOf(comment.verdictOutcome);
  const wanted = directionOfStatus(comment.status);
  if (said !== null && wanted !== null && wanted !== said)
    await countDaily(sql, comment.siteId, now, `overruled:${wanted}`);
}

/** Ends a correction that stands no longer. One that was sent without an answer may have arrived all the same. */
async function takeBack(
  tx: Tx,
  job: { readonly jobId: number; readonly direction: Direction | ''; readonly attempts: number },
  comment: CommentRow,
): Promise<Told | null> {
  await endJob(tx, job);
  await setCorrectionState(tx, comment, { to: null, state: null, at: null });
  if (job.attempts === 0 || job.direction === comment.told) return comment.told;
  tx.tell(`update comments set told = 'unsure' where seq = ?`, comment.seq);
  return 'unsure';
}

async function orderCorrection(tx: Tx, comment: CommentRow, to: Direction, times: CorrectionTimes): Promise<void> {
  await countDaily(tx, comment.siteId, times.now, `overruled:${to}`);
  const secrets = await tx.get<{ sent: Uint8Array | null }>(
    'select sent from comment_secrets where comment_seq = ?',
    comment.seq,
  );
  if (secrets?.sent == null) {
    const why = 'what the checker was sent is no longer kept';
    await endCorrection(tx, comment, { to, state: 'failed', at: times.now, why });
    return;
  }
  tx.tell(
    `insert into outbox (kind, site_id, comment_seq, comment_id, author_id, revision, direction, said, fields, fields_at, run_at, give_up_at,
       created_at)
     values ('correction', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    comment.siteId,
    comment.seq,
    comment.id,
    comment.authorId,
    comment.revision,
    to,
    comment.verdictOutcome,
    secrets.sent,
    comment.createdAt,
    times.correctionAt,
    times.correctionGiveUpAt,
    times.now,
  );
  await setCorrectionState(tx, comment, { to, state: 'waiting', at: times.now });
}

/** Keeps that the checker has taken a correction; where a person has changed their mind meanwhile, the opposite is sent behind it. */
export async function settleCorrection(tx: Tx, it: LeasedJob & { now: number }): Promise<boolean> {
  const job = await leasedJob(tx, it);
  if (job === undefined) return false;
  await endJob(tx, job);
  const to = job.direction as Direction;
  const comment = await correctedComment(tx, job);
  if (comment === undefined) {
    await forgetIdleAuthor(tx, job.authorId);
    return true;
  }
  tx.tell('update comments set told = ? where seq = ?', to, comment.seq);
  await endCorrection(tx, comment, { to, state: 'delivered', at: it.now });
  const { giveUpAt: correctionGiveUpAt } = job;
  await alignCorrection(tx, { ...comment, told: to }, { now: it.now, correctionAt: it.now, correctionGiveUpAt });
  return true;
}

/** Keeps that a correction did not arrive, and when it is sent again; null ends it as `failed`. One that stands no longer ends. */
export async function failCorrection(tx: Tx, it: FailedTry): Promise<boolean> {
  const job = await leasedJob(tx, it);
  if (job === undefined) return false;
  const to = job.direction as Direction;
  const comment = await correctedComment(tx, job);
  if (comment !== undefined && correctionFor(comment.status, comment.told) !== to) {
    const told = await takeBack(tx, job, comment);
    const { giveUpAt: correctionGiveUpAt } = job;
    await alignCorrection(tx, { ...comment, told }, { now: it.now, correctionAt: it.now, correctionGiveUpAt });
    return true;
  }
  if (await retryOrEnd(tx, job, it.message, it.retryAt)) return true;
  if (comment === undefined) await forgetIdleAuthor(tx, job.authorId);
  else await endCorrection(tx, comment, { to, state: 'failed', at: it.now });
  return true;
}

/** Ends corrections of comments that were written before a time, since what they repeat has been kept long enough. */
export async function endOldCorrections(tx: Tx, it: { now: number; writtenBefore: number }): Promise<void> {
  for (const job of await correctionsOfBefore(tx, it.writtenBefore)) {
    await endJob(tx, job);
    const comment = await correctedComment(tx, job);
    if (comment === undefined) await forgetIdleAuthor(tx, job.authorId);
    else {
      const to = job.direction as Direction;
      await endCorrection(tx, comment, { to, state: 'failed', at: it.now, why: 'its time is over' });
    }
  }
}

/** The comment that a correction is about; undefined when it is gone, or its words are no longer those that the correction speaks of. */
async function correctedComment(sql: Sql, job: OpenJob): Promise<CommentRow | undefined> {
  const comment = await commentOfJob(sql, job);
  return comment?.revision === job.revision ? comment : undefined;
}

interface EndedCorrection {
  readonly to: Direction;
  readonly state: 'delivered' | 'failed';
  readonly at: number;
  readonly why?: string;
}

async function endCorrection(sql: Sql, comment: CommentRow, ended: EndedCorrection): Promise<void> {
  await setCorrectionState(sql, comment, ended);
  const { to, state, at, why } = ended;
  const note = why === undefined ? `${to} ${state}` : `${to} ${state}: ${why}`;
  await writeAudit(sql, { comment, at, actor: comment.verdictBy, action: 'correction', note });
}

/** How far the correction of a comment is, as moderators see it; all null when there is none. */
type CorrectionState =
  | Omit<EndedCorrection, 'why'>
  | { readonly to: Direction; readonly state: 'waiting'; readonly at: number }
  | { readonly to: null; readonly state: null; readonly at: null };

async function setCorrectionState(sql: Sql, { seq }: CommentRow, { to, state, at }: CorrectionState): Promise<void> {
  sql.tell(
    'update comments set correction_to = ?, correction_state = ?, correction_at = ? where seq = ?',
    to,
    state,
    at,
    seq,
  );
}
