import type { Evidence } from '../../domain/evidence.js';
import type { Direction } from '../../domain/verdict.js';
import { type Features, featuresOf } from './features.js';
import { BUCKETS } from './hashing.js';
import { type Prior, writePrior } from './prior.js';

/** A comment that somebody has decided about. */
export interface Example {
  readonly evidence: Evidence;
  readonly direction: Direction;
  /** Where it comes from: a blog, a video. What sets the sources apart must not become what sets spam apart. */
  readonly source: string;
}

const EPOCHS = 6;
const RATE = 0.3;
/** An example whose error is smaller teaches nothing more. */
const SURE = 1e-3;

/** Builds a prior. The same examples in the same order give the same bytes, everywhere. */
export function trainPrior(examples: readonly Example[]): Uint8Array {
  return writePrior(fitted(examples));
}

function fitted(examples: readonly Example[]): Prior {
  const taken = examples.map(({ evidence }) => featuresOf(evidence));
  const order = shuffled(examples.length);
  const weights = new Float64Array(BUCKETS);
  const squares = new Float64Array(BUCKETS);
  const starts = new Map<string, number>();
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (const i of order) {
      const { direction, source } = examples[i] as Example;
      const features = taken[i] as Features;
      const start = starts.get(source) ?? 0;
      const error = 1 / (1 + Math.exp(-start - sumOf(features, weights))) - (direction === 'spam' ? 1 : 0);
      if (Math.abs(error) < SURE) continue;
      starts.set(source, start - 0.1 * RATE * error);
      step(features, error, weights, squares);
    }
  }
  return { weights: Float32Array.from(weights), scale: 1, thresholds: { ham: 0.05, spam: 0.95 } };
}

function sumOf({ buckets, values }: Features, weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < buckets.length; i++) sum += (values[i] as number) * (weights[buckets[i] as number] as number);
  return sum;
}

/** One step of AdaGrad (Duchi, Hazan and Singer 2011): what has moved much moves less. */
function step({ buckets, values, sorts }: Features, error: number, weights: Float64Array, squares: Float64Array): void {
  for (let i = 0; i < buckets.length; i++) {
    const sort = sorts[i];
    if (sort === 'start' || sort === 'place' || sort === 'circumstance') continue;
    const bucket = buckets[i] as number;
    const slope = error * (values[i] as number);
    (squares[bucket] as number) += slope * slope;
    (weights[bucket] as number) -= (RATE * slope) / Math.sqrt(1 + (squares[bucket] as number));
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
