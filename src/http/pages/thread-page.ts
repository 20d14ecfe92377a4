import { z } from 'zod';
import type { PublicComment } from '../../app/comments/public-comment.js';
import type { PublishedList, Reading } from '../../app/comments/reading.js';
import type { Article } from '../../domain/article.js';
import { ARTICLE_URL_MAX } from '../../domain/limits.js';
import type { Site } from '../../domain/site.js';
import type { CheckerName } from '../../domain/spam-checker.js';
import { articleKeyOf, cleanLine } from '../../domain/text.js';
import { type Spoken, wordsFor } from '../../words/languages.js';
import { daysKept, pluralKept } from '../../words/per-language.js';
import { directionOf, fill } from '../../words/words.js';
import { idSchema } from '../api/scalars.js';
import { articleKeySchema, paging, text } from '../api/schemas.js';
import { encodeCursor, nextLink, startOf } from '../protocol/cursor.js';
import { html, type SafeHtml } from '../protocol/markup.js';
import { type Answer, type Call, NOT_MODIFIED, type Route, route } from '../protocol/route.js';
import { articleUrl } from './article-url.js';
import { commentForm } from './comment-form.js';
import { feedLink, feedPath } from './feed.js';
import { readerCsp, readerPage } from './reader-page.js';
import { upLink } from './shell.js';
import { threadData } from './thread-data.js';
import { threadHtml } from './thread-html.js';

const language = text(1, 35).default('en').meta({ description: 'The language of the words around the comments' });
const order = z.enum(['oldest', 'newest']).default('oldest').meta({ description: 'Which threads come first' });

const fragmentSchema = z.object({ article: articleKeySchema, lang: language, order, ...paging });
const pageSchema = fragmentSchema.extend({
  url: text(1, ARTICLE_URL_MAX)
    .optional()
    .meta({ description: "The article's address, for an article without comments" }),
  title: text(0, 300).optional().meta({ description: 'Its title, likewise' }),
  parent: idSchema.optional().meta({ description: 'The comment that the form answers' }),
  thread: idSchema.optional().meta({ description: "Shows one thread's answers" }),
});
type PageQuery = z.output<typeof pageSchema>;
type PageCall = Call<PageQuery, unknown>;

const HTML = 'text/html; charset=utf-8';

export interface ThreadPageParts {
  readonly reading: Reading;
  readonly checker: CheckerName;
}

/** The thread of an article for whoever runs no scripts: as a page with a form, and as a fragment for the blog's own page. */
export function threadPageRoutes({ reading, checker }: ThreadPageParts): Route[] {
  const open = { method: 'get', access: 'public', cors: 'any' } as const;
  return [
    route({
      ...open,
      path: '/sites/{site}/thread',
      id: 'threadPage',
      summary: "A page with an article's thread and a form, for browsers without scripts and for crawlers",
      description: 'Parameters that are not known are ignored.',
      query: pageSchema,
      loose: ['url', 'title'],
      answers: { 200: { description: 'A page', type: 'text/html' }, 304: NOT_MODIFIED },
      handle: (call) => threadPage(call, reading, checker),
    }),
    route({
      ...open,
      path: '/sites/{site}/thread.html',
      id: 'threadFragment',
      summary: "An article's thread as a fragment of HTML, to be put into the article's page by a server",
      description: 'It has no style of its own and no link to this service.',
      query: fragmentSchema,
      answers: { 200: { description: 'A fragment', type: 'text/html' }, 304: NOT_MODIFIED },
      handle: (call) => threadFragment(call, reading),
    }),
  ];
}

type FragmentCall = Call<z.output<typeof fragmentSchema>, unknown>;

function threads({ site, query }: FragmentCall, reading: Reading): Promise<PublishedList<number>> {
  const { article: key, order, limit, cursor } = query;
  const after = startOf(cursor, 'number');
  return reading.threads(site, { key, order, limit, after });
}

function answers({ site, query }: PageCall, thread: string, reading: Reading): Promise<PublishedList<string>> {
  const { article: key, limit, cursor } = query;
  const after = startOf(cursor, 'string');
  return reading.answers(site, { key, thread, limit, after });
}

function cursorTo({ next }: PublishedList<number | string>): string | null {
  return next === null ? null : encodeCursor([next]);
}

/** What the page is about: as the service knows the article, or else as the link to the page says. */
interface About {
  readonly key: string;
  readonly url: string;
  /** Null if nobody has told it yet. */
  readonly title: string | null;
  /** Whether something of it is only known from the link. */
  readonly isFromLink: boolean;
  readonly isOpen: boolean;
}

function aboutOf(site: Site, { article: key, url, title }: PageQuery, article: Article | null): About {
  return {
    key,
    url: articleUrl(site, article, key, url),
    title: article?.title ?? (cleanLine(title ?? '', 300) || null),
    isFromLink: (article?.title == null && Boolean(title)) || (article === null && url !== undefined),
    isOpen: article?.open ?? true,
  };
}

