import { avatarPath } from '../../app/comments/public-comment.js';
import { AfterwordError } from '../../domain/errors.js';
import type { OwnPath } from '../../domain/own-path.js';
import { renderMarkdown } from '../../domain/render-markdown.js';
import type { Site } from '../../domain/site.js';
import { wordsFor } from '../../words/languages.js';
import { problemForm } from '../api/schemas.js';
import { html, raw, type SafeHtml } from '../protocol/markup.js';
import { type Answer, NOT_MODIFIED, type Route, route } from '../protocol/route.js';
import { feedLink, feedPath } from './feed.js';
import { READER_STYLE_CSP, readerCsp, readerPage } from './reader-page.js';
import { contentPolicy, exactStyle, NO_MARKUP_FROM_STRINGS } from './shell.js';

/** The key of the article to try; no path, so that no article of a blog has it. */
const ARTICLE = 'afterword-first-look';

const EXAMPLE_STYLE =
  '.example { margin-top: 32px; border: 1px dashed var(--edge); border-radius: 12px; padding: 16px; } .example .hint { margin-top: 12px; }';

/** What the article's page may do: the widget as any blog would have it, under the strictest policy that it works under. */
const ARTICLE_CSP = contentPolicy({
  load: {
    ...{ 'script-src': "'self'", 'connect-src': "'self'", 'img-src': "'self'" },
    'style-src': `${READER_STYLE_CSP} ${exactStyle(EXAMPLE_STYLE)}`,
  },
  also: NO_MARKUP_FROM_STRINGS,
});

export interface FirstLookParts {
  /** The site that the article is on, as it is now. */
  readonly site: () => Promise<Site | undefined>;
  /** How many comments are published on an article, and whether none is on any other. */
  readonly publishedOn: (site: Site, articleKey: string) => Promise<{ comments: number; isOnlyArticle: boolean }>;
  /** Shows the article also when there are comments on others. */
  readonly isDemo: boolean;
}

/** `/`: something to try for whoever has just started the service, and later a page that says what this is. */
export function firstLookRoutes({ site: siteNow, publishedOn, isDemo }: FirstLookParts): Route[] {
  return [
    route({
      method: 'get',
      path: '/',
      id: 'firstLook',
      summary: 'What this is; with an article to try until a comment on another is published',
      description: 'For people, in a browser.',
      access: 'public',
      cors: 'none',
      fresh: true,
      answers: {
        200: { description: 'A page', type: 'text/html' },
        304: NOT_MODIFIED,
        404: problemForm('There is no site yet'),
      },
      handle: async ({ at }) => {
        const site = await siteNow();
        if (site === undefined) throw new AfterwordError('not-found', 'There is no site yet.');
        const { comments, isOnlyArticle } = await publishedOn(site, ARTICLE);
        return isDemo || isOnlyArticle ? articlePage(site, at, comments === 0) : aboutPage(site, at);
      },
    }),
  ];
}

const EXAMPLE_WORDS =
  'Welcome. This is what a published comment looks like: with **Markdown**, `code` and [links](https://commonmark.org/help/).';
const EXAMPLE_SEED = '0000000000000009';

/**
 * What a published comment looks like, as long as there is none. It is no comment: one that came with the service would be counted, listed, exported
 * and fed to readers as somebody's words. Therefore it says so, claims no time, and cannot be replied to.
 */
function exampleHtml(at: OwnPath): SafeHtml {
  return html`<section class="example" aria-label="An example">
<article>
<header><img src="${avatarPath(EXAMPLE_SEED, at)}?letter=A" alt="" width="24" height="24"> <b>Afterword</b> <span class="edited">Example</span></header>
<div class="body">${raw(renderMarkdown(EXAMPLE_WORDS))}</div>
</article>
<p class="hint">This example is part of the page. It is not stored. It goes when the first comment here is published.</p>
</section>
`;
}

function articlePage(site: Site, at: OwnPath, withExample: boolean): Answer {
  const title = 'Afterword is running';
  const address = new URLSearchParams({ article: ARTICLE, url: site.url, title });
  const content = html`<p class="lead">This page has a thread of its own, so that you can try it before you embed it. It stays until a comment on one of your articles is published.</p>
<ol class="cards">
<li><b>Write a comment</b> in the box below, as a reader would.</li>
<li><b>Approve it at <a href="${at('/desk')}">the desk</a></b> Run <code>afterword desk</code> for a link to sign in.</li>
<li><b>Embed it</b> The desk has the lines for your pages.</li>
</ol>
<afterword-thread site="${site.slug}" article="${ARTICLE}" url="${site.url}" title="${title}"><p><a href="${at(`/sites/${site.slug}/thread?${String(address)}`)}">Read and write comments without scripts</a></p></afterword-thread>
${withExample ? exampleHtml(at) : null}`;
  return pageAnswer(
    at,
    { title, content },
    ARTICLE_CSP,
    html`<script type="module" src="${at('/embed.js')}"></script>
<style>${raw(EXAMPLE_STYLE)}</style>
`,
  );
}

function aboutPage(site: Site, at: OwnPath): Answer {
  const content = html`<p>This is where <a href="${site.url}">${site.name}</a> keeps its comments, with <b>Afterword</b>. They are shown below its articles, not here.</p>
<ul>
<li><a href="${at('/desk')}">The desk</a>, for moderators</li>
<li><a href="${at(feedPath(site, null))}">The newest comments</a>, for feed readers</li>
<li><a href="${at(`/privacy/${site.slug}`)}">What happens to the data of those who comment</a></li>
<li><a href="${at('/openapi.json')}">The description of the API</a>, for programs</li>
</ul>`;
  const feed = feedLink(at(feedPath(site, null)), `Comments on ${site.name}`);
  return pageAnswer(at, { title: 'Comments', content }, readerCsp([]), feed);
}

function pageAnswer(
  at: OwnPath,
  { title, content }: { title: string; content: SafeHtml },
  policy: string,
  more: SafeHtml,
): Answer {
  const head = html`<meta name="robots" content="noindex">
${more}`;
  return {
    status: 200,
    text: readerPage({ spoken: wordsFor('en'), title, head, content, at }),
    type: 'text/html; charset=utf-8',
    headers: { 'Content-Security-Policy': policy, 'Cache-Control': 'no-cache' },
  };
}
