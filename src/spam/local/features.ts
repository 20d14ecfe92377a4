import type { Evidence } from '../../domain/evidence.js';
import { circumstanceSignals } from './circumstances.js';
import { createGathering, type Gathered } from './gathering.js';
import { bucketOf, hashOf } from './hashing.js';
import { LINK_MARK, type Link, linkOf, type PlainText, plainLineOf, plainTextOf } from './plain-text.js';
import { type Signal, signalsOf } from './signals.js';

/** Sorts of features. Those of one sort share a norm, so that a long text weighs no more than a short one. */
export const SORTS = [
  'start',
  'signal',
  'word',
  'characters',
  'name',
  'link',
  'copy',
  'place',
  'circumstance',
] as const;
export type Sort = (typeof SORTS)[number];

/** What is told apart on one site only: no prior knows anything of it. */
export const KNOWN_HERE_ONLY: ReadonlySet<Sort> = new Set<Sort>(['start', 'copy', 'place', 'circumstance']);

/** All that a model judges a comment by. */
export type Features = Gathered<Sort>;

/** Seeds that keep features of different sorts apart. */
const SEED = {
  signal: 1,
  word: 2,
  run: 4,
  name: 7,
  nameCharacters: 8,
  wholeName: 9,
  host: 10,
  domain: 11,
  path: 12,
  copy: 13,
  place: 14,
} as const;

/** The share of each sort: the norm of its part of the feature vector. */
const NORM: Readonly<Record<Sort, number>> = {
  start: 1,
  signal: 0.35,
  word: 1,
  characters: 1.4,
  name: 0.8,
  link: 1.2,
  copy: 0.8,
  place: 1.5,
  circumstance: 1,
};

/** Only the beginning and the end of a long text are taken for words and characters, as the features must stay few. */
const HEAD = 1000;
const TAIL = 300;
const WORD = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)?/gu;
const WORD_MAX = 24;
const SEEN_OF_NAME = 120;
/** Characters of a text are taken so many at a time, words and spaces alike … */
const RUN = 4;
/** … but two where a word has hardly more: in Chinese, Japanese and Korean. A picture sign is two code units, and so a run of its own. */
const SHORT_RUN = 2;
const SHORT_WORDS_FROM = 0x2e80;
const LINK_CODE = LINK_MARK.charCodeAt(0);
const LINKS_MAX = 24;

/** One for all comments: they are taken apart one after the other. */
const gathering = createGathering<Sort>();

const NOTHING: ReadonlySet<Sort> = new Set();

/**
 * Takes a comment apart. The same comment gives the same features on every machine.
 * @param without sorts to leave out, to see what they are worth
 */
export function featuresOf(evidence: Evidence, without: ReadonlySet<Sort> = NOTHING): Features {
  const plain = plainTextOf(evidence.body);
  const words = plain.text.match(WORD) ?? [];
  const name = plainLineOf(evidence.authorName, SEEN_OF_NAME);
  const excerpt = excerptOf(plain.text);
  const parts: Readonly<Record<Sort, () => void>> = {
    start: addStart,
    signal: () => addSignals('signal', signalsOf({ evidence, plain, words, name })),
    word: () => addWords(excerpt === plain.text ? words : (excerpt.match(WORD) ?? [])),
    characters: () => addCharacters(excerpt),
    name: () => addName(name),
    link: () => addLinks(plain, evidence.authorUrl),
    copy: () => addCopies(plain, words),
    place: () => addPlace(evidence.articleKey),
    circumstance: () => addSignals('circumstance', circumstanceSignals(evidence.circumstances, plain.links.length > 0)),
  };
  gathering.begin();
  for (const sort of SORTS) if (!without.has(sort)) parts[sort]();
  return gathering.end();
}

/** Ends a group whose features share a norm. @param least how many they count for at the least */
function closeShared(sort: Sort, least = 4, labels: readonly string[] | null = null): void {
  const value = NORM[sort] / Math.sqrt(Math.max(gathering.size(), least));
  gathering.close({ sort, value, labels, fixed: null });
}

function addStart(): void {
  gathering.add(bucketOf(SEED.signal, 'start'));
  closeShared('start', 1);
}

