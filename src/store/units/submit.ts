import { avatarSeed } from '../../domain/avatar-seed.js';
import { MAX_DEPTH } from '../../domain/comment.js';
import { AfterwordError, invalidField } from '../../domain/errors.js';
import type { Sql, Tx } from '../sql.js';
import { AT_THE_TOP, addComment, type CommentToAdd, freeSeq, type Parent, type Place, placeBelow } from './adding.js';
import { type ArticleMention, articleByKey, findOrAddArticle } from './articles.js';
import { type Claim, findOrAddAuthor, type KnownAuthor } from './authors.js';
import { type CheckOrder, orderCheck } from './check-orders.js';
import { type GivenVerdict, giveVerdict } from './checks.js';
import type { StoredOpinion } from './lessons.js';

/** A repeated request's memory: found by its key, told apart by its fingerprint. */
interface RequestMemory {
  readonly key: Uint8Array;
  readonly fingerprint: Uint8Array;
  /** The first answer, encrypted; null for the one-minute guard against doubles, which knows no answer. */
  readonly answer: Uint8Array | null;
  readonly expiresAt: number;
}

export interface NewComment {
  readonly id: string;
  readonly siteId: number;
  /** Now, in milliseconds since 1970: the comment's time. */
  readonly createdAt: number;
  readonly article: ArticleMention;
  readonly parentId: string | null;
  /** `claim` is null without an email. */
  readonly author: { readonly name: string; readonly url: string | null; readonly claim: Claim | null };
  /** Sixteen random bytes for somebody who is not known yet. */
  readonly seed: Uint8Array;
  readonly body: string;
  readonly html: string;
  readonly notify: boolean;
  readonly editableUntil: number;
  readonly email: Uint8Array | null;
  readonly client: Uint8Array | null;
  /** Null for a comment that no checker is to be asked about. */
  readonly check: CheckOrder | null;
  /** The verdict of a checker that asks nobody; null where there is none yet. */
  readonly verdict: GivenVerdict | null;
  /** JSON of what was known around the comment. */
  readonly signals: string;
  readonly opinion: StoredOpinion;
  readonly request: RequestMemory;
}

export type Submitted =
  | {
      readonly kind: 'stored';
      readonly seq: number;
      readonly avatar: string;
      readonly jobId: number | null;
      /** By its verdict and the site's policy. */
      readonly isPublished: boolean;
    }
  | { readonly kind: 'replayed'; readonly commentId: string; readonly answer: Uint8Array };

/**
 * Stores a comment, its check job and the memory of its request together.
 * @throws AfterwordError `conflict` for a double, or a repetition of what has been removed; `forbidden` for a closed article; `invalid` for a
 *   parent that cannot be answered, or an Idempotency-Key that was used for something else
 */
export async function submit(tx: Tx, it: NewComment): Promise<Submitted> {
  const { siteId, createdAt } = it;
  const { name, claim } = it.author;
  // What does not depend on each other is asked for together: over a network, each answer that is waited for is a journey.
  const [request, article, parent, seq] = await Promise.all([
    earlierRequest(tx, it.request.key),
    articleByKey(tx, siteId, it.article.key),
    it.parentId === null ? null : answeredComment(tx, siteId, it.article.key, it.parentId),
    freeSeq(tx, createdAt),
  ]);
  const earlier = request === undefined ? null : earlierAnswer(tx, request, it);
  if (earlier !== null) return earlier;
  const [articleId, { authorId, proof }] = await Promise.all([
    findOrAddArticle(tx, siteId, article, it.article, createdAt),
    claim === null ? NOBODY : findOrAddAuthor(tx, siteId, claim, it.seed, createdAt),
  ]);
  const place = parent === null ? AT_THE_TOP : await placeUnder(tx, parent);
  const avatar = avatarSeed(proof?.seed ?? it.seed, name);
  await addComment(tx, seq, {
    ...asSent(it),
    ...place,
    articleId,
    authorId,
    proofId: proof?.id ?? null,
    avatar,
  });
  await rememberRequest(tx, seq, it.request);
  const job = { siteId, seq, id: it.id, authorId, revision: 1, now: createdAt };
  const jobId = it.check === null ? null : await orderCheck(tx, it.check, job);
  const isPublished = it.verdict !== null && (await giveVerdict(tx, seq, it.verdict, createdAt));
  return { kind: 'stored', seq, avatar, jobId, isPublished };
}

