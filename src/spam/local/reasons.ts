import type { Reason } from '../../domain/comment.js';
import type { Opinion } from '../../domain/evidence.js';
import { type Features, KNOWN_HERE_ONLY, type Sort } from './features.js';
import { UNIT } from './lesson.js';
import type { Prior } from './prior.js';

/** As many reasons as a person reads, the one that sums up the rest included. */
const REASONS_MAX = 8;
const WORDS_MAX = 5;
/** No score is surer than this, in log-odds: a probability of 1 - 2e-9. */
const SUREST = 20;
/** Reasons are given to a thousandth. */
const GRAIN = 1000;
/** A reason that weighs less is not worth a line of its own. */
const LEAST = 0.05;

const REST = 'everything else, all together';

/** What a sort of features says about a comment when it speaks for spam, and when it speaks against. */
const ALL_TOGETHER: Readonly<Record<Exclude<Sort, 'signal' | 'circumstance'>, readonly [string, string]>> = {
  start: ['how comments start out here', 'how comments start out here'],
  word: ['its words and characters, all together', 'its words and characters, all together'],
  characters: ['its words and characters, all together', 'its words and characters, all together'],
  name: ['the name reads like an advertisement', "the name reads like a person's"],
  link: ['where its links lead', 'where its links lead'],
  copy: ['much like a comment that was spam here', 'much like a comment that was approved here'],
  place: ['what else came on this article', 'what else came on this article'],
};

/** A growing list of shares by their detail. */
type Shares = Map<string, number>;

/** Sums up what the features of a comment weigh, and says which of them carried it. */
export function explain(
  features: Features,
  { weights: prior, scale, thresholds }: Prior,
  learned: Int32Array,
): Opinion {
  const shares: Shares = new Map();
  const words: { word: string; weight: number }[] = [];
  let wording = 0;
  let taught = 0;
  for (const { sort, from, to, value, labels, fixed } of features.groups) {
    const strength = scale * value;
    const isKnown = !KNOWN_HERE_ONLY.has(sort);
    let shipped = 0;
    let here = 0;
    for (let i = from; i < to; i++) {
      const bucket = features.buckets[i] as number;
      const known = isKnown ? strength * (prior[bucket] as number) : 0;
      const more = strength * UNIT * (learned[bucket] as number);
      shipped += known;
      here += more;
      if (fixed !== null)
        addTo(shares, labels?.[i - from] as string, known + more + scale * (fixed[i - from] as number));
      else if (more !== 0 && sort === 'word') words.push({ word: labels?.[i - from] as string, weight: more });
    }
    if (sort === 'word' || sort === 'characters') {
      wording += shipped;
      taught += here;
    } else if (sort !== 'signal' && sort !== 'circumstance')
      addTo(shares, allTogether(sort, shipped + here), shipped + here);
  }
  addTo(shares, allTogether('word', wording), wording);
  addTo(shares, taughtDetail(taught, words), taught);
  return opinionOf(shares, thresholds);
}

function addTo(shares: Shares, detail: string, weight: number): void {
  shares.set(detail, (shares.get(detail) ?? 0) + weight);
}

function allTogether(sort: keyof typeof ALL_TOGETHER, weight: number): string {
  return ALL_TOGETHER[sort][weight > 0 ? 0 : 1];
}

/** Names the words of this very comment that this site's moderators taught most about. */
function taughtDetail(taught: number, words: { word: string; weight: number }[]): string {
  const where = taught > 0 ? 'spam' : 'approved comments';
  const named = words
    .filter(({ weight }) => weight > 0 === taught > 0)
    .sort((a, b) => tellingOf(b) - tellingOf(a))
    .slice(0, WORDS_MAX)
    .map(({ word }) => word);
  return named.length === 0 ? `wording seen in ${where} here` : `words seen in ${where} here: ${named.join(', ')}`;
}

/** How much a word tells a person: the weightiest, but rather a long one than `the`. */
function tellingOf({ word, weight }: { word: string; weight: number }): number {
  const letters = /^[ -~]*$/.test(word) ? word.length : 8;
  return Math.abs(weight) * Math.min(8, letters);
}

function opinionOf(shares: Shares, thresholds: Prior['thresholds']): Opinion {
  let sum = 0;
  for (const weight of shares.values()) sum += weight;
  const shrink = Math.abs(sum) > SUREST ? SUREST / Math.abs(sum) : 1;
  const sorted = [...shares]
    .map(([detail, weight]) => ({ detail, weight: weight * shrink }))
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  const shown = sorted.filter(({ weight }) => Math.abs(weight) >= LEAST).slice(0, REASONS_MAX - 1);
  let rest = sum * shrink;
  const reasons: Reason[] = shown.map(({ detail, weight }) => {
    rest -= weight;
    return { detail, weight: Math.round(weight * GRAIN) / GRAIN };
  });
  const restWeight = Math.round(rest * GRAIN) / GRAIN;
  if (restWeight !== 0 || reasons.length === 0) reasons.push({ detail: REST, weight: restWeight });
  const score = 1 / (1 + Math.exp(-reasons.reduce((total, { weight }) => total + weight, 0)));
  const outcome = score >= thresholds.spam ? 'spam' : score < thresholds.ham ? 'ham' : 'unsure';
  return { score, outcome, reasons };
}
