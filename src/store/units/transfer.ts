import { MAX_DEPTH, type Status } from '../../domain/comment.js';
import type { Outcome, VerdictBy } from '../../domain/verdict.js';
import { commentBySeq, found } from '../rows.js';
import type { Sql, Tx } from '../sql.js';
import { AT_THE_TOP, addComment, freeSeq, type Parent, placeBelow } from './adding.js';
import { addArticle, sayOpen } from './articles.js';
import { writeAudit } from './audit.js';
import { findOrAddAuthorId, importedProof } from './authors.js';
import { type RemovedBy, showAdded } from './placing.js';
import { propose } from './proposals.js';

/** A comment as it leaves and enters: nothing but its addresses is encrypted. Times are milliseconds since 1970. */
export interface TransferRow {
  readonly seq: number;
  readonly id: string;
  readonly site: string;
  readonly articleKey: string;
  readonly articleUrl: string;
  readonly articleTitle: string | null;
  /** What was said of whether the article takes comments, 0 or 1; null: its age decides. */
  readonly articleOpen: number | null;
  readonly parent: string | null;
  readonly status: Status;
  readonly statusAt: number;
  readonly placeholder: 0 | 1;
  readonly removedBy: RemovedBy | null;
  readonly authorName: string;
  readonly authorUrl: string | null;
  readonly avatar: string;
  readonly authorSeed: Uint8Array | null;
  readonly body: string;
  readonly html: string;
  /** An author's edit that waits; null where none does. */
  readonly proposedBody: string | null;
  readonly proposedHtml: string | null;
  readonly proposedAt: number | null;
  readonly createdAt: number;
  readonly editedAt: number | null;
  readonly decidedAt: number | null;
  readonly verdictBy: VerdictBy;
  readonly verdictOutcome: Outcome;
  readonly verdictAt: number | null;
  readonly email: Uint8Array | null;
  readonly client: Uint8Array | null;
}

/** What the blog says of the article, else what the comment's sender said. */
const ARTICLE_URL = 'coalesce(a.said_url, c.article_url, a.url, s.url)';

/** Comments in the order of time, parents before answers except where a clock jumped; a page at a time. */
export function exportPage(
  sql: Sql,
  it: { siteId: number | null; afterSeq: number; limit: number },
): Promise<TransferRow[]> {
  return sql.all<TransferRow>(
    `select c.seq, c.id, s.slug as site, a.key as "articleKey", ${ARTICLE_URL} as "articleUrl", coalesce(a.said_title, c.article_title) as "articleTitle", a.said_open as "articleOpen",
       p.id as parent, c.status, c.status_at as "statusAt", c.placeholder, c.removed_by as "removedBy", c.author_name as "authorName", c.author_url as "authorUrl", c.avatar,
       f.seed as "authorSeed", c.body, c.html, c.proposed_body as "proposedBody", c.proposed_html as "proposedHtml", c.proposed_at as "proposedAt", c.created_at as "createdAt", c.edited_at as "editedAt", c.decided_at as "decidedAt",
       c.verdict_by as "verdictBy", c.verdict_outcome as "verdictOutcome", c.verdict_at as "verdictAt", h.email, h.client
     from comments c join sites s on s.id = c.site_id join articles a on a.id = c.article_id
       left join comments p on p.seq = c.parent_seq left join proofs f on f.id = c.proof_id
       left join comment_secrets h on h.comment_seq = c.seq
     where c.seq > ? ${it.siteId === null ? '' : 'and c.site_id = ?'} order by c.seq limit ?`,
    it.afterSeq,
    ...(it.siteId === null ? [] : [it.siteId]),
    it.limit,
  );
}

/** A comment from an export, its addresses encrypted anew. */
export interface Imported extends Omit<TransferRow, 'seq' | 'site' | 'authorSeed'> {
  readonly siteId: number;
  readonly emailHash: Uint8Array | null;
  readonly seed: Uint8Array;
}

export type ImportResult = 'imported' | 'known' | 'parent-missing';

/** Stores comments of an export; those that are known already are left as they are. */
export async function importComments(
  tx: Tx,
  it: { comments: readonly Imported[]; now: number },
): Promise<ImportResult[]> {
  const results: ImportResult[] = [];
  for (const comment of it.comments) results.push(await importComment(tx, comment, it.now));
  return results;
}

async function importComment(tx: Tx, it: Imported, now: number): Promise<ImportResult> {
  if ((await tx.get('select 1 as yes from comments where id = ?', it.id)) !== undefined) return 'known';
  const parent = it.parent === null ? null : await parentOf(tx, it);
  if (parent === undefined) return 'parent-missing';
  const articleId = await articleOf(tx, it);
  const authorId = it.emailHash === null ? null : await findOrAddAuthorId(tx, it.siteId, it.emailHash, it.createdAt);
  const proofId = authorId === null ? null : (await importedProof(tx, authorId, it.seed)).id;
  const place = parent === null ? AT_THE_TOP : await placeBelow(tx, parent);
  const unknown = { notify: 0, editableUntil: 0, signals: null, suspicion: -1, reasons: null } as const;
  const seq = await freeSeq(tx, it.createdAt);
  await addComment(tx, seq, { ...it, ...place, ...unknown, articleId, authorId, proofId });
  const { proposedBody: words, proposedHtml: html, proposedAt: at } = it;
  if (words !== null && html !== null && at !== null)
    await propose(tx, found(await commentBySeq(tx, seq)), { body: words, html, now: at });
  await showAdded(tx, found(await commentBySeq(tx, seq)));
  const comment = { id: it.id, siteId: it.siteId };
  await writeAudit(tx, { comment, at: now, actor: 'operator', action: 'import', to: it.status });
  return 'imported';
}

async function articleOf(sql: Sql, it: Imported): Promise<number> {
  const known = await sql.get<{ id: number }>(
    'select id from articles where site_id = ? and key = ?',
    it.siteId,
    it.articleKey,
  );
  if (known !== undefined) return known.id;
  const id = await addArticle(sql, it.siteId, it.articleKey, it.createdAt);
  if (it.articleOpen !== null) await sayOpen(sql, id, it.articleOpen === 1);
  return id;
}

/**
 * The comment that an imported one is put below: the one that it answers, or the one above it where that is as deep as answers may hang.
 * @returns undefined when it is not there, or not under the same article
 */
async function parentOf(sql: Sql, it: Imported): Promise<Parent | undefined> {
  const parent = await sql.get<Parent & { parentSeq: number }>(
    `select c.seq, c.thread_seq as "threadSeq", c.path, c.depth, c.parent_seq as "parentSeq"
     from comments c join articles a on a.id = c.article_id where c.id = ? and c.site_id = ? and a.key = ?`,
    it.parent,
    it.siteId,
    it.articleKey,
  );
  if (parent === undefined || parent.depth < MAX_DEPTH) return parent;
  return found(await commentBySeq(sql, parent.parentSeq));
}
