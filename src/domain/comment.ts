import type { Direction, Outcome, VerdictBy } from './verdict.js';

/** Where a comment stands: in the queue, published, taken for spam, or thrown away. */
export type Status = 'pending' | 'approved' | 'spam' | 'trash';
export const STATUSES = ['pending', 'approved', 'spam', 'trash'] as const satisfies readonly Status[];

/** The order of a list of threads or of the moderation queue. */
export type Order = 'oldest' | 'newest' | 'suspicious';

/** The delivery state of a correction. */
export interface Correction {
  readonly to: Direction;
  readonly state: 'waiting' | 'delivered' | 'failed';
  readonly at: number;
}

/** A spam checker's opinion of a comment, and how the asking went. Times are milliseconds since 1970. */
export interface Verdict {
  readonly by: VerdictBy;
  readonly outcome: Outcome;
  readonly checkedAt: number | null;
  readonly attempts: number;
  readonly nextAttemptAt: number | null;
  readonly lastError: string | null;
}

/** One reason of the local classifier, in words, with its share of the score. */
export interface Reason {
  readonly detail: string;
  readonly weight: number;
}

/** How deep answers may hang on answers; bounds the sort key of the depth-first walk (see `pathSegment`). */
export const MAX_DEPTH = 200;

/** Slots a millisecond in a comment's position; 2^53 lasts until the year 2109. */
const SLOTS = 2048;

/** The first position of a millisecond: comments are ordered by position, which is their time with a slot behind it. */
export function firstSeqAt(milliseconds: number): number {
  return milliseconds * SLOTS;
}

/** The millisecond of a position. */
export function timeOfSeq(seq: number): number {
  return Math.floor(seq / SLOTS);
}

/**
 * One step of the sort key of a depth-first walk: the n-th answer ever written in its thread, in base 36 behind its number of digits, so that
 * text order is number order and every answer sorts behind the comment that it answers.
 */
export function pathSegment(n: number): string {
  const digits = n.toString(36);
  return digits.length.toString(36) + digits;
}
