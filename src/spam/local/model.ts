import type { Evidence, Opinion } from '../../domain/evidence.js';
import type { Direction } from '../../domain/verdict.js';
import { damaged, readBytes, writeBytes } from './bytes.js';
import { type Features, featuresOf, KNOWN_HERE_ONLY, type Sort } from './features.js';
import { BUCKETS } from './hashing.js';
import { decodeLesson, encodeLesson, FEATURES_VERSION, readSteps, type Step, stepWriter, UNIT } from './lesson.js';
import { NO_PRIOR, type Prior } from './prior.js';
import { explain } from './reasons.js';

/** How many decisions a model has learned. */
interface Learned {
  readonly ham: number;
  readonly spam: number;
}

/**
 * What one site's moderators have taught, on top of a prior. Learning is adding whole numbers: the same lessons give the
 * same model in any order, and what is unlearned leaves nothing behind.
 */
export interface Model {
  readonly learned: Learned;
  judge(evidence: Evidence): Opinion;
  /** What learning this decision would change, as bytes that are kept with the decision. The model stays as it is. */
  lesson(evidence: Evidence, direction: Direction): Uint8Array;
  /** Adds a lesson. @throws AfterwordError `malformed` for bytes that are no lesson of this version */
  learn(lesson: Uint8Array): void;
  /** Takes back a lesson that was added before. @throws AfterwordError `malformed` */
  unlearn(lesson: Uint8Array): void;
  /** All that was learned. Equal models give equal bytes. */
  toBytes(): Uint8Array;
}

const MAGIC = 0x4157534d;
const WHAT = 'a learned model of this version';

/** How fast a bucket learns at first, and how much it has to have seen until it learns more slowly. */
const RATE = 1;
const CALM = 0.3;
/** Names and links come back: what is learned about them is learned faster. */
const HASTE: Partial<Readonly<Record<Sort, number>>> = { name: 2, link: 2 };
/** An approved comment that was taken for spam is the worse mistake, and teaches more. */
const HAM_FACTOR = 1.5;
/**
 * A lesson moves the sum of the comment that it is about no further than this: one decision, right or wrong, does not
 * outweigh everything else.
 */
const ENOUGH = 5;
/** A lesson is kept with its decision, so it must stay small: of a long comment only the largest steps are learned. */
const STEPS_MAX = 1200;
/** What buckets have seen is counted in these. */
const SEEN_UNIT = 1 / 1024;

/**
 * @param prior what is known from the start; null for nothing. It is shared, not copied.
 * @param learned what `toBytes` gave
 * @param without sorts of features to leave out, to see what they are worth
 * @throws AfterwordError `malformed` for bytes that `toBytes` of this version did not write
 */
export function createModel(prior: Prior | null, learned?: Uint8Array, without?: ReadonlySet<Sort>): Model {
  const known = prior ?? NO_PRIOR;
  const weights = new Int32Array(BUCKETS);
  const seen = new Int32Array(BUCKETS);
  const counts = { ham: 0, spam: 0 };
  if (learned !== undefined) read(learned);

  function read(bytes: Uint8Array): void {
    const reader = readBytes(bytes, WHAT);
    if (reader.whole() !== MAGIC || reader.whole() !== FEATURES_VERSION) throw damaged(WHAT);
    counts.ham = reader.whole();
    counts.spam = reader.whole();
    readSteps(reader, WHAT, (step) => {
      weights[step.bucket] = step.weight;
      seen[step.bucket] = step.seen;
    });
    reader.end();
  }

  function apply(lesson: Uint8Array, sign: 1 | -1): void {
    const { direction, steps } = decodeLesson(lesson);
    for (const step of steps) {
      (weights[step.bucket] as number) += sign * step.weight;
      (seen[step.bucket] as number) += sign * step.seen;
    }
    counts[direction] += sign;
  }

  const isTouched = (bucket: number) => weights[bucket] !== 0 || seen[bucket] !== 0;

  function sumOf({ buckets, groups }: Features): number {
    let sum = 0;
    for (const { sort, from, to, value, fixed } of groups) {
      const isKnown = !KNOWN_HERE_ONLY.has(sort);
      for (let i = from; i < to; i++) {
        const bucket = buckets[i] as number;
        sum += value * ((isKnown ? (known.weights[bucket] as number) : 0) + (weights[bucket] as number) * UNIT);
      }
      for (const weight of fixed ?? []) sum += weight;
    }
    return sum;
  }

  function stepsFor(features: Features, direction: Direction): Step[] {
    const { buckets, groups } = features;
    const sum = sumOf(features);
    const probability = 1 / (1 + Math.exp(-known.scale * sum));
    const error = direction === 'spam' ? 1 - probability : -HAM_FACTOR * probability;
    const moves = new Float64Array(buckets.length);
    const slopes = new Float64Array(buckets.length);
    let wish = 0;
    for (const { sort, from, to, value } of groups) {
      const slope = error * value;
      const rate = RATE * (HASTE[sort] ?? 1) * slope;
      for (let i = from; i < to; i++) {
        const before = (seen[buckets[i] as number] as number) * SEEN_UNIT;
        const move = rate / Math.sqrt(CALM + before + slope * slope);
        moves[i] = move;
        slopes[i] = slope;
        wish += move * value;
      }
    }
    const room = Math.max(0, direction === 'spam' ? ENOUGH - sum : ENOUGH + sum);
    const share = Math.min(1, room / Math.max(Math.abs(wish), 1e-9));
    const steps: Step[] = [];
    for (const [i, bucket] of buckets.entries()) {
      const weight = Math.round((share * (moves[i] as number)) / UNIT);
      const more = Math.round((slopes[i] as number) ** 2 / SEEN_UNIT);
      if (weight !== 0 || more !== 0) steps.push({ bucket, weight, seen: more });
    }
    return steps
      .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight) || a.bucket - b.bucket)
      .slice(0, STEPS_MAX)
      .sort((a, b) => a.bucket - b.bucket);
  }

  return {
    get learned() {
      return { ...counts };
    },
    judge: (evidence) => explain(featuresOf(evidence, without), known, weights),
    lesson: (evidence, direction) =>
      encodeLesson({ direction, steps: stepsFor(featuresOf(evidence, without), direction) }),
    learn: (lesson) => apply(lesson, 1),
    unlearn: (lesson) => apply(lesson, -1),
    toBytes() {
      let count = 0;
      for (let bucket = 0; bucket < BUCKETS; bucket++) if (isTouched(bucket)) count++;
      const writer = writeBytes();
      for (const value of [MAGIC, FEATURES_VERSION, counts.ham, counts.spam, count]) writer.whole(value);
      const write = stepWriter(writer);
      for (let bucket = 0; bucket < BUCKETS; bucket++) {
        if (isTouched(bucket)) write(bucket, weights[bucket] as number, seen[bucket] as number);
      }
      return writer.bytes();
    },
  };
}
