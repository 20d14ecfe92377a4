import type { Direction } from '../../domain/verdict.js';
import type { Thresholds } from './prior.js';

/** The log-odds that one source's comments were given, in the order in which they came. */
export type Trial = readonly {
  readonly direction: Direction;
  /** By a prior from other sources alone. */
  readonly alone: number;
  /** With what was learned from the comments before. */
  readonly learned: number;
}[];

/** Scale and thresholds of a prior. */
export interface Calibration {
  readonly scale: number;
  readonly thresholds: Thresholds;
}

/** The most true ham that may be called spam: half of what is promised, as the next site may be unlike all that were tried. */
const MOST_MISTAKEN = 0.0025;
/** In log-odds: `spam` begins here or higher; `ham` ends here. */
const SPAM_LEAST = 2.2;
const SPAM_MOST = 8;
const HAM_BELOW = -3;
const GRAIN = 0.05;

/**
 * Chooses the scale for which the scores are probabilities, and the lowest threshold that keeps true ham out of what is
 * called spam. Every trial counts the same, however many comments it has.
 */
export function calibrated(trials: readonly Trial[]): Calibration {
  const scale = scaleFor(trials);
  let spam = SPAM_LEAST;
  const isSafe = () =>
    meanOf(trials, (trial) => falsePositives(trial, 'alone', spam / scale)) <= MOST_MISTAKEN &&
    meanOf(trials, (trial) => falsePositives(trial, 'learned', spam / scale)) <= MOST_MISTAKEN;
  while (spam < SPAM_MOST && !isSafe()) spam += GRAIN;
  return { scale, thresholds: { ham: probability(HAM_BELOW), spam: probability(spam) } };
}

function falsePositives(trial: Trial, by: 'alone' | 'learned', from: number): number {
  const ham = trial.filter(({ direction }) => direction === 'ham');
  return ham.filter((one) => one[by] >= from).length / Math.max(1, ham.length);
}

/** The scale with the least mean logarithmic loss (Platt 1999, without an offset), between a half and two. */
function scaleFor(trials: readonly Trial[]): number {
  if (trials.length === 0) return 1;
  let best = { scale: 1, loss: Number.POSITIVE_INFINITY };
  for (let twentieths = 10; twentieths <= 40; twentieths++) {
    const scale = twentieths / 20;
    const loss = meanOf(trials, (trial) =>
      meanOf(
        trial,
        ({ direction, learned }) => -Math.log(probability(scale * (direction === 'spam' ? learned : -learned))),
      ),
    );
    if (loss < best.loss) best = { scale, loss };
  }
  return best.scale;
}

function meanOf<Item>(items: readonly Item[], measure: (item: Item) => number): number {
  let sum = 0;
  for (const item of items) sum += measure(item);
  return items.length === 0 ? 0 : sum / items.length;
}

function probability(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}
