import { z } from 'zod';
import type { AuthorChanges } from '../../app/comments/author-changes.js';
import type { PublicComment } from '../../app/comments/public-comment.js';
import { AfterwordError } from '../../domain/errors.js';
import { ARTICLE_URL_MAX } from '../../domain/limits.js';
import type { OwnPath } from '../../domain/own-path.js';
import type { Site } from '../../domain/site.js';
import { isSpoken, type Spoken, wordsFor } from '../../words/languages.js';
import { directionOf, fill } from '../../words/words.js';
import { idSchema } from '../api/scalars.js';
import { problemForm, text } from '../api/schemas.js';
import { preferredLanguage } from '../protocol/accept.js';
import { html } from '../protocol/markup.js';
import { type Answer, type Route, route } from '../protocol/route.js';
import { articleUrl } from './article-url.js';
import { readerCsp, readerPage } from './reader-page.js';
import { upLink } from './shell.js';
import { wordsHtml } from './thread-html.js';

const querySchema = z.object({
  comment: idSchema.meta({ description: 'The comment that was sent' }),
  proof: text(1, 80).meta({ description: 'What its sender was led here with' }),
  url: text(1, ARTICLE_URL_MAX).optional().meta({ description: "The article's address" }),
});

/** Where a form without scripts leads: what became of the comment, and the way back. Only whoever sent it gets the address. */
export function sentPageRoutes(author: Pick<AuthorChanges, 'seeSent'>): Route[] {
  return [
    route({
      method: 'get',
      path: '/sites/{site}/sent',
      id: 'sentPage',
      summary: 'What became of a comment that was sent without scripts, for a day',
      description:
        'Its address is in the answer to the form. It shows the comment, and does not let anybody change it.',
      access: 'public',
      cors: 'none',
      query: querySchema,
      fresh: true,
      answers: {
        200: { description: 'A page', type: 'text/html' },
        404: problemForm('No such comment, or not with this proof'),
      },
      async handle({ site, query, headers, at }) {
        const comment = await author.seeSent(site, query.comment, query.proof);
        if (comment === undefined) throw new AfterwordError('not-found', 'There is no such comment, or no longer.');
        const spoken = wordsFor(preferredLanguage(headers['accept-language'], isSpoken) ?? 'en');
        return sentPage(comment, { site, spoken, at, url: articleUrl(site, null, comment.article, query.url) });
      },
    }),
  ];
}

interface SentPage {
  readonly site: Site;
  readonly spoken: Spoken;
  readonly at: OwnPath;
  /** Of the article. */
  readonly url: string;
}

function sentPage({ id, status, author, html: words }: PublicComment, { site, spoken, at, url }: SentPage): Answer {
  const say = spoken.words;
  const isPublished = status === 'approved';
  const note = isPublished ? say.pagePublishedNote : fill(say.pagePendingNote, { site: site.name }).join('');
  const content = html`<p>${note}</p>
<div class="sent"><b dir="auto">${author?.name}</b>
${wordsHtml(words, { spoken, scrollStyle: null })}</div>
<p><a class="button" href="${url}${isPublished ? `#comment-${id}` : ''}">${say.pageArticle}</a></p>`;
  return {
    status: 200,
    text: readerPage({
      ...{ spoken, content, at },
      title: isPublished ? say.pagePublished : say.pagePending,
      up: upLink(url, site.name, directionOf(spoken.language)),
      head: html`<meta name="robots" content="noindex">
`,
    }),
    type: 'text/html; charset=utf-8',
    headers: { 'Content-Security-Policy': readerCsp([]), Vary: 'Accept-Language' },
  };
}
