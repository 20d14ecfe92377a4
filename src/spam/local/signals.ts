import type { Evidence } from '../../domain/evidence.js';
import { countCharacters } from './characters.js';
import { LINK_MARK, linkOf, type PlainText } from './plain-text.js';

/** Something that can be said of a comment in words: a named feature. */
export interface Signal {
  /** Names the feature, with the range that a number falls into: `links:3`. */
  readonly name: string;
  /** For a moderator. */
  readonly detail: string;
  /** In log-odds: what it weighs before anything is learned, where examples are too rare to learn it from. */
  readonly weight: number;
}

/** What the signals of one comment are read from. */
export interface Reading {
  readonly evidence: Evidence;
  readonly plain: PlainText;
  readonly words: readonly string[];
  /** The author's name as it is compared. */
  readonly name: string;
}

/** By number of links: none, 1, 2, 3, 5, 8, 16 and more. Links are what most spam is sent for, and readers send few. */
const MANY_LINKS = [0, 0, 0.5, 2.5, 3.2, 3.8, 4] as const;
/** Their share where there are sixteen words a link or more. */
const IN_MUCH_TEXT = 0.7;

/** Everything that can be said of a comment's form, its author's name and its links. */
export function signalsOf(reading: Reading): Signal[] {
  return [...linkSignals(reading), ...markupSignals(reading), ...formSignals(reading), ...authorSignals(reading)];
}

function linkSignals({ plain, words }: Reading): Signal[] {
  const links = new Set(plain.links.map(({ host, path }) => host + path)).size;
  const detail = linksDetail(links, words.length);
  const step = bin(links, [1, 2, 3, 5, 8, 16]);
  const density = bin(words.length / Math.max(1, links), [3, 8, 16, 32, 64]);
  const crowded = density < 3 ? 1 : IN_MUCH_TEXT;
  const signals = [signal(`links:${step}`, detail, crowded * (MANY_LINKS[step] as number))];
  if (links === 0) return signals;
  const hosts = new Set(plain.links.map(({ host }) => host)).size;
  signals.push(
    signal(`density:${density}`, detail),
    signal(`hosts:${bin(hosts, [1, 2, 3, 6])}`, `links to ${times(hosts, 'site')}`),
  );
  if (plain.links.some(({ hasText }) => hasText)) signals.push(signal('link-text', 'a link behind a text of its own'));
  if (plain.text.endsWith(LINK_MARK)) signals.push(signal('link-last', 'it ends with a link'));
  if (plain.text.startsWith(LINK_MARK)) signals.push(signal('link-first', 'it begins with a link'));
  return signals;
}

function linksDetail(links: number, words: number): string {
  if (links === 0) return 'no links';
  return `${links} ${links === 1 ? 'link' : 'links'} in ${words} ${words === 1 ? 'word' : 'words'}`;
}

function markupSignals({ plain }: Reading): Signal[] {
  const signals: Signal[] = [];
  const { htmlTags, bbCodes, escapedTags, hiddenPieces, invisible, mixedWords } = plain;
  if (htmlTags > 0)
    signals.push(signal(`html:${bin(htmlTags, [1, 2, 5, 10])}`, `raw HTML (${times(htmlTags, 'tag')})`));
  if (bbCodes > 0) signals.push(signal(`bbcode:${bin(bbCodes, [1, 3])}`, `BBCode (${times(bbCodes, 'code')})`, 1));
  if (escapedTags > 0) signals.push(signal('escaped-html', 'HTML spelled with entities', 0.5));
  if (hiddenPieces > 0) signals.push(signal('hidden-text', 'text styled not to be seen', 2.5));
  if (invisible > 0) signals.push(signal('invisible', 'invisible characters inside words', 1.5));
  if (mixedWords > 0) {
    signals.push(signal('look-alikes', `letters of another script inside ${times(mixedWords, 'word')}`, 1.5));
  }
  return signals;
}

