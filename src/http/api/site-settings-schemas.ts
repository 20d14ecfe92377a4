import { z } from 'zod';
import { POLICIES } from '../../domain/policy.js';
import { text } from './schemas.js';
import { closeAfterDaysSchema } from './site-answers.js';

/*
 * What admins change of a site's settings. What moderators get of them is in `site-answers.ts`.
 */

const MOST_ORIGINS = 100;
const URL_MAX = 500;

export const siteSettingsChangeSchema = z
  .strictObject({
    name: text(1, 200).optional(),
    url: text(1, URL_MAX).optional().meta({ description: 'The front page; its origin may post' }),
    origins: z
      .array(text(1, URL_MAX))
      .max(MOST_ORIGINS, `must have at most ${MOST_ORIGINS} items`)
      .optional()
      .meta({ description: "Every origin that may post; the front page's may in any case" }),
    policy: z.enum(POLICIES).optional(),
    emailRequired: z.boolean().optional(),
    closeAfterDays: closeAfterDaysSchema.optional().meta({
      description: 'Days after which articles take no more comments, from when they became known. Null: never',
    }),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), { error: 'must name a change' })
  .meta({ id: 'SiteSettingsChange', minProperties: 1 });