/** A comment that waits and that nobody has looked at yet. */
function asSent(it: NewComment): Omit<CommentToAdd, keyof Place | 'articleId' | 'authorId' | 'proofId' | 'avatar'> {
  return {
    id: it.id,
    siteId: it.siteId,
    status: 'pending',
    statusAt: it.createdAt,
    placeholder: 0,
    removedBy: null,
    authorName: it.author.name,
    authorUrl: it.author.url,
    body: it.body,
    html: it.html,
    notify: it.notify ? 1 : 0,
    editableUntil: it.editableUntil,
    createdAt: it.createdAt,
    editedAt: null,
    decidedAt: null,
    verdictBy: 'none',
    verdictOutcome: 'unchecked',
    verdictAt: null,
    signals: it.signals,
    suspicion: it.opinion.score,
    reasons: it.opinion.reasons,
    email: it.email,
    client: it.client,
    articleUrl: it.article.url,
    articleTitle: it.article.title,
  };
}

/** Whoever gives no email is known by nothing. */
const NOBODY: KnownAuthor = { authorId: null, proof: null };

/** What is remembered of an earlier request. */
interface EarlierRequest {
  readonly seq: number;
  readonly fingerprint: Uint8Array;
  readonly answer: Uint8Array | null;
  readonly expiresAt: number;
  readonly commentId: string | null;
}

function earlierRequest(sql: Sql, key: Uint8Array): Promise<EarlierRequest | undefined> {
  return sql.get<EarlierRequest>(
    `select r.comment_seq as seq, r.fingerprint, r.answer, r.expires_at as "expiresAt", c.id as "commentId"
     from requests r left join comments c on c.seq = r.comment_seq where r.key = ?`,
    key,
  );
}

/** What an earlier request with the same key was answered; null when it does not count any more. */
function earlierAnswer(sql: Sql, row: EarlierRequest, it: NewComment): Submitted | null {
  const { fingerprint, answer } = it.request;
  if (row.expiresAt <= it.createdAt) {
    sql.tell('delete from requests where comment_seq = ?', row.seq);
    return null;
  }
  if (answer === null) {
    throw new AfterwordError('conflict', 'You sent this comment a moment ago. It is stored; do not send it again.');
  }
  if (Buffer.compare(row.fingerprint, fingerprint) !== 0) {
    throw new AfterwordError('invalid', 'This Idempotency-Key was used for another request within the last 24 hours.');
  }
  if (row.answer === null || row.commentId === null) {
    throw new AfterwordError('conflict', 'The comment that this Idempotency-Key stands for has been removed.');
  }
  return { kind: 'replayed', commentId: row.commentId, answer: row.answer };
}

async function rememberRequest(sql: Sql, seq: number, it: RequestMemory): Promise<void> {
  sql.tell(
    'insert into requests (comment_seq, key, fingerprint, answer, expires_at) values (?, ?, ?, ?, ?)',
    seq,
    it.key,
    it.fingerprint,
    it.answer,
    it.expiresAt,
  );
}

/** A published comment of an article; undefined for any other. */
function answeredComment(sql: Sql, siteId: number, articleKey: string, id: string): Promise<Parent | undefined> {
  return sql.get<Parent>(
    `select c.seq, c.thread_seq as "threadSeq", c.path, c.depth from comments c join articles a on a.id = c.article_id
     where c.id = ? and a.site_id = ? and a.key = ? and c.status = 'approved' and c.placeholder = 0`,
    id,
    siteId,
    articleKey,
  );
}

async function placeUnder(sql: Sql, parent: Parent | undefined): Promise<Place> {
  if (parent === undefined) throw invalidField('/parent', 'is not a published comment of this article');
  if (parent.depth >= MAX_DEPTH)
    throw invalidField('/parent', 'is nested too deeply to be answered; answer an earlier comment');
  return placeBelow(sql, parent);
}

/** Keeps the answer that a request got in the end, where it differs from the one stored with the comment and that is still kept. */
export async function recordAnswer(tx: Tx, it: { key: Uint8Array; answer: Uint8Array }): Promise<void> {
  tx.tell('update requests set answer = ? where key = ? and answer is not null', it.answer, it.key);
}

/** The stored answer to a request, if it is still kept. */
export async function storedAnswer(sql: Sql, it: { key: Uint8Array }): Promise<Uint8Array | null> {
  const row = await sql.get<{ answer: Uint8Array | null }>('select answer from requests where key = ?', it.key);
  return row?.answer ?? null;
}
