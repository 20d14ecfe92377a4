import type { RecheckReason } from '../../domain/spam-checker.js';
import type { Sql } from '../sql.js';

/** How the words of a comment are put before the checker. */
export interface CheckOrder {
  /** The lease under which the asking process works on it from the start; null leaves it to whoever claims it. */
  readonly lease: string | null;
  /** When it is due, or when the lease ends. */
  readonly runAt: number;
  readonly giveUpAt: number;
  readonly reason: RecheckReason | null;
}

/** Puts a comment's words before the checker. */
export async function orderCheck(
  sql: Sql,
  order: CheckOrder,
  of: { siteId: number; seq: number; id: string; authorId: number | null; revision: number; now: number },
): Promise<number> {
  const row = await sql.get<{ id: number }>(
    `insert into outbox (kind, site_id, comment_seq, comment_id, author_id, revision, direction, reason, run_at, lease, attempts,
       give_up_at, created_at)
     values ('check', ?, ?, ?, ?, ?, '', ?, ?, ?, ?, ?, ?) returning id`,
    of.siteId,
    of.seq,
    of.id,
    of.authorId,
    of.revision,
    order.reason,
    order.runAt,
    order.lease,
    order.lease === null ? 0 : 1,
    order.giveUpAt,
    of.now,
  );
  return (row as { id: number }).id;
}
