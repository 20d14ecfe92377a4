import { isIP } from 'node:net';
import { z } from 'zod';
import { ARTICLE_URL_MAX, LINE_MAX, NAME_MAX, NOTE_MAX } from '../../domain/limits.js';
import { parseUrl } from '../../domain/parse-url.js';
import {
  ARTICLE_KEY_INPUT_MAX,
  ARTICLE_KEY_MAX,
  articleKeyLength,
  codePointLength,
  normaliseArticleKey,
} from '../../domain/text.js';
import type { AnswerForm } from '../protocol/route.js';
import { problemSchema } from './answers.js';
import { idSchema } from './scalars.js';

/*
 * What readers and blogs send: requests are checked against these, and `/openapi.json` is made from them. What they get is in `answers.ts`.
 */

/** Text of so many characters, counted as people count them (code points). */
export function text(least: number, most: number) {
  return z
    .string()
    .max(most * 2, `must have at most ${most} characters`)
    .refine((value) => codePointLength(value) <= most, `must have at most ${most} characters`)
    .refine(
      (value) => value.length >= least,
      least === 1 ? 'must not be empty' : `must have at least ${least} characters`,
    )
    .meta({ minLength: least, maxLength: most });
}

export const newCommentSchema = z
  .strictObject({
    article: z.strictObject({
      url: text(1, ARTICLE_URL_MAX).meta({
        description: "The article's canonical address, on one of the site's origins",
      }),
      title: text(0, 300).nullish(),
      key: text(1, ARTICLE_KEY_INPUT_MAX)
        .nullish()
        .meta({ description: 'A key of the blog instead of the path of `url`' }),
    }),
    parent: idSchema.nullish().meta({ description: 'The published comment that this one answers' }),
    author: z.strictObject({
      name: text(1, NAME_MAX),
      email: text(0, 254).nullish().meta({ description: 'Never published; required unless the site says otherwise' }),
      url: text(0, 500).nullish().meta({ description: 'http or https' }),
      vouched: z
        .boolean()
        .nullish()
        .meta({ description: "The blog's server knows that the email is the sender's own; role `blog` only" }),
    }),
    body: text(1, 10_000).meta({ description: 'Markdown' }),
    notify: z.boolean().nullish(),
    trap: text(0, NOTE_MAX).nullish().meta({ description: 'The honeypot: people leave it empty' }),
    stamp: text(0, 200).nullish().meta({ description: 'From `getStamp`: when the form was begun' }),
    authorKey: text(0, 200)
      .nullish()
      .meta({ description: 'From the answer to an earlier comment: proves that this one is by the same person' }),
    client: z
      .strictObject({
        ip: z
          .string()
          .refine((value) => isIP(value) !== 0, 'is not an IP address')
          .nullish(),
        userAgent: text(0, LINE_MAX).nullish(),
        referrer: text(0, LINE_MAX).nullish(),
      })
      .nullish()
      .meta({ description: "The reader whom a blog's server speaks for; role `blog` only" }),
  })
  .meta({ id: 'NewComment' });

export const editSchema = z.strictObject({ body: text(1, 10_000) }).meta({ id: 'Edit' });

const limitSchema = z.coerce
  .number('must be a number')
  .int({ error: 'must be a whole number', abort: true })
  .min(1, 'must be at least 1')
  .max(200, 'must be at most 200')
  .default(50)
  .meta({ description: 'How many a page has' });
const cursorSchema = text(1, 2000).optional().meta({ description: 'The `next` of the page before' });

/** What every list takes. */
export const paging = { limit: limitSchema, cursor: cursorSchema };

/** An article's key as it was sent. */
export const sentArticleKeySchema = text(1, ARTICLE_KEY_INPUT_MAX).refine(
  (key) => key.length > ARTICLE_KEY_INPUT_MAX || articleKeyLength(key) <= ARTICLE_KEY_MAX,
  `must have at most ${ARTICLE_KEY_MAX} characters`,
);
/** An article's key in the spelling in which it is stored, also for the article's full URL. What cannot be one stays as it is: no article has it. */
export function articleKeyOfSent(sent: string): string {
  const path = /^https?:\/\//i.test(sent) ? parseUrl(sent)?.pathname : undefined;
  const key = path ?? sent;
  return normaliseArticleKey(key) ?? key;
}

export const articleKeySchema = sentArticleKeySchema
  .transform(articleKeyOfSent)
  .meta({ description: "The article's key, or its full URL" });

/** A problem that only one route knows, as one of its answers. */
export function problemForm(description: string): AnswerForm {
  return { description, type: 'application/problem+json', schema: problemSchema };
}
