import { foldLookAlikes } from './look-alikes.js';

/*
 * A comment as it reads: what hides its words (markup, invisible characters, look-alikes) is taken away, and counted.
 * Everything here takes time linear in the length of its input.
 */

/** A body has at most 10,000 characters; what is longer is not looked at. */
const BODY_MAX = 20_000;

/** Stands in a plain text where a link stood: a private-use character, so that n-grams show what stands around links. */
export const LINK_MARK = '\uE000';

/** A link of a comment. */
export interface Link {
  /** In lower case, without `www.`. */
  readonly host: string;
  /** Path and query as they were written. */
  readonly path: string;
  /** Whether it had a text of its own (HTML, BBCode or Markdown) rather than standing there by itself. */
  readonly hasText: boolean;
}

/** A comment as it reads, and what was found on the way. */
export interface PlainText {
  /** Lower case, NFKC, single spaces, links replaced by `LINK_MARK`. */
  readonly text: string;
  /** The same in the letter case of the original. */
  readonly cased: string;
  readonly links: readonly Link[];
  /** HTML tags, paragraphs and line breaks left out. */
  readonly htmlTags: number;
  readonly bbCodes: number;
  /** Tags spelled with entities (`&lt;a`). */
  readonly escapedTags: number;
  /** Pieces of text that were styled not to be seen. */
  readonly hiddenPieces: number;
  /** Invisible characters between letters of scripts that have no use for them. */
  readonly invisible: number;
  readonly mixedWords: number;
  readonly lineBreaks: number;
}

const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/gi;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
const ESCAPED_TAG = /&lt;\/?[a-z]/gi;
const INVISIBLE = /[\u00AD\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]+/g;
const INVISIBLE_INSIDE_WORD =
  /(?<=[a-z\u00C0-\u052F])[\u00AD\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]+(?=[a-z\u00C0-\u052F])/gi;
