import { z } from 'zod';
import type { AuditEntryView } from '../../app/moderation/moderate.js';
import { STATUSES } from '../../domain/comment.js';
import { DECISIONS } from '../../domain/decision.js';
import { NOTE_MAX } from '../../domain/limits.js';
import { articleKeySchema, idSchema, paging, statusSchema, text, timeSchema } from './schemas.js';

/*
 * What only moderators see and send. Nothing here is shared with the shapes that readers get, so that a property added for moderators cannot
 * show up in public.
 */

/** Ids that one decision may name. */
export const MOST_DECIDED = 500;

// Requests. Lists that people act on refuse parameters that they do not know: a mistyped filter would show more than was meant.

export const queueQuerySchema = z.strictObject({
  status: z.enum([...STATUSES, 'all']).default('pending'),
  q: text(0, 500).optional().meta({ description: 'Words that stand in the body, the name or the URL' }),
  article: articleKeySchema.optional(),
  author: idSchema.optional().meta({ description: 'A comment: everything by whoever wrote that one' }),
  order: z
    .enum(['oldest', 'newest', 'suspicious'])
    .default('newest')
    .meta({ description: 'The order `suspicious` follows what is learned: it may change between two pages' }),
  ...paging,
});

export const auditQuerySchema = z.strictObject(paging);

export const decisionSchema = z
  .strictObject({
    decision: z.enum(DECISIONS).meta({ description: '`delete` erases for good, from `spam` and `trash` only' }),
    comments: z
      .array(text(1, 100))
      .min(1, 'must name at least 1 comment')
      .max(MOST_DECIDED, `must name at most ${MOST_DECIDED} comments`)
      .meta({ description: 'Ids; an unknown one is a problem in its own row of the results' }),
    ifStatus: z.enum(STATUSES).nullish().meta({
      description: 'Decide only where this is still the status: what another moderator has decided meanwhile stays',
    }),
    note: text(0, NOTE_MAX).nullish().meta({ description: 'Kept in the history of each comment' }),
  })
  .meta({ id: 'DecisionOrder' });

export const articleChangeSchema = z
  .strictObject({ article: articleKeySchema, open: z.boolean().meta({ description: 'Whether it takes comments' }) })
  .meta({ id: 'ArticleChange' });

// Answers

const countSchema = z.int().min(0);
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
    }),
    body: z.string().meta({ description: 'The Markdown as it was written' }),
    html: z.string(),
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

export const auditEntrySchema = z
  .strictObject({
    at: timeSchema,
    actor: z.string().meta({ description: "A token's name, `author`, `policy` or `operator`" }),
    action: z.string(),
    comment: z.string().nullable(),
    from: z.string().nullable(),
    to: z.string().nullable(),
    note: z.string().nullable(),
  })
  .meta({ id: 'AuditEntry' }) satisfies z.ZodType<AuditEntryView>;

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
