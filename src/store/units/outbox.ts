import { correctionFor } from '../../domain/decision.js';
import type { Policy } from '../../domain/policy.js';
import { statusByPolicy } from '../../domain/policy.js';
import type { RecheckReason } from '../../domain/spam-checker.js';
import { type CheckedOutcome, type Direction, directionOf, type VerdictBy } from '../../domain/verdict.js';
import { type CommentRow, commentBySeq } from '../rows.js';
import type { Sql, Tx } from '../sql.js';
import { writeAudit } from './audit.js';
import { countDaily, moveComment, removeComment } from './placing.js';
import { orderCheck } from './submit.js';

/** What every job of the outbox knows. Times are milliseconds since 1970. */
interface JobBase {
  readonly jobId: number;
  readonly siteId: number;
  readonly commentId: string;
  readonly lease: string;
  readonly attempts: number;
  readonly giveUpAt: number;
  readonly createdAt: number;
}

/** A question for the checker, with all that asking needs; addresses are still encrypted. */
export interface CheckJob extends JobBase {
  readonly kind: 'check';
  readonly reason: RecheckReason | null;
  /** Set after a provisional ham: without an answer by then it counts as ham. */
  readonly provisionalUntil: number | null;
  readonly siteUrl: string;
  readonly articleUrl: string;
  readonly parentId: string | null;
  readonly authorName: string;
  readonly authorUrl: string | null;
  readonly body: string;
  readonly trap: string;
  readonly commentCreatedAt: number;
  readonly email: Uint8Array | null;
  readonly client: Uint8Array | null;
}

/** A correction for the checker; its fields are still encrypted. */
export interface CorrectionJob extends JobBase {
  readonly kind: 'correction';
  readonly direction: Direction;
  readonly said: CheckedOutcome | null;
  readonly fields: Uint8Array | null;
}

export type Job = CheckJob | CorrectionJob;

/** Takes up to `limit` due jobs, those due longest first, and holds them until `leaseUntil`. */
export async function claimJobs(
  tx: Tx,
  it: { now: number; lease: string; leaseUntil: number; limit: number },
): Promise<Job[]> {
  const rows = await tx.all<{ id: number; kind: Job['kind'] }>(
    'select id, kind from outbox where run_at <= ? order by run_at, id limit ?',
    it.now,
    it.limit,
  );
  const jobs: Job[] = [];
  for (const row of rows) {
    await tx.run(
      'update outbox set lease = ?, run_at = ?, attempts = attempts + 1 where id = ?',
      it.lease,
      it.leaseUntil,
      row.id,
    );
    const job = row.kind === 'check' ? await checkJob(tx, row.id) : await correctionJob(tx, row.id);
    if (job !== undefined) jobs.push(job);
  }
  return jobs;
}

const JOB_COLUMNS = `o.id as jobId, o.kind, o.site_id as siteId, o.comment_id as commentId, o.lease, o.attempts,
  o.give_up_at as giveUpAt, o.created_at as createdAt`;

function checkJob(sql: Sql, id: number): Promise<CheckJob | undefined> {
  return sql.get<CheckJob>(
    `select ${JOB_COLUMNS}, o.reason, o.provisional_until as provisionalUntil, s.url as siteUrl, a.url as articleUrl, p.id as parentId,
       c.author_name as authorName, c.author_url as authorUrl, c.body, c.trap, c.created_at as commentCreatedAt, h.email, h.client
     from outbox o join comments c on c.seq = o.comment_seq join sites s on s.id = o.site_id join articles a on a.id = c.article_id
       join comment_secrets h on h.comment_seq = o.comment_seq left join comments p on p.seq = c.parent_seq
     where o.id = ?`,
    id,
  );
}

function correctionJob(sql: Sql, id: number): Promise<CorrectionJob | undefined> {
  return sql.get<CorrectionJob>(
    `select ${JOB_COLUMNS}, o.direction, o.said, o.fields from outbox o where o.id = ?`,
    id,
  );
}

/** When the next job is due; null when there is none. */
export async function nextDue(sql: Sql, _: { now: number }): Promise<number | null> {
  const row = await sql.get<{ at: number | null }>('select min(run_at) as at from outbox');
  return row?.at ?? null;
}

/**
 * Makes every job due that waits for another try, oldest comment first: the checker answers again. Also frees what waits beyond `horizon`,
 * further ahead than any schedule puts a job: the clock has jumped back.
 */
