import { z } from 'zod';
import { MOST_CLOSE_AFTER_DAYS } from '../../domain/article.js';
import { POLICIES } from '../../domain/policy.js';
import { countSchema, timeSchema } from './scalars.js';

/*
 * What only moderators get of a site: its articles and its settings.
 */

const moderatedArticleSchema = z
  .strictObject({
    key: z.string(),
    url: z.string().nullable(),
    title: z.string().nullable(),
    open: z.boolean().meta({ description: 'Whether it takes comments now' }),
    said: z
      .enum(['open', 'closed'])
      .nullable()
      .meta({ description: 'What the blog or a moderator has said of it. Null: its age decides' }),
    closesAt: timeSchema.nullable().meta({
      description: 'When its age closes or closed it, where nothing else was said. Null: the site closes no articles',
    }),
    counts: z.strictObject({ approved: countSchema, pending: countSchema, spam: countSchema }),
    activeAt: timeSchema.meta({ description: 'When its newest comment came, or when it became known' }),
    createdAt: timeSchema.meta({ description: 'When it became known' }),
  })
  .meta({ id: 'ModeratedArticle' });

export const articleListSchema = z
  .strictObject({ articles: z.array(moderatedArticleSchema), next: z.string().nullable() })
  .meta({ id: 'ArticleList' });

export const closeAfterDaysSchema = z
  .int('must be a whole number of days')
  .min(1, 'must be at least 1')
  .max(MOST_CLOSE_AFTER_DAYS, `must be at most ${MOST_CLOSE_AFTER_DAYS}`)
  .nullable();

/** A value of a site, and where it is said. */
function said<Schema extends z.ZodType>(value: Schema) {
  return z
    .strictObject({ value, from: z.enum(['environment', 'stored']), variable: z.string().nullable() })
    .meta({ description: 'What comes from a variable of the environment is changed there' });
}

/** A value of the service, and the variable that says it. */
function ofService<Schema extends z.ZodType>(value: Schema) {
  return z.strictObject({ value, variable: z.string() });
}

export const siteSettingsSchema = z
  .strictObject({
    settings: z.strictObject({
      name: said(z.string()),
      url: said(z.string()),
      origins: said(z.array(z.string())),
      policy: said(z.enum(POLICIES)),
      emailRequired: said(z.boolean()),
      closeAfterDays: said(closeAfterDaysSchema),
    }),
    service: z
      .strictObject({
        checker: ofService(z.enum(['akismet', 'local'])),
        retentionSpamDays: ofService(countSchema),
        retentionClientDays: ofService(countSchema),
        editWindowMinutes: ofService(countSchema),
        postLimit: ofService(z.strictObject({ comments: countSchema, seconds: countSchema }).nullable()),
      })
      .meta({ description: 'What applies to all sites; only the environment says it' }),
  })
  .meta({ id: 'SiteSettings' });
