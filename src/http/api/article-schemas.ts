import { z } from 'zod';
import { ARTICLE_URL_MAX } from '../../domain/limits.js';
import { articleKeySchema, paging, text } from './schemas.js';

/*
 * What only moderators send about articles. What they get is in `site-answers.ts`.
 */

export const articlesQuerySchema = z.strictObject({
  q: text(0, 500).optional().meta({ description: 'Words that stand in the key or the title, or are part of one' }),
  ...paging,
});

export const articleChangeSchema = z
  .strictObject({
    article: articleKeySchema,
    open: z
      .boolean()
      .nullish()
      .meta({ description: 'Whether it takes comments, whatever its age. Null: its age decides, as the site says' }),
    title: text(0, 300).nullish().meta({ description: 'Null: what the newest published comment says' }),
    url: text(1, ARTICLE_URL_MAX)
      .nullish()
      .meta({ description: "On one of the site's origins. Null: what the newest published comment says" }),
  })
  .refine(({ open, title, url }) => open !== undefined || title !== undefined || url !== undefined, {
    error: 'must name a change: open, title or url',
  })
  .meta({ id: 'ArticleChange', minProperties: 2 });
