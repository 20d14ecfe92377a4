import type { Opinion } from '../../domain/evidence.js';
import type { Direction } from '../../domain/verdict.js';

/** A comment's opinion beside what a person decided. */
export interface Judged {
  readonly direction: Direction;
  readonly score: number;
  readonly outcome: Opinion['outcome'];
}

/** One row of the calibration: of the comments whose scores lie here, how many were spam. */
interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly comments: number;
  readonly meanScore: number;
  readonly spamShare: number;
}

/** How good opinions were. All rates are shares from 0 to 1; null where there was nothing to divide by. */
export interface Rates {
  readonly ham: number;
  readonly spam: number;
  /** Spam caught by the threshold, chosen afterwards, at which at most this share of ham is caught with it. */
  readonly caughtAt: Readonly<Record<'0.1%' | '0.5%' | '1%', number | null>>;
  /** The probability that a spam comment scores higher than a ham comment; a tie counts half. */
  readonly auc: number | null;
  /** At the thresholds as they are shipped. */
  readonly shipped: {
    readonly hamCalledSpam: number | null;
    readonly hamUnsure: number | null;
    readonly spamCaught: number | null;
    readonly spamUnsure: number | null;
    readonly spamCalledHam: number | null;
  };
  readonly calibration: readonly CalibrationBin[];
}

export function ratesOf(judged: readonly Judged[]): Rates {
  const ham = judged.filter(({ direction }) => direction === 'ham');
  const spam = judged.filter(({ direction }) => direction === 'spam');
  const share = (of: readonly Judged[], outcome: Opinion['outcome']) =>
    ratio(of.filter((one) => one.outcome === outcome).length, of.length);
  const sorted = [...judged].sort((a, b) => b.score - a.score);
  const caught = (most: number) =>
    spam.length === 0 || ham.length === 0 ? null : caughtWithin(sorted, most * ham.length) / spam.length;
  return {
    ham: ham.length,
    spam: spam.length,
    caughtAt: { '0.1%': caught(0.001), '0.5%': caught(0.005), '1%': caught(0.01) },
    auc: aucOf(sorted, ham.length, spam.length),
    shipped: {
      hamCalledSpam: share(ham, 'spam'),
      hamUnsure: share(ham, 'unsure'),
      spamCaught: share(spam, 'spam'),
      spamUnsure: share(spam, 'unsure'),
      spamCalledHam: share(spam, 'ham'),
    },
    calibration: calibrationOf(judged),
  };
}

/** Runs of equal scores, highest first: a threshold cannot part what has the same score. */
function* runsOf(sorted: readonly Judged[]): Generator<{ ham: number; spam: number }> {
  for (let from = 0; from < sorted.length; ) {
    const run = { ham: 0, spam: 0 };
    const { score } = sorted[from] as Judged;
    for (; from < sorted.length && sorted[from]?.score === score; from++) run[(sorted[from] as Judged).direction] += 1;
    yield run;
  }
}

function caughtWithin(sorted: readonly Judged[], hamMost: number): number {
  let ham = 0;
  let spam = 0;
  for (const run of runsOf(sorted)) {
    ham += run.ham;
    if (ham > hamMost) break;
    spam += run.spam;
  }
  return spam;
}

function aucOf(sorted: readonly Judged[], ham: number, spam: number): number | null {
  let above = 0;
  let pairs = 0;
  for (const run of runsOf(sorted)) {
    pairs += run.ham * (above + run.spam / 2);
    above += run.spam;
  }
  return ratio(pairs, ham * spam);
}

function calibrationOf(judged: readonly Judged[]): CalibrationBin[] {
  const limits = [0, 0.01, 0.05, 0.2, 0.5, 0.8, 0.95, 0.99, 1];
  return limits.slice(1).flatMap((to, i) => {
    const from = limits[i] as number;
    const inside = judged.filter(({ score }) => score >= from && (score < to || to === 1));
    if (inside.length === 0) return [];
    const spam = inside.filter(({ direction }) => direction === 'spam').length;
    const meanScore = inside.reduce((sum, { score }) => sum + score, 0) / inside.length;
    return [{ from, to, comments: inside.length, meanScore, spamShare: spam / inside.length }];
  });
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