function formSignals({ plain, words }: Reading): Signal[] {
  const { cased, text } = plain;
  const { letters, capitals, digits: figures } = countCharacters(cased);
  const upper = capitals / Math.max(1, letters);
  const digits = figures / Math.max(1, cased.length);
  const signals = [
    signal(
      `words:${bin(words.length, [1, 3, 6, 12, 24, 48, 96, 192, 384])}`,
      `its length (${times(words.length, 'word')})`,
    ),
    signal(`breaks:${bin(plain.lineBreaks, [1, 2, 5, 12])}`, 'how its lines break'),
  ];
  if (letters >= 8)
    signals.push(signal(`upper:${bin(upper, [0.005, 0.03, 0.06, 0.12, 0.3, 0.7])}`, 'its share of capital letters'));
  if (digits > 0) signals.push(signal(`digits:${bin(digits, [0.01, 0.03, 0.08, 0.2])}`, 'its share of digits'));
  const shouts = countOf(text, /!/g);
  if (shouts > 0) signals.push(signal(`shouts:${bin(shouts, [1, 2, 4])}`, times(shouts, 'exclamation mark')));
  if (text.includes('?')) signals.push(signal('question', 'it asks something'));
  if (/\w@[\w-]{1,63}\.[\w.-]{2,63}/.test(text)) signals.push(signal('mail', 'a mail address in its text'));
  if (words.length >= 16) {
    const distinct = new Set(words).size / words.length;
    signals.push(signal(`distinct:${bin(distinct, [0.4, 0.55, 0.7, 0.8, 0.9])}`, 'how often it repeats its words'));
  }
  return signals;
}

function authorSignals({ evidence, name, plain, words }: Reading): Signal[] {
  const signals = name === '' ? [] : nameSignals(evidence.authorName.trim(), name, plain);
  const own = evidence.authorUrl === null ? null : linkOf(evidence.authorUrl, false);
  if (own !== null) {
    const depth = own.path.split(/[/?&]/).filter((part) => part !== '').length;
    signals.push(
      signal(`own-url:${bin(depth, [1, 2, 4])}`, depth === 0 ? 'a website' : 'a website that is a single page'),
    );
    if (plain.links.some(({ host }) => host === own.host))
      signals.push(signal('own-linked', "a link to the author's own site"));
  }
  const topic = topicOf(evidence);
  if (topic.size > 0 && words.length > 0) {
    const shared = new Set(words.map(stem).filter((word) => topic.has(word))).size;
    signals.push(
      signal(
        `topic:${bin(shared, [1, 2, 3])}`,
        shared === 0 ? "no word of the article's title" : "words of the article's title",
      ),
    );
  }
  return signals;
}

function nameSignals(raw: string, name: string, plain: PlainText): Signal[] {
  const parts = name.split(' ');
  const signals = [
    signal(`name-words:${bin(parts.length, [1, 2, 3, 4, 6])}`, `a name of ${times(parts.length, 'word')}`),
  ];
  if (parts.length > 1 && /^\p{Ll}/u.test(raw)) {
    signals.push(signal('name-lower', 'a name of several words in small letters'));
  }
  if (/\p{Nd}/u.test(name)) signals.push(signal('name-digits', 'digits in the name'));
  if (/https?:|www\.|\.(?:com|net|org|info)\b/.test(name)) signals.push(signal('name-link', 'a web address as name'));
  const isInText = parts.length > 1 && name.length >= 6 && plain.text.includes(name);
  if (isInText) signals.push(signal('name-in-text', 'the text repeats the name'));
  const addresses = plain.links.map(({ host, path }) => `${host}${path}`.toLowerCase());
  if (parts.some((part) => part.length >= 4 && addresses.some((address) => address.includes(part)))) {
    signals.push(signal('name-in-link', 'a link has words of the name in it'));
  }
  return signals;
}

/** The longer words of an article's title and key, shortened so that their forms meet. */
function topicOf({ articleTitle, articleKey }: Evidence): Set<string> {
  const text = `${articleTitle ?? ''} ${articleKey}`.slice(0, 600).toLowerCase();
  return new Set((text.match(/[\p{L}\p{M}]{4,40}/gu) ?? []).map(stem));
}

function stem(word: string): string {
  return word.slice(0, 5);
}

function signal(name: string, detail: string, weight = 0): Signal {
  return { name, detail, weight };
}

/** How many of the rising limits a number reaches. */
export function bin(value: number, limits: readonly number[]): number {
  let reached = 0;
  while (reached < limits.length && value >= (limits[reached] as number)) reached++;
  return reached;
}

export function times(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