async function threadPage(call: PageCall, reading: Reading, checker: CheckerName): Promise<Answer> {
  const { query, at } = call;
  const { site, scope } = await reading.currentSite(call.site);
  const spoken = wordsFor(query.lang);
  const list = query.thread === undefined ? await threads(call, reading) : await answers(call, query.thread, reading);
  const next = cursorTo(list);
  const about = aboutOf(site, query, list.article);
  const answered = await answeredName(site, query, reading);
  const told = about.isFromLink ? query : { ...query, url: undefined, title: undefined };
  const here = (change: Readonly<Record<string, string | undefined>>) => at(pageAddress(site, told, change));
  const look = {
    spoken,
    pageUrl: '',
    hasAvatars: true,
    scrollStyle: null,
    answerUrl: ({ id }: PublicComment) => (about.isOpen ? `${here({ parent: id })}#write` : null),
    moreUrl: ({ id }: PublicComment) => here({ thread: id, cursor: undefined, parent: undefined }),
  };
  const form = commentForm({
    ...{ site, spoken, checker, at, answers: answered, values: {}, errors: [] },
    hidden: {
      'article.url': about.url,
      'article.title': about.title,
      'article.key': isPathOf(about) ? null : about.key,
      parent: answered === null ? null : (query.parent ?? null),
    },
  });
  const feed = at(feedPath(site, about.key));
  const content = html`<p class="ways"><a href="${about.url}">${spoken.words.pageRead}</a> · <a href="${feed}">${spoken.words.pageFeed}</a></p>
${countHtml(list, spoken)}
${threadHtml(list.comments, look)}
${next === null ? null : html`<p><a href="${here({ cursor: next, parent: undefined })}" rel="next">${spoken.words.pageNext}</a></p>`}
${about.isOpen ? form : html`<p>${closedWords(list.article, spoken)}</p>`}`;
  const heading = about.title ?? cleanLine(about.key, 300);
  const title = fill(spoken.words.pageTitle, { title: heading }).join('');
  const head = html`<link rel="canonical" href="${about.url}">
${feedLink(feed, title)}${threadData(list.comments, list.article?.count ?? 0, about.url)}`;
  return {
    status: 200,
    text: readerPage({
      ...{ spoken, title, heading, head, content, at },
      up: upLink(site.url, site.name, directionOf(spoken.language)),
    }),
    type: HTML,
    headers: {
      // A form leads to the article in the end, and what it posts must tell from which page it comes.
      'Content-Security-Policy': readerCsp(["'self'", ...site.origins]),
      'Referrer-Policy': 'same-origin',
    },
    // The site's version covers the article's; an article that is open may be closed by its age.
    published: { ...scope, until: list.scope.until },
    isOwn: about.isFromLink,
  };
}

/** That an article takes no comments, and why where that is its age. */
function closedWords(article: Article | null, { words, language }: Spoken): string {
  const days = article === null ? null : article.saidOpen === null ? article.closeAfterDays : null;
  return days === null ? words.closed : fill(words.closedByAge, { time: daysKept(days, language) }).join('');
}

/** Whether the article's key follows from its address, so that it need not be sent. */
function isPathOf({ key, url }: About): boolean {
  return articleKeyOf(new URL(url)) === key;
}

async function answeredName(site: Site, { parent, article }: PageQuery, reading: Reading): Promise<string | null> {
  const answered = parent === undefined ? undefined : await reading.comment(site, parent);
  return answered?.comment.article === article ? (answered.comment.author?.name ?? null) : null;
}

function pageAddress(site: Site, query: PageQuery, change: Readonly<Record<string, string | undefined>>): string {
  const { limit, lang, order, ...given } = query;
  const unusual = {
    ...(limit !== 50 && { limit: String(limit) }),
    ...(lang !== 'en' && { lang }),
    ...(order !== 'oldest' && { order }),
  };
  const all = Object.entries({ ...given, ...unusual, ...change }).filter(([, value]) => value !== undefined);
  return `/sites/${site.slug}/thread?${new URLSearchParams(all as [string, string][])}`;
}

function countHtml({ article, comments }: PublishedList<unknown>, { words, language }: Spoken): SafeHtml {
  const count = article?.count ?? 0;
  const none = article?.open === false ? words.none : words.first;
  return html`<h2>${comments.length === 0 ? none : pluralKept(words.comments, count, language)}</h2>`;
}

/** No words of a stranger make the blog's page wider, whatever its own style forgets. */
const KEEPS_ITS_PLACE = 'min-width:0;overflow:clip;overflow-wrap:anywhere';
const SCROLLS = 'overflow-x:auto;overflow-wrap:normal';

/** The thread alone. It stands on the blog's own page, so that it has no look, no picture and no address of this service. */
async function threadFragment(call: FragmentCall, reading: Reading): Promise<Answer> {
  const list = await threads(call, reading);
  const spoken = wordsFor(call.query.lang);
  const pageUrl = list.article?.url ?? '';
  const look = {
    spoken,
    pageUrl,
    hasAvatars: false,
    scrollStyle: SCROLLS,
    answerUrl: () => null,
    moreUrl: ({ id }: PublicComment) => `${pageUrl}#comment-${id}`,
  };
  const direction = directionOf(spoken.language);
  const fragment = html`<section class="afterword" lang="${spoken.language}" dir="${direction}" style="${KEEPS_ITS_PLACE}">
${countHtml(list, spoken)}
${threadHtml(list.comments, look)}${threadData(list.comments, list.article?.count ?? 0, pageUrl)}</section>
`;
  return {
    status: 200,
    text: fragment.markup,
    type: HTML,
    headers: nextLink(call.at(call.url), cursorTo(list)),
    published: list.scope,
  };
}
