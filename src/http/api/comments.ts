import { z } from 'zod';
import { addressKey } from '../../app/comments/address.js';
import type { createAuthorChanges } from '../../app/comments/author-changes.js';
import { publicComment } from '../../app/comments/public-comment.js';
import type { createSubmit } from '../../app/comments/submit.js';
import type { Article } from '../../domain/article.js';
import { AfterwordError } from '../../domain/errors.js';
import type { Site } from '../../domain/site.js';
import { normaliseArticleKey } from '../../domain/text.js';
import type { Store } from '../../store/store.js';
import type { ArticleView, PublishedPage, PublishedRow } from '../../store/units/published.js';
import type { Limiter } from '../access/limiter.js';
import { atomFeed } from '../pages/atom.js';
import { decodeCursor, encodeCursor, nextLink } from '../protocol/cursor.js';
import { type Answer, type AnswerForm, type Call, type PublishedScope, type Route, route } from '../protocol/route.js';
import { postComment, type SecondsSince } from './post-comment.js';
import {
  articleKeySchema,
  countsSchema,
  editSchema,
  idSchema,
  newCommentSchema,
  paging,
  problemForm,
  publicCommentSchema,
  sentArticleKeySchema,
  submitAnswerSchema,
  threadListSchema,
} from './schemas.js';

const COMMENTS = '/api/v1/sites/{site}/comments';
const ONE = `${COMMENTS}/{id}`;
const NOT_MODIFIED: AnswerForm = { description: 'What the client has is still true', type: '' };
const COMMENT: AnswerForm = { description: 'The comment', schema: publicCommentSchema };

const listSchema = z.object({
  article: articleKeySchema,
  order: z.enum(['oldest', 'newest']).default('oldest'),
  thread: idSchema.optional(),
  ...paging,
});

const countsQuerySchema = z.object({
  article: z
    .union([sentArticleKeySchema, z.array(sentArticleKeySchema).max(100, 'must be named at most 100 times')])
    .optional(),
});

export interface CommentParts {
  readonly store: Store;
  readonly submit: ReturnType<typeof createSubmit>;
  readonly author: ReturnType<typeof createAuthorChanges>;
  readonly posts: Limiter;
  /** Of one comment from one address: every edit is checked for spam again. */
  readonly edits: Limiter;
  readonly secondsSince: SecondsSince;
}

