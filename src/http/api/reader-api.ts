import { addressKey } from '../../app/comments/address.js';
import { preview } from '../../app/comments/preview.js';
import type { Reading } from '../../app/comments/reading.js';
import { AfterwordError } from '../../domain/errors.js';
import type { CheckerName } from '../../domain/spam-checker.js';
import type { Limiter } from '../access/limiter.js';
import type { Turns } from '../access/turns.js';
import { NOT_MODIFIED, type Route, route } from '../protocol/route.js';
import { previewSchema, siteSchema } from './answers.js';
import { editSchema, problemForm } from './schemas.js';
import type { Preview, SiteAnswer } from './shapes.js';

export interface ReaderApiParts {
  readonly reading: Reading;
  readonly checker: CheckerName;
  readonly editWindowMinutes: number;
  /** Counts previews by address. */
  readonly previews: Limiter;
  /** In which previews are made. */
  readonly turns: Turns;
}

/** What a form for readers needs beside the comments: what it must say about the site, and a preview. */
export function readerRoutes({ reading, checker, editWindowMinutes, previews, turns }: ReaderApiParts): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/sites/{site}',
      id: 'getSite',
      summary: 'What a comment form has to say about a site',
      description: 'Whether an email is required, for how long authors can edit, and who checks for spam.',
      access: 'public',
      cors: 'any',
      answers: {
        200: { description: 'The site', schema: siteSchema },
        304: NOT_MODIFIED,
      },
      handle: async (call) => {
        const { site, scope } = await reading.currentSite(call.site);
        const { slug: id, name, url, origins, emailRequired } = site;
        return {
          status: 200,
          json: { site: { id, name, url, origins, emailRequired, editWindowMinutes, checker } } satisfies SiteAnswer,
          published: scope,
        };
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/sites/{site}/preview',
      id: 'previewComment',
      summary: 'What a comment would look like; nothing is stored',
      description: 'The same rendering as for comments that are stored.',
      access: 'public',
      cors: 'site',
      body: editSchema,
      answers: {
        200: { description: 'Its HTML', schema: previewSchema },
        403: problemForm("The page that calls is not one of the site's"),
        429: problemForm('Too many previews from this address'),
      },
      handle: async ({ site, body, client }) => {
        const takeBack = await previews.count(`${site.slug} ${addressKey(client.ip)}`);
        const html = await turns
          .take(() => preview(body.body))
          .catch(async (error: unknown) => {
            if (error instanceof AfterwordError && error.code === 'unavailable') await takeBack();
            throw error;
          });
        return { status: 200, json: { html } satisfies Preview };
      },
    }),
  ];
}
