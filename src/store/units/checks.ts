import { firstSeqAt, type Status } from '../../domain/comment.js';
import type { Told } from '../../domain/decision.js';
import type { Policy } from '../../domain/policy.js';
import { editPasses, statusByPolicy } from '../../domain/policy.js';
import { type Direction, directionOf, type Outcome, type VerdictBy } from '../../domain/verdict.js';
import { type CommentRow, commentBySeq, found } from '../rows.js';
import type { Sql, Tx } from '../sql.js';
import { writeAudit } from './audit.js';
import { orderCheck } from './check-orders.js';
import { alignCorrection, type CorrectionTimes } from './corrections.js';
import {
  commentOfJob,
  endJob,
  type FailedTry,
  jobsBeyondProvision,
  type LeasedJob,
  leasedJob,
  type OpenJob,
  retryOrEnd,
} from './leases.js';
import type { StoredOpinion } from './lessons.js';
import { nameLikeAnothers } from './looks.js';
import { countDaily, moveComment, removeComment } from './placing.js';
import { takeProposed } from './proposals.js';

export interface CheckVerdict extends LeasedJob, CorrectionTimes {
  readonly by: Exclude<VerdictBy, 'none'>;
  /** `unchecked` when the checker has looked and does not know. */
  readonly outcome: Outcome;
  /** Set on a provisional `ham`: ask again after so many milliseconds. */
  readonly recheckAfterMs: number | null;
  readonly guid: string | null;
  /** The fields that went over the wire, encrypted; null from a checker that is told nothing. */
  readonly sent: Uint8Array | null;
  /** What the classifier thinks of the comment now; null leaves what it thought before. */
  readonly opinion: StoredOpinion | null;
  /** A `discard` verdict is counted and not kept. */
  readonly dropDiscarded: boolean;
}

/** What a checker says that asks nobody: it is stored with the words that it is about. */
export interface GivenVerdict {
  readonly by: Exclude<VerdictBy, 'none'>;
  readonly outcome: Outcome;
}

/** Gives a comment its verdict, and puts it where the site's policy says. @returns whether it is published then */
export async function giveVerdict(tx: Tx, seq: number, { by, outcome }: GivenVerdict, now: number): Promise<boolean> {
  tx.tell(
    'update comments set verdict_by = ?, verdict_outcome = ?, verdict_at = ?, verdict_attempts = 1 where seq = ?',
    by,
    outcome,
    now,
    seq,
  );
  const [row, facts] = await Promise.all([commentBySeq(tx, seq), policyFacts(tx, seq)]);
  const comment = found(row);
  await countVerdict(tx, comment.siteId, now, outcome);
  return comment.decidedAt === null && (await followFacts(tx, comment, facts, false, now)) === 'approved';
}

/**
 * Ends a check: verdict, status by the site's policy, history and the end of the job together. Does nothing when the lease is no longer ours.
 * A comment on which a person has decided keeps its status; where that person disagrees with the verdict, the correction is ordered here.
 */
export async function settleCheck(tx: Tx, it: CheckVerdict): Promise<boolean> {
  const job = await leasedJob(tx, it);
  const comment = job && (await commentOfJob(tx, job));
  if (job === undefined || comment === undefined) return false;
  const provisional = it.recheckAfterMs !== null && job.provisionalUntil === null;
  if (!provisional) await countVerdict(tx, comment.siteId, it.now, it.outcome);
  if (it.outcome === 'discard' && it.dropDiscarded && comment.decidedAt === null && comment.proposedAt === null) {
    await removeComment(tx, comment, 'erased', 'moderator');
    return true;
  }
  const judged = await keepVerdict(tx, it, comment, job.attempts);
  if (provisional) await askAgain(tx, it, it.recheckAfterMs as number);
  else await endJob(tx, job);
  if (comment.decidedAt === null) await followPolicy(tx, judged, provisional, it.now);
  else await alignCorrection(tx, judged, it);
  return true;
}

function countVerdict(sql: Sql, siteId: number, now: number, outcome: Outcome): Promise<void> {
  return countDaily(sql, siteId, now, `verdict:${outcome === 'unchecked' ? 'unsure' : outcome}`);
}

