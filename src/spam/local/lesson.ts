import type { Direction } from '../../domain/verdict.js';
import { type ByteReader, type ByteWriter, damaged, readBytes, writeBytes } from './bytes.js';
import { BUCKETS } from './hashing.js';

/** Names the way in which comments are taken apart; lessons and models of another way mean nothing to this one. */
export const FEATURES_VERSION = 2;

/** Weights are whole multiples of this, so that adding and taking back steps in any order is exact. */
export const UNIT = 1 / 4096;

/** What is learned about one bucket, in whole units. */
export interface Step {
  readonly bucket: number;
  /** Is added to the bucket's weight. */
  readonly weight: number;
  /** Is added to what the bucket has seen, which slows its further steps. Never negative. */
  readonly seen: number;
}

/** What a decision teaches: changes to be added to a model, or taken back from it. */
export interface Lesson {
  readonly direction: Direction;
  /** By rising buckets. */
  readonly steps: readonly Step[];
}

const WHAT = 'a lesson of this version';

/** A few kilobytes: the gaps between the buckets, and the steps. */
export function encodeLesson({ direction, steps }: Lesson): Uint8Array {
  const writer = writeBytes();
  writer.whole(FEATURES_VERSION);
  writer.whole(direction === 'spam' ? 1 : 0);
  writer.whole(steps.length);
  const write = stepWriter(writer);
  for (const { bucket, weight, seen } of steps) write(bucket, weight, seen);
  return writer.bytes();
}

/** @throws AfterwordError `malformed` */
export function decodeLesson(bytes: Uint8Array): Lesson {
  const reader = readBytes(bytes, WHAT);
  if (reader.whole() !== FEATURES_VERSION) throw damaged(WHAT);
  const direction = reader.whole();
  if (direction > 1) throw damaged(WHAT);
  const steps: Step[] = [];
  readSteps(reader, WHAT, (step) => steps.push(step));
  reader.end();
  return { direction: direction === 1 ? 'spam' : 'ham', steps };
}

/** @returns writes one step; they have to come by rising buckets */
export function stepWriter(writer: ByteWriter): (bucket: number, weight: number, seen: number) => void {
  let next = 0;
  return (bucket, weight, seen) => {
    writer.whole(bucket - next);
    writer.signed(weight);
    writer.whole(seen);
    next = bucket + 1;
  };
}

/** Reads as many steps as a number before them says. */
export function readSteps(reader: ByteReader, what: string, onStep: (step: Step) => void): void {
  const count = reader.whole();
  if (count > BUCKETS) throw damaged(what);
  let next = 0;
  for (let i = 0; i < count; i++) {
    const bucket = next + reader.whole();
    if (bucket >= BUCKETS) throw damaged(what);
    onStep({ bucket, weight: reader.signed(), seen: reader.whole() });
    next = bucket + 1;
  }
}
