import { z } from 'zod';
import type { Reading } from '../../app/comments/reading.js';
import { articleKeySchema } from '../api/schemas.js';
import { type Answer, type Call, type Route, route } from '../protocol/route.js';
import { atomFeed } from './atom.js';

const FEED_LENGTH = 50;

/** What feed readers subscribe to. */
export function feedRoutes(reading: Reading): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/sites/{site}/feed.atom',
      id: 'feed',
      summary: 'The newest 50 published comments as Atom 1.0',
      description: 'In the order of publication, the newest first. With `article`, of this article only.',
      access: 'public',
      cors: 'any',
      query: z.object({ article: articleKeySchema.optional() }),
      answers: {
        200: { description: 'An Atom feed', type: 'application/atom+xml' },
        304: { description: 'What the client has is still true', type: '' },
      },
      handle: (call) => feed(call, reading),
    }),
  ];
}

async function feed(call: Call<{ article?: string | undefined }, unknown>, reading: Reading): Promise<Answer> {
  const { article: key = null } = call.query;
  const { site, comments, scope } = await reading.newest(call.site, key, FEED_LENGTH);
  const text = atomFeed({
    siteName: site.name,
    siteUrl: site.url,
    feedId: `${site.url}#comments${key === null ? '' : `-${encodeURIComponent(key)}`}`,
    feedUrl: `/api/v1/sites/${site.slug}/feed.atom${key === null ? '' : `?article=${encodeURIComponent(key)}`}`,
    updatedAt: Math.max(0, ...comments.map((row) => row.editedAt ?? row.createdAt)),
    entries: comments.map((row) => ({ ...row, commentUrl: `${row.articleUrl}#comment-${row.id}` })),
  });
  return { status: 200, text, type: 'application/atom+xml; charset=utf-8', published: scope };
}
