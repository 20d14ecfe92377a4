import { capClusters, capClustersInHtml } from './clusters.js';
import { invalidField } from './errors.js';
import { parseUrl } from './parse-url.js';

declare global {
  interface String {
    /** ECMAScript 2024, in Node since 20: the string with each lone surrogate, which UTF-8 cannot hold, replaced. */
    toWellFormed(): string;
  }
}

/*
 * Strangers' text, made safe to store, to show and to compare. Everything here is pure, takes time linear in the length
 * of its input, and gives the same result when it is applied to its own result. Lengths are counted in code points.
 */

/** The longest website that a commenter may give. */
const URL_MAX = 500;
/** The longest key of an article. */
export const ARTICLE_KEY_MAX = 512;

/** Far more than a name may have: what is longer is refused anyway, so that the rest need not be looked at. */
const NAME_INPUT_MAX = 4_096;
/** A longer input cannot become a URL of `URL_MAX` characters by being normalised, save by being mostly blanks. */
const URL_INPUT_MAX = 2_000;

const LINE_BREAKS = /\r\n?|[\u0085\u2028\u2029]/g;
/** U+2800, the empty Braille pattern, is no white space to Unicode but looks like one. */
const WHITE_SPACE = /[\p{White_Space}\u2800]+/gu;

/**
 * Characters that no kind of text needs: embeddings, overrides and isolates of direction (they let text spill over what
 * stands beside it: "Trojan Source", CVE-2021-42574), deprecated format characters, the byte order mark, annotations,
 * noncharacters, and "tags", which spell out hidden ASCII. The three flags that Unicode builds from tags are the
 * captured exception.
 */
const FLAG = '\\u{1F3F4}[\\u{E0030}-\\u{E0039}\\u{E0061}-\\u{E007A}]{2,6}\\u{E007F}';
const NEVER = '\\u202A-\\u202E\\u2066-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\p{Noncharacter_Code_Point}\\u{E0000}-\\u{E007F}';
/** In text of several lines: also all control characters but tab and newline. */
const UNFIT_FOR_TEXT = new RegExp(`(${FLAG})|[${NEVER}\\0-\\x08\\x0B-\\x1F\\x7F-\\x9F]`, 'gu');
/** In one line: also all control characters that are not white space. */
const UNFIT_FOR_LINE = new RegExp(`(${FLAG})|[${NEVER}\\0-\\x08\\x0E-\\x1F\\x7F-\\x84\\x86-\\x9F]`, 'gu');
/** In a name: also all that is invisible, save joiners and variation selectors, which are looked at by themselves. */
const UNFIT_FOR_NAME = new RegExp(
  `(${FLAG})|(?![\\t-\\r\\x85\\u180B-\\u180D\\u180F\\u200C\\u200D\\uFE00-\\uFE0F\\u{E0100}-\\u{E01EF}])` +
    `[${NEVER}\\p{Cc}\\p{Default_Ignorable_Code_Point}\\p{Bidi_Control}]`,
  'gu',
);