/** Signals do not share a norm: each is as strong in company as alone. */
function addSignals(sort: 'signal' | 'circumstance', signals: readonly Signal[]): void {
  const added = signals.filter(({ name }) => gathering.add(bucketOf(SEED.signal, name)));
  const labels = added.map(({ detail }) => detail);
  const fixed = added.map(({ weight }) => weight);
  gathering.close({ sort, value: NORM[sort], labels, fixed });
}

function addPlace(articleKey: string): void {
  if (articleKey !== '') gathering.add(bucketOf(SEED.place, articleKey.slice(0, 512)));
  closeShared('place');
}

function excerptOf(text: string): string {
  return text.length <= HEAD + TAIL
    ? text
    : `${text.slice(0, HEAD).toWellFormed()} ${text.slice(-TAIL).toWellFormed()}`;
}

function addWords(words: readonly string[]): void {
  const labels: string[] = [];
  for (const whole of words) {
    const word = whole.slice(0, WORD_MAX);
    if (gathering.add(bucketOf(SEED.word, word))) labels.push(word);
  }
  closeShared('word', 4, labels);
}

function addCharacters(excerpt: string): void {
  const text = ` ${excerpt.replace(/\p{Nd}/gu, '0')} `;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const end = i + (code >= SHORT_WORDS_FROM && code !== LINK_CODE ? SHORT_RUN : RUN);
    if (end <= text.length) gathering.add(bucketOf(SEED.run, text, i, end));
  }
  closeShared('characters', 20);
}

function addName(name: string): void {
  if (name === '') return;
  gathering.add(bucketOf(SEED.wholeName, name));
  for (const word of name.match(WORD) ?? []) gathering.add(bucketOf(SEED.name, word));
  const padded = ` ${name} `;
  for (let i = 0; i + 3 <= padded.length; i++) {
    gathering.add(bucketOf(SEED.nameCharacters, padded, i, i + 3));
    if (i + 4 <= padded.length) gathering.add(bucketOf(SEED.nameCharacters, padded, i, i + 4));
  }
  closeShared('name');
}

function addLinks(plain: PlainText, authorUrl: string | null): void {
  for (const link of plain.links.slice(0, LINKS_MAX)) addLink(link);
  const own = authorUrl === null || authorUrl === '' ? null : linkOf(authorUrl, false);
  if (own !== null) addLink(own);
  closeShared('link');
}

function addLink({ host, path }: Link): void {
  gathering.add(bucketOf(SEED.host, host));
  const labels = host.split('.');
  gathering.add(bucketOf(SEED.domain, labels.slice(-2).join('.')));
  gathering.add(bucketOf(SEED.domain, `.${labels.at(-1)}`));
  for (const word of `${host} ${path}`
    .toLowerCase()
    .slice(0, 300)
    .match(/[\p{L}\p{N}]{2,24}/gu) ?? []) {
    gathering.add(bucketOf(SEED.path, word));
  }
}

const SKETCHES = 6;
const SKETCHED_WORDS = 400;

/** A sketch of the text (min-hash of its word triples): two near-copies share most of it. */
function addCopies(plain: PlainText, words: readonly string[]): void {
  if (words.length >= 5) {
    const least = new Array<number>(SKETCHES).fill(0xffffffff);
    for (let i = 2; i < Math.min(words.length, SKETCHED_WORDS); i++) {
      const triple = hashOf(SEED.copy, `${words[i - 2]} ${words[i - 1]} ${words[i]}`);
      for (let sketch = 0; sketch < SKETCHES; sketch++) {
        const mixed = Math.imul(triple ^ Math.imul(sketch + 1, 0x9e3779b1), 0x85ebca6b);
        const hash = (mixed ^ (mixed >>> 15)) >>> 0;
        if (hash < (least[sketch] as number)) least[sketch] = hash;
      }
    }
    for (const [sketch, hash] of least.entries()) gathering.add(bucketOf(SEED.copy, `${sketch} ${hash}`));
  } else if (plain.text !== '') gathering.add(bucketOf(SEED.copy, plain.text));
  closeShared('copy');
}
