import type { Status } from '../../domain/comment.js';
import type { Sql } from '../sql.js';

type StatusCounts = Readonly<Record<Status, number>>;

const EDITS = `comments where site_id = ? and status = 'approved' and proposed_at is not null`;

export async function statusCounts(sql: Sql, siteId: number): Promise<StatusCounts> {
  const counts = { pending: 0, approved: 0, spam: 0, trash: 0 };
  const rows = await sql.all<{ status: Status; n: number }>(
    'select status, n from status_counts where site_id = ?',
    siteId,
  );
  for (const row of rows) counts[row.status] = row.n;
  return counts;
}

/** How many edits of published comments wait on a site. */
export async function editsThatWait(sql: Sql, siteId: number): Promise<number> {
  const row = await sql.get<{ n: number }>(`select count(*) as n from ${EDITS}`, siteId);
  return row?.n ?? 0;
}

export interface SiteSummary {
  /** Edits of published comments are counted as pending too. */
  readonly counts: StatusCounts;
  readonly oldestPendingAt: number | null;
  /** Comments that wait for a verdict, and corrections not yet delivered. */
  readonly waiting: number;
  readonly corrections: number;
  /** Events a day, `name` being `verdict:ham`, `decision:approve`, `overruled:spam`, … */
  readonly days: readonly { readonly day: string; readonly name: string; readonly n: number }[];
}

export async function summary(sql: Sql, it: { siteId: number; sinceDay: string }): Promise<SiteSummary> {
  const oldest = await sql.get<{ at: number }>(
    `select created_at as at from comments where site_id = ? and status = 'pending' and placeholder = 0 order by seq limit 1`,
    it.siteId,
  );
  const edit = await sql.get<{ at: number | null }>(`select min(proposed_at) as at from ${EDITS}`, it.siteId);
  const waitsSince = [oldest?.at, edit?.at].filter((at) => at != null);
  const counts = await statusCounts(sql, it.siteId);
  const jobs = await sql.all<{ kind: string; n: number }>(
    'select kind, count(*) as n from outbox where site_id = ? group by kind',
    it.siteId,
  );
  const days = await sql.all<{ day: string; name: string; n: number }>(
    'select day, name, n from daily where site_id = ? and day >= ? order by day, name',
    it.siteId,
    it.sinceDay,
  );
  const of = (kind: string) => jobs.find((row) => row.kind === kind)?.n ?? 0;
  return {
    counts: { ...counts, pending: counts.pending + (await editsThatWait(sql, it.siteId)) },
    oldestPendingAt: waitsSince.length === 0 ? null : Math.min(...waitsSince),
    waiting: of('check'),
    corrections: of('correction'),
    days,
  };
}

/** The summaries of several sites as one state of the database has them. */
export function summaries(
  sql: Sql,
  { siteIds, sinceDay }: { siteIds: readonly number[]; sinceDay: string },
): Promise<SiteSummary[]> {
  return Promise.all(siteIds.map((siteId) => summary(sql, { siteId, sinceDay })));
}
