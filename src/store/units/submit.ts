import { avatarSeed, firstSeqAt, MAX_DEPTH, pathSegment } from '../../domain/comment.js';
import { AfterwordError, invalidField } from '../../domain/errors.js';
import type { RecheckReason } from '../../domain/spam-checker.js';
import { type CommentRow, commentBySeq } from '../rows.js';
import type { Sql, Tx } from '../sql.js';
import { countStatus, touchArticle, touchSite } from './placing.js';

/** How the words of a comment are put before a checker; null where there is no checker. */
export interface CheckOrder {
  /** The lease under which the asking process works on it from the start; null leaves it to whoever claims it. */
  readonly lease: string | null;
  /** When it is due, or when the lease ends. */
  readonly runAt: number;
  readonly giveUpAt: number;
  readonly reason: RecheckReason | null;
}

/** A repeated request's memory: found by its key, told apart by its fingerprint. */
export interface RequestMemory {
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
  readonly author: { readonly name: string; readonly url: string | null; readonly emailHash: Uint8Array | null };
  /** Sixteen random bytes for an author who is not known yet. */
  readonly seed: Uint8Array;
  readonly body: string;
  readonly html: string;
  readonly trap: string;
  readonly notify: boolean;
  readonly editableUntil: number;
  readonly email: Uint8Array | null;
  readonly client: Uint8Array | null;
  readonly check: CheckOrder | null;
  readonly request: RequestMemory;
}

/** An article as the sender of a comment names it. */
export interface ArticleMention {
  readonly key: string;
  readonly url: string;
  readonly title: string | null;
  /** The blog itself speaks: its title replaces the known one. */
  readonly byBlog: boolean;
}

export type Submitted =
  | { readonly kind: 'stored'; readonly seq: number; readonly avatar: string; readonly jobId: number | null }
  | { readonly kind: 'replayed'; readonly commentId: string | null; readonly answer: Uint8Array };

/**
 * Stores a comment, its check job and the memory of its request together.
 * @throws AfterwordError `conflict` for a double, `forbidden` for a closed article, `invalid` for a parent that cannot be answered or an
 *   Idempotency-Key that was used for something else
 */
export async function submit(tx: Tx, it: NewComment): Promise<Submitted> {
  const earlier = await earlierAnswer(tx, it);
  if (earlier !== null) return earlier;
  const articleId = await findOrAddArticle(tx, it);
  const place = await placeUnder(tx, it, articleId);
  const author = await findOrAddAuthor(tx, it);
  const seq = await freeSeq(tx, it.createdAt);
  const avatar = avatarSeed(author?.seed ?? it.seed, it.author.name);
  await insertComment(tx, it, seq, articleId, author?.id ?? null, avatar, place);
  await tx.run('insert into comment_secrets (comment_seq, email, client) values (?, ?, ?)', seq, it.email, it.client);
  await tx.run(
    'insert into requests (key, fingerprint, comment_seq, answer, expires_at) values (?, ?, ?, ?, ?)',
    it.request.key,
    it.request.fingerprint,
    seq,
    it.request.answer,
    it.request.expiresAt,
  );
  await countStatus(tx, it.siteId, 'pending', 1);
  const { siteId, body } = it;
  const entry = { seq, siteId, articleId, authorId: author?.id ?? null, status: 'pending' as const, body };
  await tx.search.put({ ...entry, name: it.author.name, url: it.author.url });
  const job = { siteId, seq, id: it.id, authorId: author?.id ?? null, revision: 1, now: it.createdAt };
  const jobId = it.check === null ? null : await orderCheck(tx, it.check, job);
  return { kind: 'stored', seq, avatar, jobId };
}

async function earlierAnswer(tx: Tx, it: NewComment): Promise<Submitted | null> {
  const { key, fingerprint, answer } = it.request;
  const row = await tx.get<{
    fingerprint: Uint8Array;
    answer: Uint8Array | null;
    expiresAt: number;
    commentId: string | null;
  }>(
    `select r.fingerprint, r.answer, r.expires_at as expiresAt, c.id as commentId
     from requests r left join comments c on c.seq = r.comment_seq where r.key = ?`,
    key,
  );
  if (row === undefined) return null;
  if (row.expiresAt <= it.createdAt) {
    await tx.run('delete from requests where key = ?', key);
    return null;
  }
  if (answer === null || row.answer === null) {
    throw new AfterwordError('conflict', 'The same comment was sent a moment ago; it is stored already.');
  }
  if (Buffer.compare(row.fingerprint, fingerprint) !== 0) {
    throw new AfterwordError('invalid', 'This Idempotency-Key was used for another request within the last 24 hours.');
  }
  return { kind: 'replayed', commentId: row.commentId, answer: row.answer };
}

/** Finds an article by its key, or makes it known; what the blog itself says of it replaces what is known. */
async function findOrAddArticle(tx: Tx, it: Pick<NewComment, 'siteId' | 'article' | 'createdAt'>): Promise<number> {
  const { key, url, title, byBlog } = it.article;
  const known = await tx.get<{ id: number; open: number; title: string | null }>(
    'select id, open, title from articles where site_id = ? and key = ?',
    it.siteId,
    key,
  );
  if (known === undefined) return addArticle(tx, it.siteId, it.article, it.createdAt);
  if (known.open === 0) throw new AfterwordError('forbidden', 'This article is closed for comments.');
  if (title !== null && title !== known.title && (byBlog || known.title === null)) {
    await tx.run('update articles set title = ?, url = ? where id = ?', title, url, known.id);
    await touchArticle(tx, it.siteId, known.id);
  }
  return known.id;
}

