import type { Evidence } from '../../domain/evidence.js';
import { circumstanceSignals } from './circumstances.js';
import { BUCKETS, bucketOf, hashOf } from './hashing.js';
import { type Link, linkOf, type PlainText, plainLineOf, plainTextOf } from './plain-text.js';
import { signalsOf } from './signals.js';

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

/** All that a model judges a comment by: parallel arrays, one entry a feature; no bucket occurs twice. */
export interface Features {
  readonly buckets: readonly number[];
  /** How strongly each feature is present. */
  readonly values: readonly number[];
  readonly sorts: readonly Sort[];
  /** What each feature is called, for those that have a name; the words of the comment itself for words. */
  readonly labels: readonly (string | null)[];
  /** The weights, in log-odds, that features have by themselves, before anything is learned. */
  readonly fixed: readonly number[];
}

/** Seeds that keep features of different sorts apart. */
const SEED = {
  signal: 1,
  word: 2,
  three: 4,
  five: 6,
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
  link: 0.8,
  copy: 0.8,
  place: 0.5,
  circumstance: 1,
};

/** Only the beginning and the end of a long text are taken for words and characters, as the features must stay few. */
const HEAD = 1000;
const TAIL = 300;
const WORD = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)?/gu;
const WORD_MAX = 24;
const NAME_MAX = 120;
const LINKS_MAX = 24;

/** When a bucket was last taken: tells features of one comment apart without a set. */
const taken = new Uint32Array(BUCKETS);
let turn = 0;

const NOTHING: ReadonlySet<Sort> = new Set();

/**
 * Takes a comment apart. The same comment gives the same features on every machine.
 * @param without sorts to leave out, to see what they are worth
 */
export function featuresOf(evidence: Evidence, without: ReadonlySet<Sort> = NOTHING): Features {
  const plain = plainTextOf(evidence.body);
  const words = plain.text.match(WORD) ?? [];
  const name = plainLineOf(evidence.authorName, NAME_MAX);
  const gathered = createGathering(without);
  gathered.begin('start');
  gathered.add(bucketOf(SEED.signal, 'start'), null);
  gathered.end(1);
  gathered.begin('signal');
  for (const one of signalsOf({ evidence, plain, words, name })) {
    gathered.add(bucketOf(SEED.signal, one.name), one.detail, one.weight);
  }
  gathered.end(1);
  const excerpt = excerptOf(plain.text);
  addWords(gathered, excerpt);
  addCharacters(gathered, excerpt);
  addName(gathered, name);
  addLinks(gathered, plain, evidence.authorUrl);
  addCopies(gathered, plain, words);
  gathered.begin('place');
  if (evidence.articleKey !== '') gathered.add(bucketOf(SEED.place, evidence.articleKey.slice(0, 512)), 'the article');
  gathered.end();
  gathered.begin('circumstance');
  for (const one of circumstanceSignals(evidence.circumstances, plain.links.length > 0))
    gathered.add(bucketOf(SEED.signal, one.name), one.detail, one.weight);
  gathered.end(1);
  return gathered.features;
}

function createGathering(without: ReadonlySet<Sort>) {
  turn = turn === 0xffffffff ? 1 : turn + 1;
  if (turn === 1) taken.fill(0);
  const now = turn;
  const features = {
    buckets: [] as number[],
    values: [] as number[],
    sorts: [] as Sort[],
    labels: [] as (string | null)[],
    fixed: [] as number[],
  };
  let sort: Sort = 'signal';
  let first = 0;
  return {
    features,
    begin(next: Sort) {
      sort = next;
      first = features.buckets.length;
    },
    add(bucket: number, label: string | null, fixed = 0) {
      if (taken[bucket] === now || without.has(sort)) return;
      taken[bucket] = now;
      features.buckets.push(bucket);
      features.sorts.push(sort);
      features.labels.push(label);
      features.fixed.push(fixed);
    },
    /** Gives the features of a sort their values. @param least how many they count for at the least */
    end(least = 4) {
      const count = features.buckets.length - first;
      const value =
        sort === 'signal' || sort === 'circumstance' ? NORM[sort] : NORM[sort] / Math.sqrt(Math.max(count, least));
      for (let i = 0; i < count; i++) features.values.push(value);
    },
  };
}

type Gathering = ReturnType<typeof createGathering>;

function excerptOf(text: string): string {
  return text.length <= HEAD + TAIL
    ? text
    : `${text.slice(0, HEAD).toWellFormed()} ${text.slice(-TAIL).toWellFormed()}`;
}

function addWords(gathered: Gathering, excerpt: string): void {
  const words = (excerpt.match(WORD) ?? []).map((word) => word.slice(0, WORD_MAX));
  gathered.begin('word');
  for (const word of words) gathered.add(bucketOf(SEED.word, word), word);
  gathered.end();
}

function addCharacters(gathered: Gathering, excerpt: string): void {
  const text = ` ${excerpt.replace(/\p{Nd}/gu, '0')} `;
  gathered.begin('characters');
  for (let i = 0; i + 3 <= text.length; i++) {
    gathered.add(bucketOf(SEED.three, text, i, i + 3), null);
    if (i + 5 <= text.length) gathered.add(bucketOf(SEED.five, text, i, i + 5), null);
  }
  gathered.end(20);
}

function addName(gathered: Gathering, name: string): void {
  if (name === '') return;
  gathered.begin('name');
  gathered.add(bucketOf(SEED.wholeName, name), null);
  for (const word of name.match(WORD) ?? []) gathered.add(bucketOf(SEED.name, word), null);
  const padded = ` ${name} `;
  for (let i = 0; i + 3 <= padded.length; i++) {
    gathered.add(bucketOf(SEED.nameCharacters, padded, i, i + 3), null);
    if (i + 4 <= padded.length) gathered.add(bucketOf(SEED.nameCharacters, padded, i, i + 4), null);
  }
  gathered.end();
}

function addLinks(gathered: Gathering, plain: PlainText, authorUrl: string | null): void {
  gathered.begin('link');
  for (const link of plain.links.slice(0, LINKS_MAX)) addLink(gathered, link);
  const own = authorUrl === null || authorUrl === '' ? null : linkOf(authorUrl, false);
  if (own !== null) addLink(gathered, own);
  gathered.end();
}

function addLink(gathered: Gathering, { host, path }: Link): void {
  gathered.add(bucketOf(SEED.host, host), host);
  const labels = host.split('.');
  gathered.add(bucketOf(SEED.domain, labels.slice(-2).join('.')), null);
  gathered.add(bucketOf(SEED.domain, `.${labels.at(-1)}`), null);
  for (const word of `${host} ${path}`
    .toLowerCase()
    .slice(0, 300)
    .match(/[\p{L}\p{N}]{2,24}/gu) ?? []) {
    gathered.add(bucketOf(SEED.path, word), null);
  }
}

const SKETCHES = 6;
const SKETCHED_WORDS = 400;

/** A sketch of the text (min-hash of its word triples): two near-copies share most of it. */
function addCopies(gathered: Gathering, plain: PlainText, words: readonly string[]): void {
  gathered.begin('copy');
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
    for (const [sketch, hash] of least.entries()) gathered.add(bucketOf(SEED.copy, `${sketch} ${hash}`), null);
  } else if (plain.text !== '') gathered.add(bucketOf(SEED.copy, plain.text), null);
  gathered.end();
}