/** Variation selectors that stand after nothing which they could vary: an emoji, a keycap, a Han or Mongolian letter. */
const STRAY_VARIATION_SELECTORS =
  /(?<!(?![0-9#*])\p{Emoji}|[0-9#*](?=\uFE0F\u20E3))[\uFE0E\uFE0F]|(?<!\p{Script=Han})[\uFE00-\uFE0D\u{E0100}-\u{E01EF}]|(?<!(?=\p{L})\p{Script=Mongolian})[\u180B-\u180D\u180F]/gu;

/** Scripts whose spelling needs ZERO WIDTH JOINER and NON-JOINER (Unicode Standard, chapters 9, 12, 13, 16 and 23.2). */
const JOINING = ['Arab Syrc Nkoo Mong Adlm Rohg', 'Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh Khmr Mymr Tibt']
  .join(' ')
  .split(' ')
  .map((script) => `\\p{Script_Extensions=${script}}`)
  .join('');
/** The sign that silences a vowel: after it a joiner chooses the shape of what came before, even at a word's end. */
const VIRAMA = '\\u094D\\u09CD\\u0A4D\\u0ACD\\u0B4D\\u0BCD\\u0C4D\\u0CCD\\u0D4D\\u0DCA\\u1039\\u17D2';
/** Joiners outside such a script, and outside of what is one emoji made of several. */
const STRAY_JOINERS = new RegExp(
  `(?<![${VIRAMA}]|[${JOINING}](?=.[${JOINING}])|[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\uFE0F](?=\\u200D\\p{Extended_Pictographic}))[\\u200C\\u200D]`,
  'gu',
);
/** What `cleanHtml` may have to look at. */
const NOT_LATIN = /[^\t\n\x20-\x7E\xA0-\u02FF]/;
const LEADING_MARKS_AND_SPACE = /^[\p{M}\u200C-\u200D\p{White_Space}\u2800]+/u;
const VISIBLE = /[^\p{White_Space}\p{Cc}\p{M}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\u2800]/u;

/** The number of code points in a string; a surrogate without its partner counts as one. */
export function codePointLength(text: string): number {
  let count = text.length;
  for (let i = 1; i < text.length; i++) {
    const isPair = (text.charCodeAt(i) & 0xfc00) === 0xdc00 && (text.charCodeAt(i - 1) & 0xfc00) === 0xd800;
    if (isPair) count--;
  }
  return count;
}

/** The first `max` code points of a well-formed string. */
function firstCodePoints(text: string, max: number): string {
  if (text.length <= max) return text;
  let end = 0;
  for (let count = 0; count < max && end < text.length; count++) {
    end += (text.codePointAt(end) as number) > 0xffff ? 2 : 1;
  }
  return text.slice(0, end);
}

function withoutStrayInvisibles(name: string): string {
  const visible = name.replace(STRAY_VARIATION_SELECTORS, '').replace(STRAY_JOINERS, '');
  // Before NFC, whose sorting of marks takes quadratic time, and after it, as some characters fall apart into two marks.
  return capClusters(capClusters(visible).normalize('NFC'));
}

/**
 * A name as it can be shown beside others: NFC, on one line, single spaces, nothing invisible, nothing that turns the
 * direction of the text around it. Joiners stay where a language or an emoji needs them. The caller refuses an empty
 * result, and one that is too long; input beyond 4,096 units is not looked at.
 */
export function cleanName(raw: string): string {
  let name = raw.slice(0, NAME_INPUT_MAX).toWellFormed().replace(UNFIT_FOR_NAME, '$1');
  // NFC may move marks between a joiner and what it joined: then it has to be looked at once more.
  for (let before = ''; before !== name; ) {
    before = name;
    name = withoutStrayInvisibles(name);
  }
  name = name.replace(WHITE_SPACE, ' ').trim();
  return VISIBLE.test(name) ? name.replace(LEADING_MARKS_AND_SPACE, '') : '';
}

/**
 * A comment's Markdown as it is stored: lines end in `\n`, no control characters but tab and newline, no overrides of
 * direction, no towers of marks, no blank lines around it. Characters that languages need (joiners, zero-width spaces,
 * marks of direction) stay. Empty if nothing in it can be seen.
 */
export function cleanBody(raw: string): string {
  const text = raw.toWellFormed().replace(LINE_BREAKS, '\n').replace(UNFIT_FOR_TEXT, '$1');
  const body = capClusters(text).trimEnd();
  if (!VISIBLE.test(body)) return '';
  // Blank lines go, but the indent of the first other line means something in Markdown.
  return body.slice(body.lastIndexOf('\n', body.search(/[^ \t\n]/)) + 1);
}

/**
 * A comment's HTML as it is shown. It comes after all decoding: entities and percent signs may have put back what `cleanBody` had taken away.
 * @param html as the sanitiser returns it
 */
export function cleanHtml(html: string): string {
  if (!NOT_LATIN.test(html)) return html;
  return capClustersInHtml(html.toWellFormed().replace(LINE_BREAKS, '\n').replace(UNFIT_FOR_TEXT, '$1'));
}

/** Whether there is something to see in a text. */
export function isVisible(text: string): boolean {
  return VISIBLE.test(text);
}

/** Whether there is something to see in HTML, as `cleanHtml` returns it. */
export function isVisibleHtml(html: string): boolean {
  return VISIBLE.test(html.replace(/<[^<>]*>/g, ''));
}

/**
 * One line of text that is not the comment itself (an article's title, a user agent, a referrer, a moderator's note): no
 * control characters, no overrides of direction, single spaces.
 * @param max the most code points that are kept; the rest is cut off
 */
export function cleanLine(raw: string, max: number): string {
  const line = capClusters(raw.toWellFormed().replace(UNFIT_FOR_LINE, '$1')).replace(WHITE_SPACE, ' ').trim();
  return firstCodePoints(line, max).trimEnd();
}

/** A domain in ASCII or an IP address; the URL Standard by itself would also take a host named `"`. */
const HOST = /^(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\])$/;

/**
 * A commenter's website as the WHATWG URL Standard serialises it, or null unless it is an absolute `http:` or `https:`
 * URL with a host, without credentials (`https://bank.example@evil.example/` misleads), of at most 500 characters.
 * As the standard's own parser decides, `javascript:` is known in every spelling that a browser would follow.
 */
export function normaliseUrl(raw: string): string | null {
  const url = raw.length > URL_INPUT_MAX ? null : parseUrl(raw);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null;
  if (!HOST.test(url.hostname) || url.username !== '' || url.password !== '') return null;
  return url.href.length <= URL_MAX ? url.href : null;
}

/** What the URL Standard percent-encodes in a path, save `?` and `#`, at which a path ends; of ASCII, and beyond. */
const ASCII_ENCODED_IN_PATH = /[\0-\x20"<>`{}\x7F]/g;
const BEYOND_ASCII = /[^\0-\x7F]/gu;
const ASCII_OCTET = /%[0-7][0-9a-f]/gi;
/** The octets of one character in UTF-8, or one that belongs to none. */
const OCTETS_BEYOND_ASCII =
  /%[cd][0-9a-f]%[89ab][0-9a-f]|%e[0-9a-f](?:%[89ab][0-9a-f]){2}|%f[0-7](?:%[89ab][0-9a-f]){3}|%[89a-f][0-9a-f]/gi;
/** A percent sign that encodes nothing. */
const STRAY_PERCENT = /%(?![0-9a-f]{2})/gi;
/** By itself, so that a mark is never composed with the last letter of an octet. */
const BETWEEN_OCTETS = /(?<=^|%[0-9A-F]{2})[^%]+/g;
const UNRESERVED = /[\w.~-]/;
const DOT_SEGMENT = /\/\.{1,2}(?:\/|$)/;
const UNFIT_FOR_KEY = /[\p{Cc}\p{Surrogate}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u;
/** A longer text is no key in any spelling: a character has at most four octets of three characters each. */
export const ARTICLE_KEY_INPUT_MAX = 12 * ARTICLE_KEY_MAX;

/**
 * An article's key in the one spelling that is stored and compared. A key that begins with `/` is a path, spelled as RFC 3986
 * (6.2.2) and NFC say, whether it came with or without percent-encoding: `/café` and `/caf%c3%a9` are `/caf%C3%A9`, `/%7Eada`
 * is `/~ada`. Nothing else is touched: letter case and a trailing slash tell articles apart, as they do on the web. Any other
 * key is the blog's own, and is only brought to NFC.
 * @returns null if it is empty, longer than 512 code points after decoding, or has characters that no key has
 */
export function normaliseArticleKey(raw: string): string | null {
  if (raw === '' || raw.length > ARTICLE_KEY_INPUT_MAX) return null;
  if (articleKeyLength(raw) > ARTICLE_KEY_MAX) return null;
  if (raw.startsWith('/')) return withoutDotSegments(decodedPath(raw).replace(BEYOND_ASCII, encodeURIComponent));
  const key = raw.normalize('NFC');
  return UNFIT_FOR_KEY.test(key) ? null : key;
}

/** The length of a key as people count it: in code points, of a path after decoding. */
export function articleKeyLength(raw: string): number {
  if (!raw.startsWith('/')) return codePointLength(raw.normalize('NFC'));
  return codePointLength(decodedPath(raw).replace(/%../g, 'x'));
}

/** A path with everything decoded that means the same decoded, in NFC. */
function decodedPath(raw: string): string {
  return raw
    .toWellFormed()
    .replace(STRAY_PERCENT, '%25')
    .replace(ASCII_ENCODED_IN_PATH, encodeURIComponent)
    .replace(ASCII_OCTET, decodedIfUnreserved)
    .replace(OCTETS_BEYOND_ASCII, decodedIfUtf8)
    .replace(BETWEEN_OCTETS, (text) => text.normalize('NFC'));
}

function decodedIfUnreserved(octet: string): string {
  const character = String.fromCharCode(Number.parseInt(octet.slice(1), 16));
  return UNRESERVED.test(character) ? character : octet.toUpperCase();
}

function decodedIfUtf8(octets: string): string {
  try {
    return decodeURIComponent(octets);
  } catch {
    return octets.toUpperCase();
  }
}

/** As RFC 3986 (5.2.4) removes them; behind a `?` there is no path any more. */
function withoutDotSegments(path: string): string {
  const [before = ''] = path.split('?', 1);
  if (!DOT_SEGMENT.test(before)) return path;
  const kept: string[] = [];
  for (const segment of before.slice(1).split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '.') kept.push(segment);
  }
  const end = /\/\.{1,2}$/.test(before) && kept.at(-1) !== '' ? '/' : '';
  return `/${kept.join('/')}${kept.length > 0 ? end : ''}${path.slice(before.length)}`;
}

/**
 * The key of the article that stands at a canonical URL: its path and only its path, normalised.
 * @throws AfterwordError `invalid` if the path is too long for a key
 */
export function articleKeyOf(url: URL): string {
  const key = normaliseArticleKey(url.pathname);
  if (key === null) throw invalidField('/article/url', `The path is longer than ${ARTICLE_KEY_MAX} characters.`);
  return key;
}
