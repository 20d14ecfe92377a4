import type { RecheckReason } from '../../domain/spam-checker.js';
import type { CheckedOutcome, Direction } from '../../domain/verdict.js';
import type { Sql, Tx } from '../sql.js';
import type { LeasedJob } from './leases.js';

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
    `select id, kind from outbox where run_at <= ? order by run_at, id limit ? ${tx.untaken}`,
    it.now,
    it.limit,
  );
  const due = rows.map(({ id }) => id);
  if (due.length === 0) return [];
  tx.tell(
    `update outbox set lease = ?, run_at = ?, attempts = attempts + 1 where ${tx.among('id')}`,
    it.lease,
    it.leaseUntil,
    due,
  );
  const ofKind = (kind: Job['kind']) => rows.filter((row) => row.kind === kind).map(({ id }) => id);
  const jobs = [...(await checkJobs(tx, ofKind('check'))), ...(await correctionJobs(tx, ofKind('correction')))];
  const byId = new Map(jobs.map((job) => [job.jobId, job]));
  return due.flatMap((id) => byId.get(id) ?? []);
}

const JOB_COLUMNS = `o.id as "jobId", o.kind, o.site_id as "siteId", o.comment_id as "commentId", o.lease, o.attempts,
  o.give_up_at as "giveUpAt", o.created_at as "createdAt"`;

function checkJobs(sql: Sql, ids: readonly number[]): Promise<CheckJob[]> {
  return sql.all<CheckJob>(
    `select ${JOB_COLUMNS}, o.reason, o.provisional_until as "provisionalUntil", s.url as "siteUrl", coalesce(c.article_url, a.url, s.url) as "articleUrl", p.id as "parentId",
       c.author_name as "authorName", c.author_url as "authorUrl", coalesce(c.proposed_body, c.body) as body, c.created_at as "commentCreatedAt", h.email, h.client
     from outbox o join comments c on c.seq = o.comment_seq join sites s on s.id = o.site_id join articles a on a.id = c.article_id
       join comment_secrets h on h.comment_seq = o.comment_seq left join comments p on p.seq = c.parent_seq
     where ${sql.among('o.id')}`,
    ids,
  );
}

function correctionJobs(sql: Sql, ids: readonly number[]): Promise<CorrectionJob[]> {
  return sql.all<CorrectionJob>(
    `select ${JOB_COLUMNS}, o.direction, o.said, o.fields from outbox o where ${sql.among('o.id')}`,
    ids,
  );
}

/** When the next job is due; null when there is none. */
export async function nextDue(sql: Sql): Promise<number | null> {
  const row = await sql.get<{ at: number | null }>('select min(run_at) as at from outbox');
  return row?.at ?? null;
}

/**
 * Makes every job due that waits for another try, the oldest comment first, since the checker answers again. A provisional verdict is waited for.
 * @returns how many
 */
export function makeRetriesDue(tx: Tx, it: { now: number }): Promise<number> {
  return tx.run(
    `update outbox set run_at = case when created_at < ? then created_at else ? end
     where lease is null and attempts > 0 and provisional_until is null and run_at > ?`,
    it.now,
    it.now,
    it.now,
  );
}

/**
 * Makes every job due that waits or is held beyond the horizon, further ahead than any schedule puts one: the clock has jumped back.
 * @returns how many
 */
export function freeStrandedJobs(tx: Tx, it: { now: number; horizon: number }): Promise<number> {
  return tx.run('update outbox set run_at = ?, lease = null where run_at > ?', it.now, it.horizon);
}

/** Gives jobs back unasked, without counting the attempt: the process stops, or the checker admits no call. */
export async function returnJobs(tx: Tx, it: { jobs: readonly LeasedJob[]; runAt: number }): Promise<void> {
  for (const { jobId, lease } of it.jobs) {
    tx.tell(
      'update outbox set lease = null, run_at = ?, attempts = attempts - 1 where id = ? and lease = ?',
      it.runAt,
      jobId,
      lease,
    );
  }
}
