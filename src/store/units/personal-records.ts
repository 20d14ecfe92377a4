import type { Direction } from '../../domain/verdict.js';
import { type CommentRow, commentsOfAuthor, groupedBy } from '../rows.js';
import type { Sql } from '../sql.js';
import { type AuditRow, historiesOf } from './audit.js';

/** Everything that is kept of a person, on every site: what `eraseAuthor` would remove. Emails and what checkers are sent are still encrypted. */
export interface PersonalRecords {
  readonly authors: readonly KnownAuthor[];
  readonly comments: readonly PersonalRecord[];
  /** Corrections that wait though their comments are deleted: they still hold the words. */
  readonly orphans: readonly OrphanedCorrection[];
}

/** What a site remembers of an author beside the comments. */
export interface KnownAuthor {
  readonly site: string;
  /** By what comments of this email are proven to be by the same person, in the order in which that began. */
  readonly proofs: readonly KnownProof[];
  /** How many published comments count for the policy `first-time`. */
  readonly approved: number;
  readonly createdAt: number;
}

/** A browser's key, or the word of the blog, as `authors.ts` has it. */
interface KnownProof {
  /** Avatars are drawn from it. */
  readonly seed: Uint8Array;
  /** Of the key that the browser has; null where the blog vouches. */
  readonly keyHash: Uint8Array | null;
}

export interface OrphanedCorrection extends Correction {
  readonly site: string;
  /** The deleted comment. */
  readonly commentId: string;
  readonly createdAt: number;
}

interface Correction {
  readonly direction: string;
  readonly fields: Uint8Array | null;
}

/** All that is kept of one comment. */
export interface PersonalRecord {
  readonly site: string;
  readonly article: string;
  /** What the person said of the article. */
  readonly articleUrl: string | null;
  readonly articleTitle: string | null;
  readonly comment: CommentRow;
  /** Whether the author wants to be told of answers. */
  readonly notify: 0 | 1;
  readonly verdictAt: number | null;
  /** By what the checker knows its verdict. */
  readonly verdictGuid: string | null;
  /** What became of the last correction of the verdict; null where there was none. */
  readonly correctionTo: Direction | null;
  readonly correctionState: string | null;
  readonly correctionAt: number | null;
  readonly email: Uint8Array | null;
  readonly client: Uint8Array | null;
  readonly sent: Uint8Array | null;
  readonly corrections: readonly Correction[];
  readonly history: readonly AuditRow[];
  /** JSON of what was known around the comment, and what the classifier thinks of it; -1: nothing. */
  readonly signals: string | null;
  readonly suspicion: number;
  readonly reasons: string | null;
  /** What the classifier has learned from the comment; null for nothing. */
  readonly lesson: Direction | null;
  /** Until when a repeated request gets the same answer; null when it is forgotten already. */
  readonly requestUntil: number | null;
}

type PersonalFacts = Omit<PersonalRecord, 'comment' | 'corrections' | 'history'> & { readonly seq: number };

/** Everything that the person with this email left, on every site. */
export async function personalRecords(sql: Sql, it: { emailHash: Uint8Array }): Promise<PersonalRecords> {
  const authors = await sql.all<Omit<KnownAuthor, 'proofs'> & { id: number }>(
    `select w.id, s.slug as site, w.approved, w.created_at as "createdAt"
     from authors w join sites s on s.id = w.site_id where w.email_hash = ? order by w.site_id`,
    it.emailHash,
  );
  const comments = (await Promise.all(authors.map(({ id }) => commentsOfAuthor(sql, id)))).flat();
  const orphans = (await Promise.all(authors.map(({ id }) => orphansOf(sql, id)))).flat();
  const proofs = groupedBy(await proofsOf(sql, authors), ({ authorId }) => authorId);
  const known = authors.map(({ id, ...author }) => ({ ...author, proofs: proofs.get(id) ?? [] }));
  return { authors: known, comments: await recordsOf(sql, comments), orphans };
}

function proofsOf(
  sql: Sql,
  authors: readonly { readonly id: number }[],
): Promise<(KnownProof & { authorId: number })[]> {
  return sql.all(
    `select author_id as "authorId", seed, key_hash as "keyHash" from proofs where ${sql.among('author_id')} order by author_id, id`,
    authors.map(({ id }) => id),
  );
}

async function recordsOf(sql: Sql, comments: readonly CommentRow[]): Promise<PersonalRecord[]> {
  const seqs = comments.map(({ seq }) => seq);
  const ids = comments.map(({ id }) => id);
  const facts = new Map((await factsAbout(sql, seqs)).map(({ seq, ...rest }) => [seq, rest]));
  const corrections = groupedBy(await correctionsOf(sql, seqs), ({ seq }) => seq);
  const history = groupedBy(await historiesOf(sql, ids), ({ comment }) => comment);
  return comments.map((comment) => ({
    ...(facts.get(comment.seq) as Omit<PersonalFacts, 'seq'>),
    comment,
    corrections: (corrections.get(comment.seq) ?? []).map(({ direction, fields }) => ({ direction, fields })),
    history: history.get(comment.id) ?? [],
  }));
}

function factsAbout(sql: Sql, seqs: readonly number[]): Promise<PersonalFacts[]> {
  return sql.all<PersonalFacts>(
    `select c.seq, s.slug as site, a.key as article, c.article_url as "articleUrl", c.article_title as "articleTitle", c.notify, c.verdict_at as "verdictAt", c.verdict_guid as "verdictGuid",
       c.correction_to as "correctionTo", c.correction_state as "correctionState", c.correction_at as "correctionAt", h.email, h.client, h.sent,
       c.signals, c.suspicion, c.reasons, r.expires_at as "requestUntil",
       (select direction from lessons where comment_seq = c.seq and stands = 1) as lesson
     from comments c join sites s on s.id = c.site_id join articles a on a.id = c.article_id
       join comment_secrets h on h.comment_seq = c.seq left join requests r on r.comment_seq = c.seq where ${sql.among('c.seq')}`,
    seqs,
  );
}

function correctionsOf(sql: Sql, seqs: readonly number[]): Promise<(Correction & { seq: number })[]> {
  return sql.all(
    `select comment_seq as seq, direction, fields from outbox where ${sql.among('comment_seq')} and kind = 'correction'
     order by comment_seq, direction, revision`,
    seqs,
  );
}

function orphansOf(sql: Sql, authorId: number): Promise<OrphanedCorrection[]> {
  return sql.all(
    `select s.slug as site, o.comment_id as "commentId", o.direction, o.fields, o.created_at as "createdAt"
     from outbox o join sites s on s.id = o.site_id where o.author_id = ? and o.kind = 'correction' and o.comment_seq is null order by o.id`,
    authorId,
  );
}
