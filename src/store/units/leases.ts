import type { Direction } from '../../domain/verdict.js';
import { type CommentRow, commentBySeq } from '../rows.js';
import type { Sql } from '../sql.js';

/** A job that somebody works on, named by whoever holds it. */
export interface LeasedJob {
  readonly jobId: number;
  readonly lease: string;
}

/** What ending a job needs to know of it. */
export interface OpenJob {
  readonly jobId: number;
  /** Null for a correction whose comment is gone. */
  readonly commentSeq: number | null;
  readonly authorId: number | null;
  readonly revision: number;
  /** Of a correction; empty for a check. */
  readonly direction: Direction | '';
  readonly attempts: number;
  readonly provisionalUntil: number | null;
  readonly giveUpAt: number;
}

/** How a try of a job failed. Times are milliseconds since 1970. */
export interface FailedTry extends LeasedJob {
  readonly now: number;
  /** For the operator; no personal data. */
  readonly message: string;
  /** When to try again; null when this failure is final. */
  readonly retryAt: number | null;
}

const COLUMNS = `id as "jobId", comment_seq as "commentSeq", author_id as "authorId", revision, direction, attempts,
  provisional_until as "provisionalUntil", give_up_at as "giveUpAt"`;

/** A job, as long as its lease is the one that the caller holds. */
export function leasedJob(sql: Sql, { jobId, lease }: LeasedJob): Promise<OpenJob | undefined> {
  return sql.get<OpenJob>(`select ${COLUMNS} from outbox where id = ? and lease = ?`, jobId, lease);
}

/** The comment that a job is about; undefined when it is gone. */
export async function commentOfJob(sql: Sql, { commentSeq }: OpenJob): Promise<CommentRow | undefined> {
  return commentSeq === null ? undefined : commentBySeq(sql, commentSeq);
}

/** Jobs that nobody holds and whose provisional verdict has waited for its time. */
export function jobsBeyondProvision(sql: Sql, now: number): Promise<OpenJob[]> {
  return sql.all<OpenJob>(
    `select ${COLUMNS} from outbox where provisional_until <= ? and (lease is null or run_at <= ?) order by provisional_until`,
    now,
    now,
  );
}

/** Corrections that repeat what was written before a time. */
export function correctionsOfBefore(sql: Sql, writtenBefore: number): Promise<OpenJob[]> {
  return sql.all<OpenJob>(`select ${COLUMNS} from outbox where kind = 'correction' and fields_at < ?`, writtenBefore);
}

export async function endJob(sql: Sql, { jobId }: Pick<OpenJob, 'jobId'>): Promise<void> {
  sql.tell('delete from outbox where id = ?', jobId);
}

/** Puts a job off until its next try, or ends it when there is none or it would come too late. @returns whether there is a next try */
export async function retryOrEnd(sql: Sql, job: OpenJob, message: string, retryAt: number | null): Promise<boolean> {
  if (retryAt === null || retryAt > job.giveUpAt) {
    await endJob(sql, job);
    return false;
  }
  sql.tell(
    `update outbox set lease = null, run_at = ?, last_error = ?, reason = coalesce(reason, 'retry') where id = ?`,
    retryAt,
    message,
    job.jobId,
  );
  return true;
}
