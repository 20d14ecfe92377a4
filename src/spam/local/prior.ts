import { damaged, readBytes, writeBytes } from './bytes.js';
import { BUCKETS } from './hashing.js';
import { FEATURES_VERSION } from './lesson.js';

/** What a model knows before it has learned anything. Shared by the models of all sites; never changed. */
export interface Prior {
  /** By bucket, before `scale`. */
  readonly weights: Float32Array;
  /** What all sums are multiplied by, so that they are log-odds. */
  readonly scale: number;
  /** The scores at which `spam` begins and below which is `ham`. */
  readonly thresholds: Thresholds;
}

/** Both are probabilities. */
export interface Thresholds {
  /** Scores below it are `ham`. */
  readonly ham: number;
  /** Scores from it on are `spam`. */
  readonly spam: number;
}

const MAGIC = 0x41575031;
const WHAT = 'a prior of this version';
/** Weights are stored as whole multiples of this. */
const STEP = 1 / 64;

/** @throws AfterwordError `malformed` */
export function readPrior(bytes: Uint8Array): Prior {
  const reader = readBytes(bytes, WHAT);
  if (reader.whole() !== MAGIC || reader.whole() !== FEATURES_VERSION) throw damaged(WHAT);
  const scale = reader.real();
  const thresholds = { ham: reader.real(), spam: reader.real() };
  const weights = new Float32Array(BUCKETS);
  const count = reader.whole();
  let next = 0;
  for (let i = 0; i < count; i++) {
    const bucket = next + reader.whole();
    if (bucket >= BUCKETS) throw damaged(WHAT);
    weights[bucket] = reader.signed() * STEP;
    next = bucket + 1;
  }
  reader.end();
  return { weights, scale, thresholds };
}

/** The bytes that `readPrior` reads. Weights are rounded; those that become 0 take no room. */
export function writePrior({ weights, scale, thresholds }: Prior): Uint8Array {
  const kept: number[] = [];
  for (const [bucket, weight] of weights.entries()) if (Math.round(weight / STEP) !== 0) kept.push(bucket);
  const writer = writeBytes();
  writer.whole(MAGIC);
  writer.whole(FEATURES_VERSION);
  writer.real(scale);
  writer.real(thresholds.ham);
  writer.real(thresholds.spam);
  writer.whole(kept.length);
  let next = 0;
  for (const bucket of kept) {
    writer.whole(bucket - next);
    writer.signed(Math.round((weights[bucket] as number) / STEP));
    next = bucket + 1;
  }
  return writer.bytes();
}

/** For a start that is empty: nothing is known, and sums are taken as they are. */
export const NO_PRIOR: Prior = {
  weights: new Float32Array(BUCKETS),
  scale: 1,
  thresholds: { ham: 0.05, spam: 0.95 },
};
