import type { Circumstances, Evidence } from '../../domain/evidence.js';
import type { PlainText } from './plain-text.js';

/** Something that can be said of a comment in words: a named feature. */
export interface Signal {
  /** Names the feature, with the range that a number falls into: `links:3`. */
  readonly name: string;
  /** For a moderator. */
  readonly detail: string;
}

/** What the signals of one comment are read from. */
export interface Reading {
  readonly evidence: Evidence;
  readonly plain: PlainText;
  readonly words: readonly string[];
  /** The author's name as it is compared. */
  readonly name: string;
}

const UPPER = /\p{Lu}/gu;
const LETTER = /\p{L}/gu;
const DIGIT = /\p{Nd}/gu;

/** Everything that can be said of a comment's form, its author's name and its links. */
export function signalsOf(reading: Reading): Signal[] {
  return [...linkSignals(reading), ...markupSignals(reading), ...formSignals(reading), ...authorSignals(reading)];
}

function linkSignals({ plain, words }: Reading): Signal[] {
  const links = plain.links.length;
  const signals: Signal[] = [signal(`links:${bin(links, [1, 2, 3, 5, 8, 16])}`, linksDetail(links, words.length))];
  if (links === 0) return signals;
  signals.push(
    signal(`density:${bin(words.length / links, [3, 8, 16, 32, 64])}`, linksDetail(links, words.length)),
    signal(
      `hosts:${bin(new Set(plain.links.map(({ host }) => host)).size, [1, 2, 3, 6])}`,
      'how many sites it links to',
    ),
  );
  if (plain.links.some(({ hasText }) => hasText)) signals.push(signal('link-text', 'a link behind a text of its own'));
  if (plain.text.endsWith('\uE000')) signals.push(signal('link-last', 'it ends with a link'));
  if (plain.text.startsWith('\uE000')) signals.push(signal('link-first', 'it begins with a link'));
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
  if (bbCodes > 0) signals.push(signal(`bbcode:${bin(bbCodes, [1, 3])}`, `BBCode (${times(bbCodes, 'code')})`));
  if (escapedTags > 0) signals.push(signal('escaped-html', 'HTML spelled with entities'));
  if (hiddenPieces > 0) signals.push(signal('hidden-text', 'text styled not to be seen'));
  if (invisible > 0) signals.push(signal('invisible', 'invisible characters inside words'));
  if (mixedWords > 0) {
    signals.push(signal('look-alikes', `letters of another script inside ${times(mixedWords, 'word')}`));
  }
  return signals;
}

function formSignals({ plain, words }: Reading): Signal[] {
  const { cased, text } = plain;
  const letters = countOf(cased, LETTER);
  const upper = letters === 0 ? 0 : countOf(cased, UPPER) / letters;
  const digits = text.length === 0 ? 0 : countOf(text, DIGIT) / text.length;
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
  if (/[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,63}/.test(text)) signals.push(signal('mail', 'a mail address in its text'));
  if (words.length >= 16) {
    const distinct = new Set(words).size / words.length;
    signals.push(signal(`distinct:${bin(distinct, [0.4, 0.55, 0.7, 0.8, 0.9])}`, 'how often it repeats its words'));
  }
  return signals;
}

function authorSignals({ evidence, name, plain, words }: Reading): Signal[] {
  const signals: Signal[] = [];
  if (name !== '') {
    const parts = name.split(' ');
    signals.push(signal(`name-words:${bin(parts.length, [1, 2, 3, 4, 6])}`, 'how many words the name has'));
    const raw = evidence.authorName.trim();
    if (parts.length > 1 && /^\p{Ll}/u.test(raw))
      signals.push(signal('name-lower', 'a name of several words in small letters'));
    if (/\p{Nd}/u.test(name)) signals.push(signal('name-digits', 'digits in the name'));
    if (/https?:|www\.|\.(?:com|net|org|info)\b/.test(name)) signals.push(signal('name-link', 'a web address as name'));
    if (name.length >= 6 && parts.length > 1 && plain.text.includes(name))
      signals.push(signal('name-in-text', 'the text repeats the name'));
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

/** The longer words of an article's title and key, shortened so that their forms meet. */
function topicOf({ articleTitle, articleKey }: Evidence): Set<string> {
  const text = `${articleTitle ?? ''} ${articleKey}`.slice(0, 600).toLowerCase();
  return new Set((text.match(/[\p{L}\p{M}]{4,40}/gu) ?? []).map(stem));
}

function stem(word: string): string {
  return word.slice(0, 5);
}

/** A circumstance as a feature: its weight does not come from the prior, which knows no circumstances, but is set here. */
export interface CircumstanceSignal extends Signal {
  /** In log-odds. */
  readonly weight: number;
}

/** What the service knows around a comment. What is unknown says nothing. */
export function circumstanceSignals(known: Circumstances, hasLinks: boolean): CircumstanceSignal[] {
  const signals: CircumstanceSignal[] = [];
  const add = (name: string, detail: string, weight: number) => signals.push({ name: `c:${name}`, detail, weight });
  if (known.trapped) add('trapped', 'the field that people do not see was filled in', 5);
  const seconds = known.secondsToWrite;
  if (seconds !== null && seconds < 3) add('seconds:0', `written in ${Math.max(0, Math.floor(seconds))} seconds`, 2);
  else if (seconds !== null && seconds < 8) add('seconds:1', `written in ${Math.floor(seconds)} seconds`, 0.7);
  else if (seconds !== null && seconds < 3600) add('seconds:2', 'the time it took to write', -0.3);
  historySignal(known.history, hasLinks, add);
  manySignal('words', known.sameWords, 'other comments with the same words', [0, 1.5, 2.5, 3.5], add);
  manySignal('links', known.sameLinks, 'other comments that link to the same site', [0, 0.7, 1.5, 2.5], add);
  manySignal('range', known.sameRange, 'other comments from the same range of addresses', [0, 0.2, 0.6, 1.5], add);
  return signals;
}

type Add = (name: string, detail: string, weight: number) => void;

function historySignal(history: Circumstances['history'], hasLinks: boolean, add: Add): void {
  if (history === null) return;
  const { approved, spam } = history;
  if (approved === 0 && spam === 0) {
    if (hasLinks) add('new-with-link', 'new author, link in the first comment', 0.7);
    else add('new', 'new author', 0);
  }
  if (approved > 0) {
    add(
      `approved:${bin(approved, [2, 5])}`,
      `${times(approved, 'approved comment')} of this author`,
      [-1.2, -2, -2.6][bin(approved, [2, 5])] as number,
    );
  }
  if (spam > 0)
    add(
      `spam:${bin(spam, [2, 5])}`,
      `${times(spam, 'spam comment')} of this author`,
      [2, 3, 3.6][bin(spam, [2, 5])] as number,
    );
}

function manySignal(name: string, count: number | null, detail: string, weights: readonly number[], add: Add): void {
  if (count === null || count <= 0) return;
  const step = 1 + bin(count, [3, 10]);
  add(
    `${name}:${step}`,
    `${count} ${count === 1 ? detail.replace('comments', 'comment').replace('link ', 'links ') : detail}`,
    weights[step] as number,
  );
}

function signal(name: string, detail: string): Signal {
  return { name, detail };
}

/** How many of the rising limits a number reaches. */
function bin(value: number, limits: readonly number[]): number {
  let reached = 0;
  while (reached < limits.length && value >= (limits[reached] as number)) reached++;
  return reached;
}

function times(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