export async function releaseJobs(tx: Tx, it: { now: number; horizon: number | null }): Promise<number> {
  if (it.horizon !== null)
    return tx.run('update outbox set run_at = ?, lease = null where run_at > ?', it.now, it.horizon);
  return tx.run(
    `update outbox set run_at = min(created_at, ?) where lease is null and attempts > 0 and provisional_until is null and run_at > ?`,
    it.now,
    it.now,
  );
}

/** Gives jobs back unasked, without counting the attempt: the process stops, or the checker admits no call. */
export async function returnJobs(
  tx: Tx,
  it: { jobs: readonly { jobId: number; lease: string }[]; runAt: number },
): Promise<void> {
  for (const { jobId, lease } of it.jobs) {
    await tx.run(
      'update outbox set lease = null, run_at = ?, attempts = attempts - 1 where id = ? and lease = ?',
      it.runAt,
      jobId,
      lease,
    );
  }
}

interface OpenJob {
  readonly commentSeq: number;
  readonly revision: number;
  readonly attempts: number;
  readonly provisionalUntil: number | null;
  readonly giveUpAt: number;
}

function leased(sql: Sql, jobId: number, lease: string): Promise<OpenJob | undefined> {
  return sql.get<OpenJob>(
    `select comment_seq as commentSeq, revision, attempts, provisional_until as provisionalUntil, give_up_at as giveUpAt
     from outbox where id = ? and lease = ?`,
    jobId,
    lease,
  );
}

export interface CheckVerdict {
  readonly jobId: number;
  readonly lease: string;
  readonly now: number;
  readonly by: Exclude<VerdictBy, 'none'>;
  readonly outcome: CheckedOutcome;
  readonly recheckAfterMs: number | null;
  readonly guid: string | null;
  /** The fields that went over the wire, encrypted. */
  readonly sent: Uint8Array;
  /** A `discard` verdict is counted and not kept. */
  readonly dropDiscarded: boolean;
  readonly correctionAt: number;
  readonly correctionGiveUpAt: number;
}

/**
 * Ends a check: verdict, status by the site's policy, history and the end of the job together. Does nothing when the lease is no longer ours.
 * A comment on which a person has decided keeps its status; where that person disagrees with the verdict, the correction is ordered here.
 */
export async function settleCheck(tx: Tx, it: CheckVerdict): Promise<boolean> {
  const job = await leased(tx, it.jobId, it.lease);
  const comment = job && (await commentBySeq(tx, job.commentSeq));
  if (job === undefined || comment === undefined) return false;
  await countDaily(tx, comment.siteId, it.now, `verdict:${it.outcome}`);
  if (it.outcome === 'discard' && it.dropDiscarded && comment.decidedAt === null && comment.resume === null) {
    await removeComment(tx, comment, it.now, true);
    return true;
  }
  const told = directionOf(it.outcome);
  await tx.run(
    `update comments set verdict_by = ?, verdict_outcome = ?, verdict_at = ?, verdict_attempts = ?, verdict_error = null,
       verdict_guid = ?, told = ? where seq = ?`,
    it.by,
    it.outcome,
    it.now,
    job.attempts,
    it.guid,
    told,
    comment.seq,
  );
  await tx.run('update comment_secrets set sent = ? where comment_seq = ?', it.sent, comment.seq);
  const provisional = it.recheckAfterMs !== null && job.provisionalUntil === null;
  if (provisional) await askAgain(tx, it, it.recheckAfterMs as number);
  else await tx.run('delete from outbox where id = ?', it.jobId);
  const after: CommentRow = { ...comment, told, verdictOutcome: it.outcome };
  if (comment.decidedAt === null) await followPolicy(tx, after, provisional, it.now);
  else await alignCorrection(tx, after, it);
  return true;
}

/** A provisional ham is asked about once more after N ms; without an answer after 2 N it counts. */
async function askAgain(tx: Tx, it: CheckVerdict, afterMs: number): Promise<void> {
  await tx.run(
    `update outbox set lease = null, run_at = ?, provisional_until = ?, reason = 'recheck' where id = ?`,
    it.now + afterMs,
    it.now + 2 * afterMs,
    it.jobId,
  );
}