/** An answer that repeats the one before says nothing new: what the checker has been told since then still stands. */
async function keepVerdict(sql: Sql, it: CheckVerdict, comment: CommentRow, attempts: number): Promise<CommentRow> {
  const said = directionOf(it.outcome);
  const told = toldBy(it, comment, said);
  sql.tell(
    `update comments set verdict_by = ?, verdict_outcome = ?, verdict_at = ?, verdict_attempts = ?, verdict_error = null,
       verdict_guid = ?, told = ?, suspicion = coalesce(?, suspicion), reasons = coalesce(?, reasons) where seq = ?`,
    it.by,
    it.outcome,
    it.now,
    attempts,
    it.guid,
    told,
    it.opinion?.score ?? null,
    it.opinion?.reasons ?? null,
    comment.seq,
  );
  sql.tell('update comment_secrets set sent = ? where comment_seq = ?', it.sent, comment.seq);
  return { ...comment, told, verdictBy: it.by, verdictOutcome: it.outcome };
}

/** What is told to a checker that learns by itself needs no memory. */
function toldBy(it: CheckVerdict, comment: CommentRow, said: Direction | null): Told | null {
  if (it.by === 'local') return null;
  return said === directionOf(comment.verdictOutcome) ? comment.told : said;
}

/** A provisional ham is asked about once more after N ms; without an answer after 2 N it counts. */
async function askAgain(sql: Sql, it: CheckVerdict, afterMs: number): Promise<void> {
  sql.tell(
    `update outbox set lease = null, run_at = ?, provisional_until = ?, reason = 'recheck' where id = ?`,
    it.now + afterMs,
    it.now + 2 * afterMs,
    it.jobId,
  );
}

/** What the policy of a comment's site goes by: `known` says whether its author has been published before. */
interface PolicyFacts {
  readonly policy: Policy;
  readonly known: 0 | 1;
}

function policyFacts(sql: Sql, seq: number): Promise<PolicyFacts | undefined> {
  return sql.get<PolicyFacts>(
    `select s.policy, case when exists (select 1 from comments o where o.proof_id = c.proof_id and o.status = 'approved') then 1 else 0 end as known
     from comments c join sites s on s.id = c.site_id where c.seq = ?`,
    seq,
  );
}

/** @returns where the comment is then */
async function followPolicy(tx: Tx, comment: CommentRow, provisional: boolean, now: number): Promise<Status> {
  return followFacts(tx, comment, await policyFacts(tx, comment.seq), provisional, now);
}

async function followFacts(
  tx: Tx,
  comment: CommentRow,
  facts: PolicyFacts | undefined,
  provisional: boolean,
  now: number,
): Promise<Status> {
  if (facts === undefined) return comment.status;
  if (comment.status === 'approved' && comment.proposedAt !== null) {
    return followWithEdit(tx, comment, facts.policy, provisional, now);
  }
  const wanted = statusByPolicy({
    outcome: comment.verdictOutcome,
    provisional,
    policy: facts.policy,
    authorKnown: facts.known === 1,
  });
  const objection = wanted === 'approved' ? await objectionTo(tx, comment) : null;
  const to = objection === null ? wanted : 'pending';
  // A checker that does not know changes nothing: its reasons stand with the comment.
  if (comment.verdictOutcome === 'unchecked' && to === comment.status) return to;
  const note = `verdict ${comment.verdictOutcome}${provisional ? ' (provisional)' : ''}, policy ${facts.policy}${objection === null ? '' : `, but ${objection}`}`;
  await writeAudit(tx, { comment, at: now, actor: 'policy', action: 'verdict', from: comment.status, to, note });
  await moveComment(tx, to === 'approved' ? await takeProposed(tx, comment) : comment, to, now);
  return to;
}

/** Why a comment is held that would be published; it names nobody, as it stays in the history. Null where nothing speaks against it. */
async function objectionTo(sql: Sql, comment: CommentRow): Promise<string | null> {
  const [repeats, isLikeAnother] = await Promise.all([repeatsSomebody(sql, comment), nameLikeAnothers(sql, comment)]);
  if (repeats) return 'somebody else sent the same words just before';
  return isLikeAnother ? 'the name can be taken for an earlier author’s' : null;
}