/** What readers and blogs do: post, read, change and take back. */
export function commentRoutes({ store, submit, author, posts, edits, secondsSince }: CommentParts): Route[] {
  return [
    route({
      method: 'post',
      path: COMMENTS,
      id: 'postComment',
      summary: 'Post a comment; it is on disk when this answers',
      access: 'reader',
      cors: 'site',
      body: newCommentSchema,
      form: true,
      headers: {
        'Idempotency-Key':
          'Up to 64 printable ASCII characters; the same key and body within 24 h get the first answer again',
      },
      answers: {
        201: { description: 'Stored; published, or waiting in the queue', schema: submitAnswerSchema },
        303: { description: 'Stored; back to the article, for a form of a page without scripts', type: '' },
        409: problemForm(
          'The same author, article and words a moment ago, or a repeated request whose comment has been removed',
        ),
      },
      handle: (call) => postComment(call, submit, posts, secondsSince),
    }),
    route({
      method: 'get',
      path: COMMENTS,
      id: 'listComments',
      summary: "An article's threads, or with `thread` one thread's answers",
      access: 'public',
      cors: 'any',
      query: listSchema,
      answers: { 200: { description: 'A page', schema: threadListSchema }, 304: NOT_MODIFIED },
      handle: (call) => (call.query.thread === undefined ? listThreads(call, store) : listAnswers(call, store)),
    }),
    route({
      method: 'get',
      path: ONE,
      id: 'getComment',
      summary: "One published comment; with its edit token also the author's own pending one",
      access: 'author',
      cors: 'any',
      answers: { 200: COMMENT, 304: NOT_MODIFIED },
      handle: (call) => oneComment(call, store, author),
    }),
    route({
      method: 'patch',
      path: ONE,
      id: 'editComment',
      summary: "The author's edit, within the edit window; checked for spam again",
      access: 'author',
      cors: 'site',
      body: editSchema,
      answers: {
        200: COMMENT,
        429: problemForm('Too many changes of this comment'),
      },
      handle: async ({ site, params, bearer, body, client }) => {
        const id = idOf(params);
        edits.count(`${id} ${addressKey(client.ip)}`);
        return { status: 200, json: await author.edit(site, id, bearer, body.body) };
      },
    }),
    route({
      method: 'delete',
      path: ONE,
      id: 'withdrawComment',
      summary: "The author's withdrawal, within the edit window",
      access: 'author',
      cors: 'site',
      answers: { 204: { description: 'Taken back', type: '' } },
      handle: async ({ site, params, bearer }) => {
        await author.withdraw(site, idOf(params), bearer);
        return { status: 204 };
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/sites/{site}/counts',
      id: 'countComments',
      summary: 'Published comments of up to 100 articles',
      access: 'public',
      cors: 'any',
      query: countsQuerySchema,
      answers: { 200: { description: 'The numbers, 0 for unknown articles', schema: countsSchema }, 304: NOT_MODIFIED },
      handle: (call) => count(call, store),
    }),
    route({
      method: 'get',
      path: '/api/v1/sites/{site}/feed.atom',
      id: 'feed',
      summary: 'The newest 50 published comments as Atom 1.0',
      access: 'public',
      cors: 'any',
      query: z.object({ article: articleKeySchema.optional() }),
      answers: { 200: { description: 'An Atom feed', type: 'application/atom+xml' }, 304: NOT_MODIFIED },
      handle: (call) => feed(call, store),
    }),
  ];
}

function idOf(params: Readonly<Record<string, string>>): string {
  const id = idSchema.safeParse(params.id);
  if (id.success) return id.data;
  throw new AfterwordError('not-found', 'There is no such comment.');
}

/** The author's own view for whoever shows the edit token, else what everybody may see. */
async function oneComment(
  { site, params, bearer }: Call<unknown, unknown>,
  store: Store,
  author: CommentParts['author'],
): Promise<Answer> {
  const id = idOf(params);
  const own = bearer === null ? undefined : await author.see(site, id, bearer);
  if (own !== undefined) return { status: 200, json: own };
  const known = await store.publishedComment({ siteId: site.id, id });
  // The version is read before the comment that is shown, which may then be newer than it says, but never older.
  const view = known && (await store.articleView({ siteId: site.id, key: known.article }));
  const row = known && (await store.publishedComment({ siteId: site.id, id }));
  if (view === undefined || row === undefined) throw new AfterwordError('not-found', 'There is no such comment.');
  return { status: 200, json: publicComment(row, 'approved'), published: scopeOf(site, view) };
}

async function listThreads(call: Call<z.output<typeof listSchema>, unknown>, store: Store): Promise<Answer> {
  const { article: key, order, limit, cursor } = call.query;
  const [after] = cursor === undefined ? [null] : decodeCursor(cursor, ['number']);
  const page = await store.publishedPage({ siteId: call.site.id, key, order, limit, after: after as number | null });
  const next = page.next === null ? null : encodeCursor([page.next]);
  return listAnswer(call, page, inOrder(page), next);
}

/** Each thread with the answers that come with it behind it. */
function inOrder(page: PublishedPage): PublishedRow[] {
  return page.threads.flatMap((thread, index) => [thread, ...(page.answers[index] ?? [])]);
}

async function listAnswers(call: Call<z.output<typeof listSchema>, unknown>, store: Store): Promise<Answer> {
  const { article: key, thread, limit, cursor } = call.query;
  const [after] = cursor === undefined ? [null] : decodeCursor(cursor, ['string']);
  const page = await store.publishedThread({
    siteId: call.site.id,
    key,
    thread: thread as string,
    limit,
    after: after as string | null,
  });
  return listAnswer(call, page, page.answers, page.next === null ? null : encodeCursor([page.next]));
}

function listAnswer(
  call: Call<z.output<typeof listSchema>, unknown>,
  view: ArticleView,
  rows: readonly PublishedRow[],
  next: string | null,
): Answer {
  const comments = rows.map((row) => publicComment(row, 'approved'));
  const json = { article: articleView(call.query.article, view.article), comments, next };
  return { status: 200, json, headers: nextLink(call.url, next), published: scopeOf(call.site, view) };
}

function articleView(key: string, article: Article | null) {
  if (article === null) return { key, url: null, title: null, open: true, count: 0 };
  return { key: article.key, url: article.url, title: article.title, open: article.open, count: article.count };
}

/** What an answer about an article depends on; about one that nobody has commented on, on the site, where it may become known. */
function scopeOf(site: Site, { article, siteVersion }: ArticleView): PublishedScope {
  if (article === null) return { of: 'site', id: site.id, version: siteVersion };
  return { of: 'article', id: article.id, version: article.version };
}

async function count(
  { site, query }: Call<z.output<typeof countsQuerySchema>, unknown>,
  store: Store,
): Promise<Answer> {
  const { article: asked = [] } = query;
  const names = typeof asked === 'string' ? [asked] : asked;
  const keys = names.map((name) => normaliseArticleKey(name) ?? name);
  const { counts, siteVersion } = await store.publishedCounts({ siteId: site.id, keys });
  const json = { counts: Object.fromEntries(names.map((name, index) => [name, counts[index]])) };
  return { status: 200, json, published: { of: 'site', id: site.id, version: siteVersion } };
}

const FEED_LENGTH = 50;

/** A feed names its site, and so depends on it also where it is an article's. */
async function feed(call: Call<{ article?: string | undefined }, unknown>, store: Store): Promise<Answer> {
  const { article: key = null } = call.query;
  const { comments, siteVersion } = await store.newestPublished({ siteId: call.site.id, key, limit: FEED_LENGTH });
  // As it is now, not as it was when the request arrived: what is answered must not be older than its version.
  const site = (await store.siteBySlug({ slug: call.site.slug })) ?? call.site;
  const text = atomFeed({
    siteName: site.name,
    siteUrl: site.url,
    feedId: `${site.url}#comments${key === null ? '' : `-${encodeURIComponent(key)}`}`,
    feedUrl: `/api/v1/sites/${site.slug}/feed.atom${key === null ? '' : `?article=${encodeURIComponent(key)}`}`,
    updatedAt: Math.max(0, ...comments.map((row) => row.editedAt ?? row.createdAt)),
    entries: comments.map((row) => ({ ...row, commentUrl: `${row.articleUrl}#comment-${row.id}` })),
  });
  const published = { of: 'site' as const, id: site.id, version: siteVersion };
  return { status: 200, text, type: 'application/atom+xml; charset=utf-8', published };
}
