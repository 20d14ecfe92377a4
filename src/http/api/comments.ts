import { z } from 'zod';
import { addressKey } from '../../app/comments/address.js';
import type { createAuthorChanges } from '../../app/comments/author-changes.js';
import type { PublishedList, Reading } from '../../app/comments/reading.js';
import type { createSubmit } from '../../app/comments/submit.js';
import { AfterwordError } from '../../domain/errors.js';
import type { Limiter } from '../access/limiter.js';
import { encodeCursor, nextLink, startOf } from '../protocol/cursor.js';
import { type Answer, type AnswerForm, type Call, NOT_MODIFIED, type Route, route } from '../protocol/route.js';
import { countsSchema, publicCommentSchema, submitAnswerSchema, threadListSchema } from './answers.js';
import { articleAnswer } from './articles.js';
import { postComment, type SecondsSince } from './post-comment.js';
import { idSchema } from './scalars.js';
import {
  articleKeyOfSent,
  articleKeySchema,
  editSchema,
  newCommentSchema,
  paging,
  problemForm,
  sentArticleKeySchema,
} from './schemas.js';
import type { Comment, Counts, ThreadList } from './shapes.js';

const COMMENTS = '/api/v1/sites/{site}/comments';
const ONE = `${COMMENTS}/{id}`;
const COMMENT: AnswerForm = { description: 'The comment', schema: publicCommentSchema };

// A mistyped parameter would show another list than was meant, and each made-up one would be another page to keep.

const listSchema = z.strictObject({
  article: articleKeySchema,
  order: z.enum(['oldest', 'newest']).default('oldest').meta({ description: 'Which threads come first' }),
  thread: idSchema
    .optional()
    .meta({ description: "A comment without a parent: its answers, instead of the article's threads" }),
  ...paging,
});

const countsQuerySchema = z.strictObject({
  article: z
    .union([sentArticleKeySchema, z.array(sentArticleKeySchema).max(100, 'must be named at most 100 times')])
    .optional()
    .meta({ description: 'The keys or full URLs of articles' }),
});

export interface CommentParts {
  readonly reading: Reading;
  readonly submit: ReturnType<typeof createSubmit>;
  readonly author: ReturnType<typeof createAuthorChanges>;
  readonly posts: Limiter;
  /** Of one comment from one address: every edit is checked for spam again. */
  readonly edits: Limiter;
  readonly secondsSince: SecondsSince;
}

/** What readers and blogs do: post, read, change and take back. */
export function commentRoutes({ reading, submit, author, posts, edits, secondsSince }: CommentParts): Route[] {
  return [
    route({
      method: 'post',
      path: COMMENTS,
      id: 'postComment',
      summary: 'Post a comment; it is on disk when this answers',
      description:
        'The spam check may take longer than the answer: the comment is then `pending`, as it is when a moderator has to look at it. A comment taken for spam gets the same answer. A form of a page without scripts is answered with 303 or a page, unless it accepts JSON only.',
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
        303: {
          description: 'Stored; to a page that says what became of it, for a form of a page without scripts',
          type: '',
        },
        409: problemForm(
          'The same author, words and place a moment ago, or a repeated request whose comment has been removed',
        ),
      },
      handle: (call) => postComment(call, { submit, author, posts, secondsSince }),
    }),
    route({
      method: 'get',
      path: COMMENTS,
      id: 'listComments',
      summary: "An article's threads, or with `thread` one thread's answers",
      description:
        '`limit` counts threads. Up to 100 published answers come with each thread, each after the comment that it answers, and an answer has at most 500 comments in all; `replies` is the true number. An article that nobody has commented on is an empty list.',
      access: 'public',
      cors: 'any',
      query: listSchema,
      answers: { 200: { description: 'A page', schema: threadListSchema }, 304: NOT_MODIFIED },
      handle: (call) =>
        call.query.thread === undefined ? listThreads(call, reading) : listAnswers(call, call.query.thread, reading),
    }),
    route({
      method: 'get',
      path: ONE,
      id: 'getComment',
      summary: "One published comment; with its edit token also the author's own pending one",
      description: 'A comment that is not published is not found, except by its author with the edit token.',
      access: 'author',
      cors: 'any',
      answers: { 200: COMMENT, 304: NOT_MODIFIED },
      handle: (call) => oneComment(call, reading, author),
    }),
    route({
      method: 'patch',
      path: ONE,
      id: 'editComment',
      summary: "The author's edit, within the edit window; published words stay until the new ones have passed too",
      description: "The new words are checked for spam like a new comment's. The edit token came with the comment.",
      access: 'author',
      cors: 'site',
      body: editSchema,
      answers: {
        200: COMMENT,
        429: problemForm('Too many changes of this comment'),
      },
      handle: async ({ site, params, bearer, body, client }) => {
        const id = idOf(params);
        await edits.count(`${id} ${addressKey(client.ip)}`);
        return { status: 200, json: (await author.edit(site, id, bearer, body.body)) satisfies Comment };
      },
    }),
    route({
      method: 'delete',
      path: ONE,
      id: 'withdrawComment',
      summary: "The author's withdrawal, within the edit window",
      description: 'The comment is deleted. While published answers hang below it, an empty place remains.',
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
      description: 'The answer has each article under the name by which it was asked for.',
      access: 'public',
      cors: 'any',
      query: countsQuerySchema,
      answers: { 200: { description: 'The numbers, 0 for unknown articles', schema: countsSchema }, 304: NOT_MODIFIED },
      handle: (call) => count(call, reading),
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
  reading: Reading,
  author: CommentParts['author'],
): Promise<Answer> {
  const id = idOf(params);
  const own = bearer === null ? undefined : await author.see(site, id, bearer);
  if (own !== undefined) return { status: 200, json: own satisfies Comment };
  const published = await reading.comment(site, id);
  if (published === undefined) throw new AfterwordError('not-found', 'There is no such comment.');
  return { status: 200, json: published.comment satisfies Comment, published: published.scope };
}

type ListCall = Call<z.output<typeof listSchema>, unknown>;

async function listThreads(call: ListCall, reading: Reading): Promise<Answer> {
  const { article: key, order, limit, cursor } = call.query;
  const after = startOf(cursor, 'number');
  return listAnswer(call, await reading.threads(call.site, { key, order, limit, after }));
}

async function listAnswers(call: ListCall, thread: string, reading: Reading): Promise<Answer> {
  const { article: key, limit, cursor } = call.query;
  const after = startOf(cursor, 'string');
  return listAnswer(call, await reading.answers(call.site, { key, thread, limit, after }));
}

function listAnswer(call: ListCall, list: PublishedList<number | string>): Answer {
  const { article, comments } = list;
  const next = list.next === null ? null : encodeCursor([list.next]);
  const json = { article: articleAnswer(article, call.query.article), comments, next } satisfies ThreadList;
  return { status: 200, json, headers: nextLink(call.at(call.url), next), published: list.scope };
}

async function count(
  { site, query }: Call<z.output<typeof countsQuerySchema>, unknown>,
  reading: Reading,
): Promise<Answer> {
  const { article: asked = [] } = query;
  const names = typeof asked === 'string' ? [asked] : asked;
  const keys = names.map(articleKeyOfSent);
  const { counts, scope } = await reading.counts(site, keys);
  const json = { counts: Object.fromEntries(names.map((name, index) => [name, counts[index] ?? 0])) } satisfies Counts;
  return { status: 200, json, published: scope };
}