/** An edit of what is published: it replaces the published words where the policy leaves that to the checker, and waits for a person elsewhere. */
async function followWithEdit(
  tx: Tx,
  comment: CommentRow,
  policy: Policy,
  provisional: boolean,
  now: number,
): Promise<Status> {
  const { status: from, verdictOutcome: outcome } = comment;
  if (outcome === 'unchecked') return from;
  const passes = editPasses({ outcome, provisional, policy });
  const note = `edit ${passes ? 'published' : 'held'}: verdict ${outcome}${provisional ? ' (provisional)' : ''}, policy ${policy}`;
  await writeAudit(tx, { comment, at: now, actor: 'policy', action: 'verdict', from, to: from, note });
  if (passes) await takeProposed(tx, comment);
  return from;
}

/** How long before a comment the same words in the same place make it an echo. */
const ECHO_MS = 60_000;

/** Whether somebody else has sent the same words to the same place just before. Whose email a comment names makes no difference. */
async function repeatsSomebody(sql: Sql, comment: CommentRow): Promise<boolean> {
  const row = await sql.get(
    `select 1 as yes from comments o join comments c on c.seq = ?
     where o.article_id = c.article_id and o.status in ('pending', 'approved', 'spam', 'trash') and o.placeholder = 0 and o.seq >= ? and o.seq < c.seq
       and o.parent_seq is not distinct from c.parent_seq and o.body = c.body
       and (c.proof_id is null or o.proof_id is distinct from c.proof_id) limit 1`,
    comment.seq,
    firstSeqAt(Math.max(0, comment.createdAt - ECHO_MS)),
  );
  return row !== undefined;
}

/**
 * Keeps why a check brought no verdict and when it is asked again; the comment stays `unchecked` and held. A provisional ham whose time is
 * over is treated as ham.
 */
export async function failCheck(tx: Tx, it: FailedTry): Promise<boolean> {
  const job = await leasedJob(tx, it);
  const comment = job && (await commentOfJob(tx, job));
  if (job === undefined || comment === undefined) return false;
  tx.tell(
    'update comments set verdict_attempts = ?, verdict_error = ? where seq = ?',
    job.attempts,
    it.message,
    comment.seq,
  );
  const until = job.provisionalUntil;
  if (until === null) await retryOrEnd(tx, job, it.message, it.retryAt);
  else if (it.retryAt === null || it.now >= until) await acceptProvisional(tx, job, comment, it.now);
  else await retryOrEnd(tx, job, it.message, Math.min(it.retryAt, until));
  return true;
}

/** Lets provisional hams count that nobody could be asked about again in their time. */
export async function acceptOverdueProvisional(tx: Tx, it: { now: number }): Promise<void> {
  for (const job of await jobsBeyondProvision(tx, it.now)) {
    const comment = await commentOfJob(tx, job);
    if (comment !== undefined) await acceptProvisional(tx, job, comment, it.now);
  }
}

async function acceptProvisional(tx: Tx, job: OpenJob, comment: CommentRow, now: number): Promise<void> {
  await endJob(tx, job);
  await countVerdict(tx, comment.siteId, now, comment.verdictOutcome);
  if (comment.decidedAt === null) await followPolicy(tx, comment, false, now);
}

/**
 * Looks through `limit` comments behind a position for those that wait in the queue, or whose edits do, without a verdict and without a job, and puts them before the
 * checker.
 * @returns how many, and the last position that was looked at; null when there was none left
 */
export async function orderMissingChecks(
  tx: Tx,
  it: { now: number; afterSeq: number; limit: number; giveUpAt: number },
): Promise<{ ordered: number; lastSeq: number | null }> {
  const last = await tx.get<{ seq: number | null }>(
    'select max(seq) as seq from (select seq from comments where seq > ? order by seq limit ?) as looked_at',
    it.afterSeq,
    it.limit,
  );
  if (last?.seq == null) return { ordered: 0, lastSeq: null };
  const rows = await tx.all<{ seq: number; id: string; siteId: number; authorId: number | null; revision: number }>(
    `select c.seq, c.id, c.site_id as "siteId", c.author_id as "authorId", c.revision from comments c
     where c.seq > ? and c.seq <= ? and (c.status = 'pending' or c.proposed_at is not null) and c.verdict_outcome = 'unchecked' and c.placeholder = 0
       and not exists (select 1 from outbox o where o.comment_seq = c.seq and o.kind = 'check')
     order by c.seq`,
    it.afterSeq,
    last.seq,
  );
  const order = { lease: null, runAt: it.now, giveUpAt: it.giveUpAt, reason: 'recheck' } as const;
  for (const row of rows) await orderCheck(tx, order, { ...row, now: it.now });
  return { ordered: rows.length, lastSeq: last.seq };
}
