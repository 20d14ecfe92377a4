import { firstSeqAt, pathSegment, type Status } from '../../domain/comment.js';
import { lookOf } from '../../domain/look-of-name.js';
import type { Outcome, VerdictBy } from '../../domain/verdict.js';
import type { Sql, Tx } from '../sql.js';
import { countApproved } from './authors.js';
import { countStatus, type RemovedBy } from './placing.js';

/** Where a comment stands among others: `threadSeq` is null for a thread of its own. */
export interface Place {
  readonly parentSeq: number | null;
  readonly threadSeq: number | null;
  readonly path: string;
  readonly depth: number;
}

export const AT_THE_TOP: Place = { parentSeq: null, threadSeq: null, path: '', depth: 0 };

/** What finding a place below a comment needs to know of it. */
export interface Parent {
  readonly seq: number;
  readonly threadSeq: number;
  readonly path: string;
  readonly depth: number;
}

/** The next free place below a comment. */
export async function placeBelow(sql: Sql, parent: Parent): Promise<Place> {
  const top = await sql.get<{ n: number }>(
    'update comments set answers_made = answers_made + 1 where seq = ? returning answers_made as n',
    parent.threadSeq,
  );
  const path = parent.path + pathSegment((top as { n: number }).n);
  return { parentSeq: parent.seq, threadSeq: parent.threadSeq, path, depth: parent.depth + 1 };
}

/** A comment with all that is stored of it from the start, wherever it comes from. Times are milliseconds since 1970. */
export interface CommentToAdd extends Place {
  readonly id: string;
  readonly siteId: number;
  readonly articleId: number;
  readonly authorId: number | null;
  /** Null for an author without an email. */
  readonly proofId: number | null;
  readonly status: Status;
  readonly statusAt: number;
  /** 1: nothing is kept of it but that answers hang on it. */
  readonly placeholder: 0 | 1;
  /** Who took it away; null where its content is kept. */
  readonly removedBy: RemovedBy | null;
  readonly authorName: string;
  readonly authorUrl: string | null;
  readonly avatar: string;
  readonly body: string;
  readonly html: string;
  readonly notify: 0 | 1;
  readonly editableUntil: number;
  readonly createdAt: number;
  readonly editedAt: number | null;
  readonly decidedAt: number | null;
  readonly verdictBy: VerdictBy;
  readonly verdictOutcome: Outcome;
  readonly verdictAt: number | null;
  readonly signals: string | null;
  readonly suspicion: number;
  readonly reasons: string | null;
  readonly email: Uint8Array | null;
  readonly client: Uint8Array | null;
  /** What its sender said of the article. */
  readonly articleUrl: string | null;
  readonly articleTitle: string | null;
}

/** Puts a comment into every table that knows it, at a position that is free, seen by nobody yet. */
export async function addComment(tx: Tx, seq: number, it: CommentToAdd): Promise<void> {
  insertRow(tx, seq, it);
  if (it.placeholder === 1) return;
  const { siteId, articleId, authorId, status, body, authorName: name, authorUrl: url } = it;
  tx.tell('insert into comment_secrets (comment_seq, email, client) values (?, ?, ?)', seq, it.email, it.client);
  await countStatus(tx, siteId, status, 1);
  await countApproved(tx, authorId, status === 'approved' ? 1 : 0);
  tx.tell('update articles set active = ? where id = ? and active < ?', seq, articleId, seq);
  await tx.search.put({ seq, siteId, articleId, authorId, status, hasEdit: false, body, name, url });
}

/**
 * The first position of a millisecond that is free; a full millisecond spills into the next. One that a removed comment had, whose request is still
 * remembered, is not free.
 */
export async function freeSeq(sql: Sql, createdAt: number): Promise<number> {
  for (let at = createdAt; ; at++) {
    const first = firstSeqAt(at);
    const beyond = firstSeqAt(at + 1);
    const row = await sql.get<{ last: number | null }>(
      `select max(last) as last from (
         select max(seq) as last from comments where seq >= ? and seq < ?
         union all select max(comment_seq) from requests where comment_seq >= ? and comment_seq < ?) as taken`,
      first,
      beyond,
      first,
      beyond,
    );
    const next = row?.last == null ? first : row.last + 1;
    if (next < beyond) return next;
  }
}

function insertRow(sql: Sql, seq: number, it: CommentToAdd): void {
  sql.tell(
    `insert into comments (seq, id, site_id, article_id, author_id, parent_seq, thread_seq, path, depth, status, status_at, placeholder, removed_by,
       author_name, author_url, avatar, body, html, notify, editable_until, created_at, edited_at, decided_at, verdict_by, verdict_outcome,
       verdict_at, signals, suspicion, reasons, article_url, article_title, proof_id, author_look)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    seq,
    it.id,
    it.siteId,
    it.articleId,
    it.authorId,
    it.parentSeq,
    it.threadSeq ?? seq,
    it.path,
    it.depth,
    it.status,
    it.statusAt,
    it.placeholder,
    it.removedBy,
    it.authorName,
    it.authorUrl,
    it.avatar,
    it.body,
    it.html,
    it.notify,
    it.editableUntil,
    it.createdAt,
    it.editedAt,
    it.decidedAt,
    it.verdictBy,
    it.verdictOutcome,
    it.verdictAt,
    it.signals,
    it.suspicion,
    it.reasons,
    it.articleUrl,
    it.articleTitle,
    it.proofId,
    lookOf(it.authorName),
  );
}
