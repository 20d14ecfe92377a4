import { normaliseEmail } from '../../domain/email.js';
import { AfterwordError, type FieldError } from '../../domain/errors.js';
import { NAME_MAX, NOTE_MAX } from '../../domain/limits.js';
import { parseUrl } from '../../domain/parse-url.js';
import type { Site } from '../../domain/site.js';
import {
  articleKeyOf,
  cleanLine,
  cleanName,
  codePointLength,
  normaliseArticleKey,
  normaliseUrl,
} from '../../domain/text.js';
import type { ArticleMention } from '../../store/units/articles.js';
import { cleanWords } from './clean-words.js';

/** The longest title of an article, in characters. */
export const TITLE_MAX = 300;

/** A comment as it was sent, its form already checked. */
export interface Submission {
  readonly article: { readonly url: string; readonly title?: string | undefined; readonly key?: string | undefined };
  readonly parent?: string | null | undefined;
  readonly author: { readonly name: string; readonly email?: string | undefined; readonly url?: string | undefined };
  readonly body: string;
  readonly notify?: boolean | undefined;
  readonly trap?: string | undefined;
}

/** What a comment consists of once every part of it is clean. */
export interface CleanComment {
  readonly article: ArticleMention;
  readonly name: string;
  readonly email: string | null;
  readonly url: string | null;
  readonly body: string;
  readonly html: string;
  /** What stood in the honeypot; empty for people. */
  readonly trap: string;
}

/**
 * @param articleQuery the parameters of a URL that tell one article from another
 * @throws AfterwordError `invalid` that names every wrong field
 */
export function cleanSubmission(
  site: Site,
  sent: Submission,
  byBlog: boolean,
  articleQuery: readonly string[],
): CleanComment {
  const wrong: FieldError[] = [];
  const words = cleanWords(sent.body);
  const email = cleanEmail(site, sent.author.email, wrong);
  const clean = {
    article: withoutEmail(articleMention(site, sent, byBlog, articleQuery, wrong), email),
    name: cleanAuthorName(sent.author.name, wrong),
    email,
    url: cleanWebsite(sent.author.url, email, wrong),
    ...(words ?? { body: '', html: '' }),
    trap: cleanLine(sent.trap ?? '', NOTE_MAX),
  };
  if (words === null) wrong.push({ pointer: '/body', detail: 'holds no visible character' });
  if (wrong.length > 0) throw new AfterwordError('invalid', 'Some fields are wrong.', { fields: wrong });
  return clean;
}

function cleanAuthorName(sent: string, wrong: FieldError[]): string {
  const name = cleanName(sent);
  const pointer = '/author/name';
  if (name === '') wrong.push({ pointer, detail: 'holds no visible character' });
  // Browsers fill in what they please, and nobody wants to publish an address.
  if (normaliseEmail(name) !== null) wrong.push({ pointer, detail: 'is an email address, which would be published' });
  if (codePointLength(name) > NAME_MAX) wrong.push({ pointer, detail: `must have at most ${NAME_MAX} characters` });
  return name;
}

function cleanEmail(site: Site, sent: string | undefined, wrong: FieldError[]): string | null {
  if (sent === undefined || sent.trim() === '') {
    if (site.emailRequired) wrong.push({ pointer: '/author/email', detail: 'is required; it will not be published' });
    return null;
  }
  const email = normaliseEmail(sent);
  if (email === null) wrong.push({ pointer: '/author/email', detail: 'is not an email address' });
  return email;
}

function cleanWebsite(sent: string | undefined, email: string | null, wrong: FieldError[]): string | null {
  if (sent === undefined || sent.trim() === '') return null;
  const url = normaliseUrl(sent);
  const pointer = '/author/url';
  if (url === null) wrong.push({ pointer, detail: 'must be an http or https address' });
  if (url !== null && holdsEmail(url, email))
    wrong.push({ pointer, detail: 'has your email address in it, which would be published' });
  return url;
}

/** Whether a URL has an email address in it, percent-encoded or not. */
function holdsEmail(url: string, email: string | null): boolean {
  const decoded = url.replace(/%(?=[2-7][0-9a-f])(..)/gi, (_, octet: string) =>
    String.fromCharCode(Number.parseInt(octet, 16)),
  );
  return email !== null && decoded.toLowerCase().includes(email);
}

function articleMention(
  site: Site,
  { article: sent }: Submission,
  byBlog: boolean,
  articleQuery: readonly string[],
  wrong: FieldError[],
): ArticleMention {
  const title = sent.title === undefined ? null : cleanLine(sent.title, TITLE_MAX) || null;
  const url = urlOnSite(site, sent.url);
  if (url === null) {
    wrong.push({ pointer: '/article/url', detail: mustBeOnSite(site) });
    return { key: '', url: '', title, byBlog };
  }
  // A reader's query may name the reader (`?email=…` in a newsletter's links). A blog knows what it says with a key of its own.
  if (!byBlog || sent.key === undefined) dropQuery(url, articleQuery);
  const key = sent.key === undefined ? articleKeyOf(url) : normaliseArticleKey(sent.key);
  if (key === null)
    wrong.push({ pointer: '/article/key', detail: 'is longer than 512 characters, or holds one that no key has' });
  else if (!byBlog && !fits(url, key))
    wrong.push({ pointer: '/article/url', detail: 'must have the path that is the key of the article' });
  return { key: key ?? '', url: url.href, title, byBlog };
}

/** Whether a reader's URL can be that of an article: the key is its path, or a name of the blog's own. */
function fits(url: URL, key: string): boolean {
  return !key.startsWith('/') || key === articleKeyOf(url) || key === normaliseArticleKey(url.pathname + url.search);
}

/** Leaves of a query only the parameters that tell one article from another. */
function dropQuery(url: URL, articleQuery: readonly string[]): void {
  const kept = [...url.searchParams].filter(([name]) => articleQuery.includes(name));
  url.search = new URLSearchParams(kept).toString();
}

/** What is said of an article, without the sender's own email, which a page or a link made for one reader may hold. */
function withoutEmail(article: ArticleMention, email: string | null): ArticleMention {
  if (email === null) return article;
  const holds = (text: string) => text.normalize('NFC').toLowerCase().includes(email);
  const url = parseUrl(article.url);
  if (url !== null && [...url.searchParams].some((pair) => pair.some(holds))) url.search = '';
  return {
    ...article,
    url: url?.href ?? article.url,
    title: article.title !== null && holds(article.title) ? null : article.title,
  };
}

/** What is wrong with a URL that is not on the site: whoever runs a preview of a blog finds out here which origin is missing. */
export function mustBeOnSite({ origins }: Site): string {
  return `must be a full URL on one of the site's origins: ${origins.join(', ')}`;
}

/** A URL on one of the site's origins, without fragment and credentials. The origin of a `blob:` address is that of its maker. */
export function urlOnSite(site: Site, sent: string): URL | null {
  const url = parseUrl(sent);
  if (url === null || !/^https?:$/.test(url.protocol) || !site.origins.includes(url.origin)) return null;
  url.hash = '';
  url.username = '';
  url.password = '';
  return url;
}