const MARK_TOWER = /(\p{M}{4})\p{M}+/gu;
const HTML_TAG = /<(\/?)([a-z][a-z0-9]{0,15})\b([^<>]{0,1000})>/gi;
const HTML_COMMENT = /<!--[^<>]{0,1000}-->/g;
const BB_CODE = /\[(\/?)(url|link|img|b|i|u|s|size|color|quote|code|center|email)(=[^[\]]{0,500})?\]/gi;
const HREF = /\b(?:href|src)\s{0,5}=\s{0,5}["']?([^"'\s<>]{1,500})/i;
const UNSEEN =
  /display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden|font-size\s{0,3}:\s{0,3}0|opacity\s{0,3}:\s{0,3}0\b|\bhidden\b/i;
/** Endings by which a host is known that stands without `http://`. */
const ENDINGS =
  'com|net|org|info|biz|ru|co|io|me|us|uk|de|fr|it|es|eu|in|cn|tk|xyz|top|site|online|club|shop|pl|nl|br|jp|tv|ly|gl|gd|be';
const URL_IN_TEXT = new RegExp(
  `\\bhttps?://[^\\s<>"'()[\\]]{1,500}|\\bwww\\.[^\\s<>"'()[\\]]{1,500}|` +
    `(?<![@\\w.-])(?:[a-z0-9-]{1,63}\\.){1,6}(?:${ENDINGS})\\b(?:/[^\\s<>"'()[\\]]{0,500})?`,
  'gi',
);
/** Far quicker to look for, and in every text that `URL_IN_TEXT` matches. */
const MAYBE_URL = new RegExp(`https?://|www\\.|\\.(?:${ENDINGS})\\b`, 'i');
const LINK_BREAK = /\uE000(?:[\s\uE000]*\uE000)?/g;

/** Reads a comment's Markdown. */
export function plainTextOf(body: string): PlainText {
  const raw = body.slice(0, BODY_MAX).toWellFormed().replaceAll(LINK_MARK, ' ');
  const escapedTags = raw.includes('&') ? countOf(raw, ESCAPED_TAG) : 0;
  const decoded = raw.replace(ENTITY, decodeEntity);
  // Looking behind each character is slow, and hardly any comment needs it.
  const invisible = decoded.search(INVISIBLE) < 0 ? 0 : countOf(decoded, INVISIBLE_INSIDE_WORD);
  const seen = decoded.replace(INVISIBLE, '').replace(MARK_TOWER, '$1');
  const links: Link[] = [];
  const html = withoutHtml(seen, links);
  const bb = withoutBbCode(html.text, links);
  const linkless = MAYBE_URL.test(bb.text) ? withoutUrls(bb.text, links) : bb.text;
  const cased = linkless.normalize('NFKC').replace(/\s+/g, ' ').replace(LINK_BREAK, LINK_MARK).trim();
  const { text, mixedWords } = foldLookAlikes(cased.toLowerCase());
  return {
    text,
    cased,
    links,
    htmlTags: html.tags,
    bbCodes: bb.codes,
    escapedTags,
    hiddenPieces: html.hidden,
    invisible,
    mixedWords,
    lineBreaks: countOf(raw.trim(), /\n/g),
  };
}

/** One line, such as a name or a title, made comparable with a body's plain text. */
export function plainLineOf(line: string, max: number): string {
  const seen = line.slice(0, max).toWellFormed().replace(INVISIBLE, '').replace(MARK_TOWER, '$1');
  return foldLookAlikes(seen.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()).text;
}

/** Takes an address apart as it is written; null when there is no host in it. */
export function linkOf(url: string, hasText: boolean): Link | null {
  const match = /^(?:[a-z][a-z0-9+.-]{0,20}:)?(?:\/\/)?(?:www\.)?([^/?#:\s]{1,255})(?::\d{1,5})?(.{0,500})/is.exec(url);
  const host = match?.[1]?.toLowerCase().replace(/\.+$/, '') ?? '';
  return host.includes('.') ? { host, path: match?.[2] ?? '', hasText } : null;
}

function withoutUrls(source: string, links: Link[]): string {
  return source.replace(URL_IN_TEXT, (url, at: number, all: string) => {
    addLink(links, url, all.slice(Math.max(0, at - 2), at) === '](');
    return LINK_MARK;
  });
}

function addLink(links: Link[], url: string, hasText: boolean): void {
  const link = linkOf(url, hasText);
  if (link !== null) links.push(link);
}

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

function decodeEntity(whole: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return NAMED[name.toLowerCase()] as string;
  const code = decimal === undefined ? Number.parseInt(hex as string, 16) : Number(decimal);
  return code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? whole : String.fromCodePoint(code);
}

/** Elements that stand on lines of their own: taking them away must not join words. */
const BLOCK = /^(?:p|br|div|li|ul|ol|tr|td|th|h[1-6]|blockquote|pre|hr|table)$/i;

function withoutHtml(source: string, links: Link[]) {
  if (!source.includes('<')) return { text: source, tags: 0, hidden: 0 };
  const parts: string[] = [];
  let tags = 0;
  let hidden = 0;
  let from = 0;
  let isHidden = false;
  const withoutComments = source.replace(HTML_COMMENT, () => {
    hidden += 1;
    return '';
  });
  for (const match of withoutComments.matchAll(HTML_TAG)) {
    const [whole, slash, name, attributes] = match as unknown as [string, string, string, string];
    const before = withoutComments.slice(from, match.index);
    if (!isHidden) parts.push(before);
    else if (before.trim() !== '') hidden += 1;
    from = match.index + whole.length;
    isHidden = slash === '' && UNSEEN.test(attributes);
    const isBlock = BLOCK.test(name);
    if (!isBlock && slash === '') tags += 1;
    const href = HREF.exec(attributes)?.[1];
    if (href !== undefined) addLink(links, href, true);
    parts.push(href !== undefined ? LINK_MARK : isBlock ? '\n' : '');
  }
  const rest = withoutComments.slice(from);
  if (!isHidden) parts.push(rest);
  else if (rest.trim() !== '') hidden += 1;
  return { text: parts.join(''), tags, hidden };
}

function withoutBbCode(source: string, links: Link[]) {
  if (!source.includes('[')) return { text: source, codes: 0 };
  let codes = 0;
  const text = source.replace(BB_CODE, (_, slash: string, _name: string, argument: string | undefined) => {
    if (slash === '') codes += 1;
    if (argument === undefined || !/[./]/.test(argument)) return '';
    const before = links.length;
    addLink(links, argument.slice(1).replace(/^["']/, ''), true);
    return links.length > before ? LINK_MARK : '';
  });
  return { text, codes };
}
