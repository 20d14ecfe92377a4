import { isIP } from 'node:net';
import { z } from 'zod';
import { STATUSES } from '../../domain/comment.js';
import { LINE_MAX, NAME_MAX, NOTE_MAX } from '../../domain/limits.js';
import { codePointLength, normaliseArticleKey } from '../../domain/text.js';
import { UUID_PATTERN } from '../../domain/uuid.js';
import type { AnswerForm } from '../protocol/route.js';

/*
 * Every shape of the API, once: requests are checked against these, `/openapi.json` is made from them, and the tests hold each answer to them.
 * Requests and answers are separate; the public comment has no place for an email.
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

export const idSchema = z.string().regex(UUID_PATTERN, 'is not an id').meta({ format: 'uuid' });
export const timeSchema = z.iso.datetime({ precision: 3 }).meta({ description: 'RFC 3339, UTC, milliseconds' });

// Requests

export const newCommentSchema = z
  .strictObject({
    article: z.strictObject({
      url: text(1, 2048).meta({ description: "The article's canonical address, on one of the site's origins" }),
      title: text(0, 300).nullish(),
      key: text(1, 512).nullish().meta({ description: 'A key of the blog instead of the path of `url`' }),
    }),
    parent: idSchema.nullish().meta({ description: 'The published comment that this one answers' }),
    author: z.strictObject({
      name: text(1, NAME_MAX),
      email: text(0, 254).nullish().meta({ description: 'Never published; required unless the site says otherwise' }),
      url: text(0, 500).nullish().meta({ description: 'http or https' }),
    }),
    body: text(1, 10_000).meta({ description: 'Markdown' }),
    notify: z.boolean().nullish(),
    trap: text(0, NOTE_MAX).nullish().meta({ description: 'The honeypot: people leave it empty' }),
    stamp: text(0, 200).nullish().meta({ description: 'From `getStamp`: when the form was begun' }),
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
  .default(50);
const cursorSchema = text(1, 2000).optional();

/** What every list takes. */
export const paging = { limit: limitSchema, cursor: cursorSchema };

/** An article's key as it was sent. */
export const sentArticleKeySchema = text(1, 512);
/** An article's key in the spelling in which it is stored. What cannot be one stays as it is: no article has it. */
export const articleKeySchema = sentArticleKeySchema.transform((key) => normaliseArticleKey(key) ?? key);

// Answers

export const publicCommentSchema = z
  .strictObject({
    id: idSchema,
    article: z.string(),
    parent: idSchema.nullable(),
    author: z
      .strictObject({
        name: z.string(),
        url: z.string().nullable(),
        avatar: z.string(),
        verified: z.boolean(),
      })
      .nullable(),
    html: z.string(),
    createdAt: timeSchema,
    editedAt: timeSchema.nullable(),
    status: z.enum(['approved', 'pending']),
    replies: z.int().min(0),
  })
  .meta({ id: 'Comment' });

export const submitAnswerSchema = z
  .strictObject({ comment: publicCommentSchema, editToken: z.string(), editableUntil: timeSchema })
  .meta({ id: 'Submitted' });

export const articleSchema = z
  .strictObject({
    key: z.string(),
    url: z.string().nullable(),
    title: z.string().nullable(),
    open: z.boolean(),
    count: z.int().min(0),
  })
  .meta({ id: 'Article' });

export const threadListSchema = z
  .strictObject({ article: articleSchema, comments: z.array(publicCommentSchema), next: z.string().nullable() })
  .meta({ id: 'ThreadList' });

export const countsSchema = z.strictObject({ counts: z.record(z.string(), z.int().min(0)) }).meta({ id: 'Counts' });

export const problemSchema = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z.array(z.strictObject({ pointer: z.string(), detail: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457' });

/** A problem that only one route knows, as one of its answers. */
export function problemForm(description: string): AnswerForm {
  return { description, type: 'application/problem+json', schema: problemSchema };
}

export const statusSchema = z.enum(STATUSES);
