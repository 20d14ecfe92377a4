import type { Status } from '../domain/comment.js';
import type { Told } from '../domain/decision.js';
import { AfterwordError } from '../domain/errors.js';
import type { Outcome, VerdictBy } from '../domain/verdict.js';
import type { SearchEntry, Sql } from './sql.js';

/** A comment with all that deciding on it needs; nothing secret is in it. Times are milliseconds since 1970. */
export interface CommentRow {
  readonly seq: number;
  readonly id: string;
  readonly siteId: number;
  readonly articleId: number;
  readonly authorId: number | null;
  readonly proofId: number | null;
  readonly parentSeq: number | null;
  readonly threadSeq: number;
  readonly path: string;
  readonly depth: number;
  readonly status: Status;
  readonly placeholder: 0 | 1;
  readonly visible: 0 | 1;
  readonly replies: number;
  readonly authorName: string;
  readonly authorUrl: string | null;
  readonly avatar: string;
  readonly body: string;
  readonly html: string;
  readonly revision: number;
  readonly editableUntil: number;
  readonly createdAt: number;
  readonly editedAt: number | null;
  readonly decidedAt: number | null;
  /** An author's edit that waits beside the words that have passed; null where none does. */
  readonly proposedBody: string | null;
  readonly proposedHtml: string | null;
  readonly proposedAt: number | null;
  readonly verdictBy: VerdictBy;
  readonly verdictOutcome: Outcome;
  readonly told: Told | null;
}

const COLUMNS = `seq, id, site_id as "siteId", article_id as "articleId", author_id as "authorId", proof_id as "proofId", parent_seq as "parentSeq",
  thread_seq as "threadSeq", path, depth, status, placeholder, visible, replies, author_name as "authorName", author_url as "authorUrl",
  avatar, body, html, revision, editable_until as "editableUntil", created_at as "createdAt", edited_at as "editedAt",
  decided_at as "decidedAt", proposed_body as "proposedBody", proposed_html as "proposedHtml", proposed_at as "proposedAt", verdict_by as "verdictBy", verdict_outcome as "verdictOutcome", told`;

export function commentBySeq(sql: Sql, seq: number): Promise<CommentRow | undefined> {
  return sql.get<CommentRow>(`select ${COLUMNS} from comments where seq = ?`, seq);
}

/** A comment of a site by its public id; one that was blanked counts as gone. */
export function commentById(sql: Sql, siteId: number, id: string): Promise<CommentRow | undefined> {
  return sql.get<CommentRow>(
    `select ${COLUMNS} from comments where id = ? and site_id = ? and placeholder = 0`,
    id,
    siteId,
  );
}

export function commentsOfAuthor(sql: Sql, authorId: number): Promise<CommentRow[]> {
  return sql.all<CommentRow>(`select ${COLUMNS} from comments where author_id = ? order by seq`, authorId);
}

/** What came to spam or trash before a time, what has been there longest first. */
export function rubbishOfBefore(sql: Sql, before: number, limit: number): Promise<CommentRow[]> {
  return sql.all<CommentRow>(
    `select ${COLUMNS} from comments where status in ('spam', 'trash') and placeholder = 0 and status_at < ? order by status_at limit ?`,
    before,
    limit,
  );
}

/** The newest comments of a site, newest first. */
export function newestOfSite(sql: Sql, siteId: number, limit: number): Promise<CommentRow[]> {
  return sql.all<CommentRow>(
    `select ${COLUMNS} from comments where site_id = ? and placeholder = 0 order by seq desc limit ?`,
    siteId,
    limit,
  );
}

/** Throws `not-found` for a comment that is not there. */
export function found<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new AfterwordError('not-found', 'There is no such comment.');
  return row;
}

/** A comment as the search index knows it, with the words of an edit that waits. */
export function searchEntry(row: CommentRow, status: Status = row.status): SearchEntry {
  return {
    seq: row.seq,
    siteId: row.siteId,
    articleId: row.articleId,
    authorId: row.authorId,
    status,
    hasEdit: status === 'approved' && row.proposedAt !== null,
    body: row.proposedBody === null ? row.body : `${row.body}\n${row.proposedBody}`,
    name: row.authorName,
    url: row.authorUrl,
  };
}

/** Rows by what they have in common, in the order in which they come. */
export function groupedBy<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}
