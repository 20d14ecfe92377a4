import type { Status } from '../../domain/comment.js';
import type { Sql } from '../sql.js';

/** What is written down: who did what to which comment. */
export interface AuditEntry {
  /** The comment, or null for what concerns a whole site or person. */
  readonly comment: { readonly id: string; readonly siteId: number } | null;
  readonly siteId?: number | null;
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly from?: Status | null;
  readonly to?: Status | 'deleted' | null;
  /** Free words; never an address. */
  readonly note?: string | null;
}

export async function writeAudit(sql: Sql, it: AuditEntry): Promise<void> {
  sql.tell(
    'insert into audit (site_id, comment_id, at, actor, action, from_status, to_status, note) values (?, ?, ?, ?, ?, ?, ?, ?)',
    it.comment?.siteId ?? it.siteId ?? null,
    it.comment?.id ?? null,
    it.at,
    it.actor,
    it.action,
    it.from ?? null,
    it.to ?? null,
    it.note ?? null,
  );
}

/** An audit entry as it is read. */
export interface AuditRow {
  /** The site's name in URLs; null for what concerns the whole service. */
  readonly site: string | null;
  readonly id: number;
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly comment: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly note: string | null;
}

const COLUMNS = `id, (select slug from sites s where s.id = audit.site_id) as site, at, actor, action,
  comment_id as comment, from_status as "from", to_status as "to", note`;

/** A site's audit, newest first, one more than `limit` where there are more. */
export function auditOfSite(
  sql: Sql,
  it: { siteId: number; before: number | null; limit: number },
): Promise<AuditRow[]> {
  return sql.all<AuditRow>(
    `select ${COLUMNS} from audit where site_id = ? and id < ? order by id desc limit ?`,
    it.siteId,
    it.before ?? Number.MAX_SAFE_INTEGER,
    it.limit + 1,
  );
}

/** The audit of several sites, newest first, one more than `limit` where there are more: each site's beginning, put together. */
export async function auditOfSites(
  sql: Sql,
  { siteIds, ...page }: { siteIds: readonly number[]; before: number | null; limit: number },
): Promise<AuditRow[]> {
  const beginnings = await Promise.all(siteIds.map((siteId) => auditOfSite(sql, { siteId, ...page })));
  return beginnings
    .flat()
    .sort((a, b) => b.id - a.id)
    .slice(0, page.limit + 1);
}

/** The history of comments, one comment's behind another's, each oldest first. */
export function historiesOf(sql: Sql, commentIds: readonly string[]): Promise<AuditRow[]> {
  return sql.all<AuditRow>(
    `select ${COLUMNS} from audit where ${sql.among('comment_id')} order by comment_id, id`,
    commentIds,
  );
}