async function followPolicy(tx: Tx, comment: CommentRow, provisional: boolean, now: number): Promise<void> {
  const facts = await tx.get<{ policy: Policy; approved: number | null }>(
    'select s.policy, a.approved from sites s left join authors a on a.id = ? where s.id = ?',
    comment.authorId,
    comment.siteId,
  );
  if (facts === undefined) return;
  const to = statusByPolicy({
    outcome: comment.verdictOutcome,
    provisional,
    policy: facts.policy,
    authorKnown: (facts.approved ?? 0) > 0,
    wasApproved: comment.resume === 'approved',
  });
  if (!provisional) await tx.run('update comments set resume = null where seq = ?', comment.seq);
  const note = `verdict ${comment.verdictOutcome}${provisional ? ' (provisional)' : ''}, policy ${facts.policy}`;
  await writeAudit(tx, { comment, at: now, actor: 'policy', action: 'verdict', from: comment.status, to, note });
  await moveComment(tx, comment, to, now);
}

export interface CheckFailed {
  readonly jobId: number;
  readonly lease: string;
  readonly now: number;
  /** For the operator; no personal data. */
  readonly message: string;
  /** When to ask again; null when this failure is final. */
  readonly retryAt: number | null;
}

/**
 * Keeps why a check brought no verdict and when it is asked again; the comment stays `unchecked` and held. A provisional ham whose time is
 * over is treated as ham.
 */
export async function failCheck(tx: Tx, it: CheckFailed): Promise<boolean> {
  const job = await leased(tx, it.jobId, it.lease);
  const comment = job && (await commentBySeq(tx, job.commentSeq));
  if (job === undefined || comment === undefined) return false;
  await tx.run(
    'update comments set verdict_attempts = ?, verdict_error = ? where seq = ?',
    job.attempts,
    it.message,
    comment.seq,
  );
  const counts = job.provisionalUntil !== null && (it.retryAt === null || it.now >= job.provisionalUntil);
  if (counts) {
    await tx.run('delete from outbox where id = ?', it.jobId);
    if (comment.decidedAt === null) await followPolicy(tx, comment, false, it.now);
    return true;
  }
  const retryAt = it.retryAt === null ? null : Math.min(it.retryAt, job.provisionalUntil ?? it.retryAt);
  await retryOrEnd(tx, it, retryAt, job);
  return true;
}

async function retryOrEnd(
  tx: Tx,
  it: { jobId: number; message: string },
  retryAt: number | null,
  job: OpenJob,
): Promise<boolean> {
  if (retryAt === null || retryAt > job.giveUpAt) {
    await tx.run('delete from outbox where id = ?', it.jobId);
    return false;
  }
  await tx.run(
    `update outbox set lease = null, run_at = ?, last_error = ?, reason = coalesce(reason, 'retry') where id = ?`,
    retryAt,
    it.message,
    it.jobId,
  );
  return true;
}

/** Keeps that the checker has taken a correction. */
export async function settleCorrection(tx: Tx, it: { jobId: number; lease: string; now: number }): Promise<boolean> {
  const job = await leased(tx, it.jobId, it.lease);
  if (job === undefined) return false;
  const direction = await tx.get<{ direction: Direction }>('select direction from outbox where id = ?', it.jobId);
  await tx.run('delete from outbox where id = ?', it.jobId);
  const comment = await commentBySeq(tx, job.commentSeq);
  if (comment === undefined || comment.placeholder === 1 || direction === undefined) return true;
  if (comment.revision === job.revision) {
    await tx.run('update comments set told = ? where seq = ?', direction.direction, comment.seq);
  }
  await setCorrectionState(tx, comment.seq, direction.direction, 'delivered', it.now);
  await writeAudit(tx, {
    comment,
    at: it.now,
    actor: comment.verdictBy,
    action: 'correction',
    note: `${direction.direction} delivered`,
  });
  return true;
}

/** Keeps that a correction did not arrive, and when it is sent again; null ends it as `failed`. */
export async function failCorrection(tx: Tx, it: CheckFailed): Promise<boolean> {
  const job = await leased(tx, it.jobId, it.lease);
  if (job === undefined) return false;
  const row = await tx.get<{ direction: Direction }>('select direction from outbox where id = ?', it.jobId);
  if (await retryOrEnd(tx, it, it.retryAt, job)) return true;
  const comment = await commentBySeq(tx, job.commentSeq);
  if (comment === undefined || comment.placeholder === 1 || row === undefined) return true;
  await setCorrectionState(tx, comment.seq, row.direction, 'failed', it.now);
  await writeAudit(tx, {
    comment,
    at: it.now,
    actor: comment.verdictBy,
    action: 'correction',
    note: `${row.direction} failed`,
  });
  return true;
}

