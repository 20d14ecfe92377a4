import { hashOf } from '../../src/spam/local/hashing.js';
import type { Example } from '../../src/spam/local/train.js';
import type { Other } from './others.js';

/*
 * What is quickly made, and what a classifier of our own has to be better than: a logistic regression on hashed words, pairs of
 * words and runs of characters plus a few counts, trained in some rounds of stochastic gradient descent, then one step a comment.
 * It shares nothing with ours but the hash. Its two rates are the ones that did best for it on the sources that are reported.
 */

const BITS = 20;
const ROUNDS = 10;
const TRAINING_RATE = 1;
const LEARNING_RATE = 3;

interface Vector {
  readonly buckets: readonly number[];
  readonly values: readonly number[];
}

export function startReference(): Other {
  const weights = new Float64Array(1 << BITS);
  const vectors = new WeakMap<Example, Vector>();
  const vectorFor = (example: Example) => {
    const vector = vectors.get(example) ?? vectorOf(example);
    vectors.set(example, vector);
    return vector;
  };
  const sumOf = ({ buckets, values }: Vector) =>
    buckets.reduce((sum, bucket, i) => sum + (weights[bucket] as number) * (values[i] as number), 0);
  const step = (example: Example, rate: number) => {
    const vector = vectorFor(example);
    const error = (example.direction === 'spam' ? 1 : 0) - probability(sumOf(vector));
    for (const [i, bucket] of vector.buckets.entries())
      (weights[bucket] as number) += rate * error * (vector.values[i] as number);
  };
  return {
    name: 'reference regression',
    learn(examples) {
      if (examples.length === 1) step(examples[0] as Example, LEARNING_RATE);
      else for (let round = 0; round < ROUNDS; round++) for (const one of shuffled(examples)) step(one, TRAINING_RATE);
    },
    score: (example) => sumOf(vectorFor(example)),
    end() {},
  };
}

function probability(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

/** Each block of features has a norm of 1, so that long comments count no more than short ones. */
function vectorOf({ evidence }: Example): Vector {
  const { authorName, authorUrl, body } = evidence;
  const text = `${authorName} ${authorUrl ?? ''} ${body}`.toLowerCase().replace(/\s+/g, ' ');
  const words = text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const pairs = words.slice(1).map((word, i) => `${words[i]} ${word}`);
  const runs: string[] = [];
  for (const length of [3, 4, 5]) for (let i = 0; i + length <= text.length; i++) runs.push(text.slice(i, i + length));
  const buckets: number[] = [];
  const values: number[] = [];
  for (const [seed, block] of [[...words, ...pairs], runs].entries()) {
    const counts = new Map<number, number>();
    for (const feature of block) {
      const bucket = hashOf(100 + seed, feature) >>> (32 - BITS);
      counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
    }
    const norm = Math.hypot(...counts.values());
    for (const [bucket, count] of counts) {
      buckets.push(bucket);
      values.push(count / norm);
    }
  }
  for (const [name, value] of Object.entries(countsOf(evidence, words.length))) {
    buckets.push(hashOf(200, name) >>> (32 - BITS));
    values.push(value);
  }
  return { buckets, values };
}

/** Each about between 0 and 1. */
function countsOf({ authorName, authorUrl, body }: Example['evidence'], words: number): Record<string, number> {
  const countOf = (pattern: RegExp) => body.match(pattern)?.length ?? 0;
  const links = countOf(/https?:|www\./gi);
  return {
    always: 1,
    links: Math.log1p(links) / 3,
    'links a word': links / Math.max(1, words),
    length: Math.log1p(body.length) / 10,
    tags: Math.log1p(countOf(/<[a-z]|\[url/gi)) / 3,
    capitals: countOf(/\p{Lu}/gu) / Math.max(1, body.length),
    digits: countOf(/\p{Nd}/gu) / Math.max(1, body.length),
    shouts: Math.log1p(countOf(/!/g)) / 3,
    site: authorUrl === null ? 0 : 1,
    name: Math.log1p(authorName.length) / 5,
  };
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  const order = [...items];
  let state = 12345;
  for (let i = order.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = state % (i + 1);
    [order[i], order[j]] = [order[j] as Item, order[i] as Item];
  }
  return order;
}
