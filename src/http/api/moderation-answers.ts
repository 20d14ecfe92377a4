import { z } from 'zod';
import { STATUSES } from '../../domain/comment.js';
import { ROLES } from '../../domain/token.js';
import { countSchema, idSchema, statusSchema, timeSchema } from './scalars.js';

/*
 * What only moderators get. Nothing here is shared with the shapes that readers get, so that a property added for moderators cannot show up in
 * public.
 */

const directionSchema = z.enum(['ham', 'spam']);

const clientSchema = z.strictObject({ ip: z.string(), userAgent: z.string(), referrer: z.string() });

const verdictSchema = z.strictObject({
  by: z.enum(['akismet', 'local', 'none']),
  outcome: z.enum(['ham', 'spam', 'discard', 'unchecked']),
  checkedAt: timeSchema.nullable(),
  attempts: countSchema,
  nextAttemptAt: timeSchema.nullable(),
  lastError: z.string().nullable(),
});

const suspicionSchema = z.strictObject({
  score: z.number().min(0).max(1),
  /** What speaks for spam, or with a weight below 0 against it. The weights add up to the log-odds of the score. */
  reasons: z.array(z.strictObject({ detail: z.string(), weight: z.number() })),
});

const correctionSchema = z.strictObject({
  to: directionSchema,
  state: z.enum(['waiting', 'delivered', 'failed']),
  at: timeSchema,
});

export const moderatedSchema = z
  .strictObject({
    id: idSchema,
    site: z.string().meta({ description: 'The id of its site, where it is decided on' }),
    article: z.string(),
    articleUrl: z.string(),
    articleTitle: z.string().nullable(),
    parent: idSchema.nullable(),
    author: z.strictObject({
      name: z.string(),
      email: z.string().nullable().meta({ description: 'Masked: `a••@e•••••.org`' }),
      url: z.string().nullable(),
      avatar: z.string(),
      verified: z.boolean(),
      unproven: z.boolean().meta({
        description: 'The email is that of an earlier author, and nothing proves that this is the same person',
      }),
      looksLike: z.string().nullable().meta({
        description:
          'The name of an earlier author that this one looks like and is not; null once somebody has decided',
      }),
    }),
    body: z.string().meta({ description: 'The Markdown as it was written' }),
    html: z.string(),
    proposed: z
      .strictObject({ body: z.string(), html: z.string(), at: timeSchema })
      .nullable()
      .meta({ description: "An author's edit that waits; `body` and `html` are what has passed" }),
    revision: countSchema.meta({
      description: 'Changes with each edit, also with one that waits: for `ifRevision` of a decision',
    }),
    createdAt: timeSchema,
    editedAt: timeSchema.nullable(),
    status: statusSchema,
    replies: countSchema,
    client: clientSchema.nullable().meta({ description: 'Null once its time of retention is over' }),
    verdict: verdictSchema,
    suspicion: suspicionSchema.nullable().meta({ description: "The local classifier's opinion" }),
    correction: correctionSchema.nullable().meta({ description: 'A decision against the verdict, on its way back' }),
  })
  .meta({ id: 'Moderated' });

const auditEntrySchema = z
  .strictObject({
    at: timeSchema,
    site: z.string().nullable().meta({ description: 'The id of the site; null for what concerns all of the service' }),
    actor: z.string().meta({ description: "A token's name, `author`, `policy` or `operator`" }),
    action: z.string(),
    comment: z.string().nullable(),
    from: z.string().nullable(),
    to: z.string().nullable(),
    note: z.string().nullable(),
  })
  .meta({ id: 'AuditEntry' });

export const queueSchema = z
  .strictObject({
    comments: z.array(moderatedSchema),
    next: z.string().nullable(),
    total: countSchema,
    totalIsCapped: z.boolean().meta({ description: 'There are more than `total`' }),
  })
  .meta({ id: 'Queue' });

export const moderatedWithHistorySchema = moderatedSchema
  .extend({ history: z.array(auditEntrySchema).meta({ description: 'Oldest first' }) })
  .meta({ id: 'ModeratedWithHistory' });

const decisionResultSchema = z
  .strictObject({
    id: z.string(),
    from: statusSchema.nullable(),
    to: z.enum([...STATUSES, 'deleted']).nullable(),
    changed: z.boolean(),
    problem: z.string().optional().meta({ description: 'Why nothing was done to this one' }),
  })
  .meta({ id: 'DecisionResult' });

export const decisionsSchema = z.strictObject({ results: z.array(decisionResultSchema) }).meta({ id: 'Decisions' });

export const emailSchema = z.strictObject({ email: z.string() }).meta({ id: 'Email' });

export const auditSchema = z
  .strictObject({ entries: z.array(auditEntrySchema), next: z.string().nullable() })
  .meta({ id: 'Audit' });

const daySchema = z
  .strictObject({
    day: z.iso.date().meta({ description: 'UTC' }),
    verdicts: z.strictObject({ ham: countSchema, spam: countSchema, discard: countSchema, unsure: countSchema }),
    decisions: z.strictObject({
      approve: countSchema,
      hold: countSchema,
      spam: countSchema,
      trash: countSchema,
      delete: countSchema,
    }),
    overruled: z
      .strictObject({ ham: countSchema, spam: countSchema })
      .meta({ description: 'Decisions against the verdict, by what people said instead' }),
  })
  .meta({ id: 'Day' });

export const summarySchema = z
  .strictObject({
    counts: z.strictObject({ pending: countSchema, approved: countSchema, spam: countSchema, trash: countSchema }),
    oldestPendingAt: timeSchema.nullable(),
    oldestPendingSeconds: countSchema.nullable(),
    checker: z.strictObject({
      name: z.enum(['akismet', 'local']),
      ok: z.boolean(),
      lastError: z.string().nullable(),
      alert: z.string().nullable().meta({ description: 'What its service says about the account' }),
      waiting: countSchema.meta({ description: 'Comments without a verdict' }),
      corrections: countSchema.meta({ description: 'Not yet delivered' }),
      learned: z
        .strictObject({ ham: countSchema, spam: countSchema })
        .meta({ description: 'Decisions that the local classifier has learned from and that stand' }),
    }),
    days: z.array(daySchema).meta({ description: 'The last 30 days, oldest first, today included' }),
  })
  .meta({ id: 'Summary' });

export const deskSessionSchema = z
  .strictObject({
    name: z.string().meta({ description: 'Under which decisions are written down' }),
    role: z.enum(ROLES),
    sites: z
      .array(z.strictObject({ id: z.string(), name: z.string(), url: z.string() }))
      .meta({ description: 'The sites that may be moderated' }),
    expiresAt: timeSchema,
  })
  .meta({ id: 'DeskSession' });