/** Makes an article known. */
export async function addArticle(
  sql: Sql,
  siteId: number,
  article: Pick<ArticleMention, 'key' | 'url' | 'title'>,
  now: number,
): Promise<number> {
  const row = await sql.get<{ id: number }>(
    'insert into articles (site_id, key, url, title, created_at) values (?, ?, ?, ?, ?) returning id',
    siteId,
    article.key,
    article.url,
    article.title,
    now,
  );
  await touchSite(sql, siteId);
  return (row as { id: number }).id;
}

interface Place {
  readonly parentSeq: number | null;
  readonly threadSeq: number | null;
  readonly path: string;
  readonly depth: number;
}

async function placeUnder(sql: Sql, it: NewComment, articleId: number): Promise<Place> {
  if (it.parentId === null) return { parentSeq: null, threadSeq: null, path: '', depth: 0 };
  const row = await sql.get<{ seq: number }>(
    'select seq from comments where id = ? and article_id = ?',
    it.parentId,
    articleId,
  );
  const parent = row && (await commentBySeq(sql, row.seq));
  if (parent === undefined || parent.visible === 0 || parent.placeholder === 1) {
    throw invalidField('/parent', 'is not a published comment of this article');
  }
  if (parent.depth >= MAX_DEPTH)
    throw invalidField('/parent', 'is nested too deeply to be answered; answer an earlier comment');
  return placeBelow(sql, parent);
}

/** The next free place below a comment. */
export async function placeBelow(
  sql: Sql,
  parent: Pick<CommentRow, 'seq' | 'threadSeq' | 'path' | 'depth'>,
): Promise<Place> {
  const top = await sql.get<{ n: number }>(
    'update comments set answers_made = answers_made + 1 where seq = ? returning answers_made as n',
    parent.threadSeq,
  );
  const path = parent.path + pathSegment((top as { n: number }).n);
  return { parentSeq: parent.seq, threadSeq: parent.threadSeq, path, depth: parent.depth + 1 };
}

async function findOrAddAuthor(sql: Sql, it: NewComment): Promise<{ id: number; seed: Uint8Array } | null> {
  return it.author.emailHash === null
    ? null
    : findOrAddAuthorByHash(sql, it.siteId, it.author.emailHash, it.seed, it.createdAt);
}

/** Finds an author by the email's keyed hash, or makes it known under a random seed. */
export async function findOrAddAuthorByHash(
  sql: Sql,
  siteId: number,
  emailHash: Uint8Array,
  seed: Uint8Array,
  now: number,
): Promise<{ id: number; seed: Uint8Array }> {
  const known = await sql.get<{ id: number; seed: Uint8Array }>(
    'select id, seed from authors where email_hash = ? and site_id = ?',
    emailHash,
    siteId,
  );
  if (known !== undefined) return known;
  const added = await sql.get<{ id: number }>(
    'insert into authors (site_id, email_hash, seed, created_at) values (?, ?, ?, ?) returning id',
    siteId,
    emailHash,
    seed,
    now,
  );
  return { id: (added as { id: number }).id, seed };
}

/** The first position of a millisecond that is free; a full millisecond spills into the next. */
export async function freeSeq(sql: Sql, createdAt: number): Promise<number> {
  for (let at = createdAt; ; at++) {
    const row = await sql.get<{ last: number | null }>(
      'select max(seq) as last from comments where seq >= ? and seq < ?',
      firstSeqAt(at),
      firstSeqAt(at + 1),
    );
    const next = row?.last == null ? firstSeqAt(at) : row.last + 1;
    if (next < firstSeqAt(at + 1)) return next;
  }
}

async function insertComment(
  sql: Sql,
  it: NewComment,
  seq: number,
  articleId: number,
  authorId: number | null,
  avatar: string,
  place: Place,
): Promise<void> {
  await sql.run(
    `insert into comments (seq, id, site_id, article_id, author_id, parent_seq, thread_seq, path, depth, status, status_at, author_name,
       author_url, avatar, body, html, trap, notify, editable_until, created_at, verdict_by, verdict_outcome)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'none', 'unchecked')`,
    seq,
    it.id,
    it.siteId,
    articleId,
    authorId,
    place.parentSeq,
    place.threadSeq ?? seq,
    place.path,
    place.depth,
    it.createdAt,
    it.author.name,
    it.author.url,
    avatar,
    it.body,
    it.html,
    it.trap,
    it.notify ? 1 : 0,
    it.editableUntil,
    it.createdAt,
  );
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

/** Keeps the answer that a request got in the end, where it differs from the one stored with the comment. */
export async function recordAnswer(tx: Tx, it: { key: Uint8Array; answer: Uint8Array }): Promise<void> {
  await tx.run('update requests set answer = ? where key = ?', it.answer, it.key);
}

/** The stored answer to a request, if it is still kept. */
export async function storedAnswer(sql: Sql, it: { key: Uint8Array }): Promise<Uint8Array | null> {
  const row = await sql.get<{ answer: Uint8Array | null }>('select answer from requests where key = ?', it.key);
  return row?.answer ?? null;
}
