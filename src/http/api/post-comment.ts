import type { z } from 'zod';
import { addressKey, plainAddress } from '../../app/comments/address.js';
import type { AuthorChanges } from '../../app/comments/author-changes.js';
import type { Submission } from '../../app/comments/clean-submission.js';
import type { Client } from '../../app/comments/client.js';
import type { createSubmit } from '../../app/comments/submit.js';
import { AfterwordError, invalidField } from '../../domain/errors.js';
import { LINE_MAX } from '../../domain/limits.js';
import { cleanLine } from '../../domain/text.js';
import type { Limiter } from '../access/limiter.js';
import { preferredType } from '../protocol/accept.js';
import type { Answer, Call } from '../protocol/route.js';
import type { newCommentSchema } from './schemas.js';
import type { Submitted } from './shapes.js';

type NewComment = z.output<typeof newCommentSchema>;
type Post = Call<unknown, NewComment>;

/** How long ago a stamp of a site was made, in seconds; null for one that does not count. */
export type SecondsSince = (site: string, stamp: string) => number | null;

export interface PostParts {
  readonly submit: ReturnType<typeof createSubmit>;
  readonly author: Pick<AuthorChanges, 'sentProof'>;
  readonly posts: Limiter;
  readonly secondsSince: SecondsSince;
}

/** Takes a comment. Only what is stored counts against the reader's limit: not what is refused, and no request sent again. */
export async function postComment(call: Post, { submit, author, posts, secondsSince }: PostParts): Promise<Answer> {
  const { site, body, token, isForm, at } = call;
  const byBlog = token?.role === 'blog';
  if (body.client != null && !byBlog) {
    throw new AfterwordError('forbidden', 'Only a token of the role blog may say who the reader is (client).');
  }
  if (body.author.vouched === true && !byBlog) {
    throw new AfterwordError('forbidden', 'Only a token of the role blog may vouch for an email (author.vouched).');
  }
  const sender = {
    client: byBlog ? blogsReader(body.client) : call.client,
    byBlog,
    idempotencyKey: idempotencyKey(call),
    authorKey: body.authorKey ?? null,
    isVouchedFor: body.author.vouched === true,
    secondsToWrite: body.stamp == null ? null : secondsSince(site.slug, body.stamp),
  };
  // A blog that names no address speaks for nobody who could be limited.
  const isLimited = !byBlog || sender.client.ip !== '';
  const takeBack = isLimited ? await posts.count(`${site.slug} ${addressKey(sender.client.ip)}`) : async () => {};
  const { answer, articleUrl, isRepeat } = await submit(site, submission(body), sender).catch(
    async (error: unknown) => {
      await takeBack();
      throw error;
    },
  );
  if (isRepeat) await takeBack();
  const { id } = answer.comment;
  if (isForm && !wantsJson(call)) {
    const query = new URLSearchParams({ comment: id, proof: author.sentProof(site, id), url: articleUrl });
    return { status: 303, headers: { Location: at(`/sites/${site.slug}/sent?${query}`) } };
  }
  return {
    status: 201,
    headers: { Location: at(`/api/v1/sites/${site.slug}/comments/${id}`) },
    json: answer satisfies Submitted,
  };
}

/** Whether a form was sent by a script that reads the answer, rather than by a browser that shows it. */
function wantsJson({ headers }: Post): boolean {
  return preferredType(headers.accept, ['text/html', 'application/json']) === 'application/json';
}

/** The reader whom a blog's server speaks for; whoever is not named is not known. */
function blogsReader(client: NewComment['client']): Client {
  const line = (text: string | null | undefined) => cleanLine(text ?? '', LINE_MAX);
  return { ip: plainAddress(client?.ip ?? ''), userAgent: line(client?.userAgent), referrer: line(client?.referrer) };
}

/** What is said, without what is only known of how it was said: the same words sent again with another stamp or key are the same request. */
function submission({ client: _, stamp: __, authorKey: ___, ...rest }: NewComment): Submission {
  const { article, author } = rest;
  return {
    ...rest,
    article: { url: article.url, title: article.title ?? undefined, key: article.key ?? undefined },
    author: { name: author.name, email: author.email ?? undefined, url: author.url ?? undefined },
    notify: rest.notify ?? undefined,
    trap: rest.trap ?? undefined,
  };
}

function idempotencyKey({ headers }: Post): string | null {
  const key = headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key === 'string' && /^[\x20-\x7e]{1,64}$/.test(key)) return key;
  throw invalidField('/headers/idempotency-key', 'must have 1 to 64 printable ASCII characters');
}
