import { z } from 'zod';
import { STATUSES } from '../../domain/comment.js';
import { DECISIONS } from '../../domain/decision.js';
import { NOTE_MAX } from '../../domain/limits.js';
import { idSchema } from './scalars.js';
import { articleKeySchema, paging, text } from './schemas.js';

/*
 * What only moderators send. What they get is in `moderation-answers.ts`.
 */

/** Ids that one decision may name. */
const MOST_DECIDED = 500;

// Lists that people act on refuse parameters that they do not know: a mistyped filter would show more than was meant.

const listQuery = {
  status: z
    .enum([...STATUSES, 'all'])
    .default('pending')
    .meta({ description: 'Only comments in this status' }),
  q: text(0, 500)
    .optional()
    .meta({ description: 'Words that stand in the body, in an edit that waits, in the name or in the URL' }),
  order: z
    .enum(['oldest', 'newest', 'suspicious'])
    .default('newest')
    .meta({ description: 'The order `suspicious` follows what is learned: it may change between two pages' }),
  ...paging,
};

/** Articles and authors are each a site's. */
export const sitesQueueQuerySchema = z.strictObject(listQuery);

export const queueQuerySchema = z.strictObject({
  ...listQuery,
  article: articleKeySchema.optional(),
  author: idSchema.optional().meta({ description: 'A comment: everything by whoever wrote that one' }),
});

export const auditQuerySchema = z.strictObject(paging);

export const decisionSchema = z
  .strictObject({
    decision: z.enum(DECISIONS).meta({
      description:
        '`approve` takes an edit that waits, `keep` drops it; `delete` erases for good, from `spam` and `trash` only',
    }),
    comments: z
      .array(text(1, 100))
      .min(1, 'must name at least 1 comment')
      .max(MOST_DECIDED, `must name at most ${MOST_DECIDED} comments`)
      .meta({ description: 'Ids; an unknown one is a problem in its own row of the results' }),
    ifStatus: z.enum(STATUSES).nullish().meta({
      description: 'Decide only where this is still the status: what another moderator has decided meanwhile stays',
    }),
    ifRevision: z.record(text(1, 100), z.int().min(0)).nullish().meta({
      description:
        'By id, the `revision` of what was read: a comment that its author has changed since then is a problem in its own row',
    }),
    note: text(0, NOTE_MAX).nullish().meta({ description: 'Kept in the history of each comment' }),
  })
  .meta({ id: 'DecisionOrder' });
