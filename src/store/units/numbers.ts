import type { Status } from '../../domain/comment.js';
import type { Sql } from '../sql.js';

/** What the metrics say of the whole service. */
export interface Backlog {
  readonly checks: number;
  readonly oldestCheckAt: number | null;
  readonly corrections: number;
  readonly oldestCorrectionAt: number | null;
}

export async function backlog(sql: Sql): Promise<Backlog> {
  const rows = await sql.all<{ kind: string; n: number; oldest: number }>(
    'select kind, count(*) as n, min(created_at) as oldest from outbox group by kind',
  );
  const of = (kind: string) => rows.find((row) => row.kind === kind);
  return {
    checks: of('check')?.n ?? 0,
    oldestCheckAt: of('check')?.oldest ?? null,
    corrections: of('correction')?.n ?? 0,
    oldestCorrectionAt: of('correction')?.oldest ?? null,
  };
}

/** Comments a site and status. */
export function countsBySite(sql: Sql): Promise<{ site: string; status: Status; n: number }[]> {
  return sql.all('select s.slug as site, n.status, n.n from status_counts n join sites s on s.id = n.site_id');
}

/** All verdicts ever given, a site and outcome. */
export function verdictCounts(sql: Sql): Promise<{ site: string; outcome: string; n: number }[]> {
  return sql.all(
    `select s.slug as site, substr(d.name, 9) as outcome, sum(d.n) as n from daily d join sites s on s.id = d.site_id
     where substr(d.name, 1, 8) = 'verdict:' group by s.slug, d.name`,
  );
}
