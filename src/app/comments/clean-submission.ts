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
import type { ArticleMention } from '../../store/units/submit.js';
import { cleanWords } from './clean-words.js';

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

/** @throws AfterwordError `invalid` that names every wrong field */
export function cleanSubmission(site: Site, sent: Submission, byBlog: boolean): CleanComment {
  const wrong: FieldError[] = [];
  const words = cleanWords(sent.body);
  const clean = {
    article: articleMention(site, sent, byBlog, wrong),
    name: cleanAuthorName(sent.author.name, wrong),
    email: cleanEmail(site, sent.author.email, wrong),
    url: cleanWebsite(sent.author.url, wrong),
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

function cleanWebsite(sent: string | undefined, wrong: FieldError[]): string | null {
  if (sent === undefined || sent.trim() === '') return null;
  const url = normaliseUrl(sent);
  if (url === null) wrong.push({ pointer: '/author/url', detail: 'must be an http or https address' });
  return url;
}

function articleMention(site: Site, sent: Submission, byBlog: boolean, wrong: FieldError[]): ArticleMention {
  const title = sent.article.title === undefined ? null : cleanLine(sent.article.title, 300) || null;
  const url = articleUrl(site, sent.article.url);
  // The address is published, and the query of a page that a reader came to may name the reader (`?email=…` in a newsletter's links).
  if (url !== null && sent.article.key === undefined) url.search = '';
  if (url === null) {
    wrong.push({ pointer: '/article/url', detail: "must be a full address on one of the site's origins" });
    return { key: '', url: '', title, byBlog };
  }
  const key = sent.article.key === undefined ? articleKeyOf(url) : normaliseArticleKey(sent.article.key);
  if (key === null)
    wrong.push({ pointer: '/article/key', detail: 'is longer than 512 characters, or holds one that no key has' });
  return { key: key ?? '', url: url.href, title, byBlog };
}

/** An address on one of the site's origins, without fragment and credentials. The origin of a `blob:` address is that of its maker. */
function articleUrl(site: Site, sent: string): URL | null {
  const url = parseUrl(sent);
  if (url === null || !/^https?:$/.test(url.protocol) || !site.origins.includes(url.origin)) return null;
  url.hash = '';
  url.username = '';
  url.password = '';
  return url;
}
