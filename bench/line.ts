import { median } from './statistics.js';

/** One measurement of each side, taken right after each other. */
export interface Round {
  readonly value: number;
  readonly baseline: number;
}

export interface Target {
  readonly kind: 'at least' | 'at most';
  readonly of: number;
}

/** A line of the table. */
export interface Line {
  readonly what: string;
  /** Unit of value and baseline. */
  readonly unit: string;
  readonly value: number;
  /** Null where a target is a number rather than a ratio. */
  readonly baseline: number | null;
  readonly baselineIs: string;
  readonly ratio: number | null;
  readonly target: Target;
  readonly met: boolean;
  readonly explanation: string;
  readonly rounds: readonly Round[];
}

export type LineParts = Pick<Line, 'what' | 'unit' | 'baselineIs' | 'target' | 'explanation'>;

/** The line of a ratio: medians of both sides, and the median of the rounds' ratios, which a drift of the machine touches least. */
export function ratioLine(parts: LineParts, rounds: readonly Round[]): Line {
  const ratio = median(rounds.map(({ value, baseline }) => value / baseline));
  return {
    ...parts,
    value: median(rounds.map(({ value }) => value)),
    baseline: median(rounds.map(({ baseline }) => baseline)),
    ratio,
    met: isMet(ratio, parts.target),
    rounds,
  };
}

/** The line of a number that stands for itself. */
export function numberLine(parts: LineParts, values: readonly number[]): Line {
  const value = median(values);
  const rounds: Round[] = [];
  return { ...parts, value, baseline: null, ratio: null, met: isMet(value, parts.target), rounds };
}

function isMet(number: number, { kind, of }: Target): boolean {
  return kind === 'at least' ? number >= of : number <= of;
}

/** Measures both sides in turn, each round in the other order, so that neither always comes second. */
export async function alternate(
  rounds: number,
  value: () => Promise<number>,
  baseline: () => Promise<number>,
): Promise<Round[]> {
  const done: Round[] = [];
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) {
      const first = await baseline();
      done.push({ baseline: first, value: await value() });
    } else {
      const first = await value();
      done.push({ value: first, baseline: await baseline() });
    }
  }
  return done;
}