async function setCorrectionState(sql: Sql, seq: number, to: Direction, state: string, at: number): Promise<void> {
  await sql.run(
    'update comments set correction_to = ?, correction_state = ?, correction_at = ? where seq = ?',
    to,
    state,
    at,
    seq,
  );
}

/**
 * Brings the outbox in line with what a person has decided: the correction that now stands is waiting in it, any other is not. One that has
 * been sent, answered or not, counts as told, since it may have arrived: the opposite is then sent behind it.
 */
export async function alignCorrection(
  tx: Tx,
  comment: CommentRow,
  when: { now: number; correctionAt: number; correctionGiveUpAt: number },
): Promise<void> {
  const waiting = await tx.all<{ id: number; direction: Direction; attempts: number }>(
    `select id, direction, attempts from outbox where comment_seq = ? and kind = 'correction' and revision = ?`,
    comment.seq,
    comment.revision,
  );
  let told = comment.told;
  const standing = correctionFor(comment.status, told);
  for (const row of waiting) {
    if (row.direction === standing) continue;
    if (row.attempts > 0) {
      told = row.direction;
      await tx.run('update comments set told = ? where seq = ?', told, comment.seq);
    }
    await tx.run('delete from outbox where id = ?', row.id);
    await tx.run(
      'update comments set correction_to = null, correction_state = null, correction_at = null where seq = ?',
      comment.seq,
    );
  }
  const wanted = correctionFor(comment.status, told);
  if (wanted === null || waiting.some((row) => row.direction === wanted)) return;
  await orderCorrection(tx, comment, wanted, when);
}

async function orderCorrection(
  tx: Tx,
  comment: CommentRow,
  to: Direction,
  when: { now: number; correctionAt: number; correctionGiveUpAt: number },
): Promise<void> {
  await countDaily(tx, comment.siteId, when.now, `overruled:${to}`);
  const secrets = await tx.get<{ sent: Uint8Array | null }>(
    'select sent from comment_secrets where comment_seq = ?',
    comment.seq,
  );
  if (secrets?.sent == null) {
    await setCorrectionState(tx, comment.seq, to, 'failed', when.now);
    const note = `${to} failed: what the checker was sent is no longer kept`;
    await writeAudit(tx, { comment, at: when.now, actor: comment.verdictBy, action: 'correction', note });
    return;
  }
  await tx.run(
    `insert into outbox (kind, site_id, comment_seq, comment_id, author_id, revision, direction, said, fields, run_at, give_up_at, created_at)
     values ('correction', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    comment.siteId,
    comment.seq,
    comment.id,
    comment.authorId,
    comment.revision,
    to,
    comment.verdictOutcome === 'unchecked' ? null : comment.verdictOutcome,
    secrets.sent,
    when.correctionAt,
    when.correctionGiveUpAt,
    when.now,
  );
  await setCorrectionState(tx, comment.seq, to, 'waiting', when.now);
}

/** Puts up to `limit` comments without a verdict and without a job before the checker; gives how many. */
export async function orderMissingChecks(
  tx: Tx,
  it: { now: number; afterSeq: number; limit: number; giveUpAt: number },
): Promise<{ ordered: number; lastSeq: number | null }> {
  const rows = await tx.all<{ seq: number; id: string; siteId: number; authorId: number | null; revision: number }>(
    `select c.seq, c.id, c.site_id as siteId, c.author_id as authorId, c.revision from comments c
     where c.verdict_outcome = 'unchecked' and c.placeholder = 0 and c.seq > ?
       and not exists (select 1 from outbox o where o.comment_seq = c.seq and o.kind = 'check')
     order by c.seq limit ?`,
    it.afterSeq,
    it.limit,
  );
  for (const row of rows) {
    await orderCheck(
      tx,
      { lease: null, runAt: it.now, giveUpAt: it.giveUpAt, reason: 'recheck' },
      { ...row, now: it.now },
    );
  }
  return { ordered: rows.length, lastSeq: rows.at(-1)?.seq ?? null };
}
