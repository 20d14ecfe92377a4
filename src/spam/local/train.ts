import type { Evidence } from '../../domain/evidence.js';
import type { Direction } from '../../domain/verdict.js';
import { calibrated, type Trial } from './calibrate.js';
import { type Features, featuresOf, KNOWN_HERE_ONLY, type Sort } from './features.js';
import { BUCKETS } from './hashing.js';
import { createModel } from './model.js';
import { type Prior, writePrior } from './prior.js';

/** A comment that somebody has decided about. */
export interface Example {
  readonly evidence: Evidence;
  readonly direction: Direction;
  /** Where it comes from: a blog, a video. What sets the sources apart must not become what sets spam apart. */
  readonly source: string;
}

const EPOCHS = 12;
const RATE = 0.3;
/** Pulls weights that are not needed back to 0. */
const DECAY = 1e-3;
/** An example whose error is smaller teaches nothing more. */
const SURE = 1e-3;
/** What a text teaches that is no comment: that has neither an author nor an article, such as a text message. */
const NO_COMMENT = 0.15;
/** A source that is left out to see how a prior does on it has at least so many of both kinds. */
const TRIAL_MIN = 30;

export interface TrainOptions {
  /** Sorts of features to leave out, to see what they are worth. */
  readonly without?: ReadonlySet<Sort> | undefined;
  /** False where only the order of scores matters: scale and thresholds are then not looked for, which takes most of the time. */
  readonly trials?: boolean;
}

/**
 * Builds a prior: weights from all examples; scale and thresholds from trials on each source with a prior from the others.
 * The same examples in the same order give the same bytes, everywhere.
 * @param examples of each source in the order in which they were written
 */
export function trainPrior(examples: readonly Example[], { without, trials = true }: TrainOptions = {}): Uint8Array {
  const all = examples.map((example) => ({ ...example, features: featuresOf(example.evidence, without) }));
  const sources = trials ? trialSources(examples) : [];
  const tried = sources.map((source) => {
    const others = weightsFrom(all.filter((example) => example.source !== source));
    return trialOf(
      examples.filter((example) => example.source === source),
      others,
      without,
    );
  });
  return writePrior({ weights: weightsFrom(all), ...calibrated(tried) });
}

function trialSources(examples: readonly Example[]): string[] {
  const counts = new Map<string, { ham: number; spam: number }>();
  for (const { source, direction } of examples) {
    const count = counts.get(source) ?? { ham: 0, spam: 0 };
    count[direction] += 1;
    counts.set(source, count);
  }
  return [...counts]
    .filter(([, { ham, spam }]) => Math.min(ham, spam) >= TRIAL_MIN)
    .map(([source]) => source)
    .sort();
}

/** Scores a source as a new site would, once without learning and once learning after each comment. */
function trialOf(examples: readonly Example[], weights: Float32Array, without?: ReadonlySet<Sort>): Trial {
  const prior: Prior = { weights, ...calibrated([]) };
  const fresh = createModel(prior, undefined, without);
  const learning = createModel(prior, undefined, without);
  return examples.map(({ evidence, direction }) => {
    const scores = {
      direction,
      alone: logOdds(fresh.judge(evidence).score),
      learned: logOdds(learning.judge(evidence).score),
    };
    learning.learn(learning.lesson(evidence, direction));
    return scores;
  });
}

function logOdds(probability: number): number {
  return Math.log(probability / (1 - probability));
}

interface Taken extends Example {
  readonly features: Features;
}

/** Logistic regression; each source has a start of its own, which is not shipped. */
function weightsFrom(examples: readonly Taken[]): Float32Array {
  const order = shuffled(examples.length);
  const weights = new Float64Array(BUCKETS);
  const squares = new Float64Array(BUCKETS);
  const starts = new Map<string, number>();
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (const i of order) {
      const example = examples[i] as Taken;
      const start = starts.get(example.source) ?? 0;
      const probability = 1 / (1 + Math.exp(-start - sumOf(example.features, weights)));
      const error = (probability - (example.direction === 'spam' ? 1 : 0)) * worthOf(example);
      if (Math.abs(error) < SURE) continue;
      starts.set(example.source, start - 0.1 * RATE * error);
      step(example.features, error, weights, squares);
    }
  }
  return Float32Array.from(weights);
}

function worthOf({ evidence }: Example): number {
  return evidence.authorName === '' && evidence.articleKey === '' ? NO_COMMENT : 1;
}

function sumOf({ buckets, groups }: Features, weights: Float64Array): number {
  let sum = 0;
  for (const { sort, from, to, value, fixed } of groups) {
    for (const weight of fixed ?? []) sum += weight;
    if (KNOWN_HERE_ONLY.has(sort)) continue;
    for (let i = from; i < to; i++) sum += value * (weights[buckets[i] as number] as number);
  }
  return sum;
}

/** One step of AdaGrad (Duchi, Hazan and Singer 2011): what has moved much moves less. */
function step({ buckets, groups }: Features, error: number, weights: Float64Array, squares: Float64Array): void {
  for (const { sort, from, to, value } of groups) {
    if (KNOWN_HERE_ONLY.has(sort)) continue;
    for (let i = from; i < to; i++) {
      const bucket = buckets[i] as number;
      const slope = error * value + DECAY * (weights[bucket] as number);
      (squares[bucket] as number) += slope * slope;
      (weights[bucket] as number) -= (RATE * slope) / Math.sqrt(1 + (squares[bucket] as number));
    }
  }
}

/** The numbers below `count` in an order that is the same everywhere (a linear congruential generator's). */
function shuffled(count: number): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  let state = 12345;
  for (let i = count - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = state % (i + 1);
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
  return order;
}
