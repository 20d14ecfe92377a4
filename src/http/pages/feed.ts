import { z } from 'zod';
import type { LatestRow, Reading } from '../../app/comments/reading.js';
import type { Site } from '../../domain/site.js';
import { articleKeySchema } from '../api/schemas.js';
import { html, type SafeHtml } from '../protocol/markup.js';
import { type Answer, type Call, NOT_MODIFIED, type Route, route } from '../protocol/route.js';
import { articleUrl } from './article-url.js';
import { type AtomEntry, atomFeed, commentId } from './atom.js';

const FEED_LENGTH = 50;

/** What feed readers subscribe to. @param publicUrl where browsers reach the service, without a slash at its end; null where the settings do not say it */
export function feedRoutes(reading: Reading, publicUrl: string | null): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/sites/{site}/feed.atom',
      id: 'feed',
      summary: 'The 50 comments that were published last, as Atom 1.0',
      description: 'In the order of publication, the newest first. With `article`, of this article only.',
      access: 'public',
      cors: 'any',
      query: z.object({ article: articleKeySchema.optional() }),
      answers: {
        200: { description: 'An Atom feed', type: 'application/atom+xml' },
        304: NOT_MODIFIED,
      },
      handle: (call) => feed(call, reading, publicUrl),
    }),
  ];
}

type FeedCall = Call<{ article?: string | undefined }, unknown>;

async function feed(call: FeedCall, reading: Reading, publicUrl: string | null): Promise<Answer> {
  const { article: key = null } = call.query;
  const { site, article, comments, scope } = await reading.latest(call.site, key, FEED_LENGTH);
  const pageUrl = key === null ? site.url : articleUrl(site, article, key);
  const text = atomFeed({
    about: key === null ? site.name : (article?.title ?? pageUrl),
    pageUrl,
    feedId: `${site.url}#comments${key === null ? '' : `-${encodeURIComponent(key)}`}`,
    feedUrl: `${publicUrl ?? ''}${feedPath(site, key)}`,
    entries: comments.map(entryOf),
  });
  return { status: 200, text, type: 'application/atom+xml; charset=utf-8', published: scope };
}

function entryOf(row: LatestRow): AtomEntry {
  const { articleUrl: page, articleTitle, parent } = row;
  return {
    ...row,
    about: articleTitle ?? page,
    commentUrl: `${page}#comment-${row.id}`,
    inReplyTo: parent === null ? { id: page, url: page } : { id: commentId(parent), url: `${page}#comment-${parent}` },
  };
}

/** The path of a site's feed, or of one of its articles'. */
export function feedPath({ slug }: Site, key: string | null): string {
  return `/api/v1/sites/${slug}/feed.atom${key === null ? '' : `?article=${encodeURIComponent(key)}`}`;
}

/** By what browsers and feed readers find a feed on a page. */
export function feedLink(path: string, title: string): SafeHtml {
  return html`<link rel="alternate" type="application/atom+xml" href="${path}" title="${title}">
`;
}
