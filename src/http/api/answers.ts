import { z } from 'zod';
import { countSchema, idSchema, timeSchema } from './scalars.js';

/*
 * What everybody gets: `/openapi.json` is made from these, the browsers' types are taken from them (`shapes.ts`), and the tests hold each answer
 * to them. The public comment has no place for an email.
 */

export const publicCommentSchema = z
  .strictObject({
    id: idSchema,
    /** The key of its article. */
    article: z.string(),
    parent: idSchema.nullable(),
    /** Null in the empty place of a comment that is no longer published while published replies hang below it. */
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
    /** Published replies below it. */
    replies: countSchema,
    removed: z
      .enum(['author', 'moderator'])
      .optional()
      .meta({ description: 'Who took it away; only in the empty place that it leaves above published replies' }),
  })
  .meta({ id: 'Comment' });

export const submitAnswerSchema = z
  .strictObject({
    comment: publicCommentSchema,
    editToken: z.string(),
    editableUntil: timeSchema,
    authorKey: z.string().nullable().meta({
      description:
        'To be sent with later comments, which are then known to be by the same person; null without an email',
    }),
  })
  .meta({ id: 'Submitted' });

export const articleSchema = z
  .strictObject({
    key: z.string(),
    url: z.string().nullable(),
    title: z.string().nullable(),
    open: z.boolean(),
    count: countSchema,
    closedAfterDays: countSchema
      .optional()
      .meta({ description: 'Only of an article that is closed because it is older than so many days' }),
  })
  .meta({ id: 'Article' });

export const threadListSchema = z
  .strictObject({ article: articleSchema, comments: z.array(publicCommentSchema), next: z.string().nullable() })
  .meta({ id: 'ThreadList' });

export const countsSchema = z.strictObject({ counts: z.record(z.string(), countSchema) }).meta({ id: 'Counts' });

export const problemSchema = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int().min(100).max(599),
    detail: z.string(),
    errors: z.array(z.strictObject({ pointer: z.string(), detail: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457' });

export const siteSchema = z
  .strictObject({
    site: z.strictObject({
      id: z.string(),
      name: z.string(),
      url: z.string(),
      origins: z.array(z.string()).meta({ description: 'Pages of these may post from a browser' }),
      emailRequired: z.boolean(),
      editWindowMinutes: countSchema,
      checker: z.enum(['akismet', 'local']),
    }),
  })
  .meta({ id: 'Site' });

export const previewSchema = z
  .strictObject({ html: z.string().meta({ description: 'Sanitised' }) })
  .meta({ id: 'Preview' });

export const stampSchema = z
  .strictObject({
    stamp: z.string().meta({ description: 'To be sent as `stamp` with the comment' }),
    expiresAt: timeSchema.meta({ description: 'From then on it counts like none' }),
  })
  .meta({ id: 'Stamp' });
