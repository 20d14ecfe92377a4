import { describe, expect, test } from '@jest/globals';
import { calibrated, type Trial } from '../../../src/spam/local/calibrate.js';
import { logOdds } from './support.js';

/** A source whose ham and spam were given these log-odds, by the prior alone as well as while learning. */
function trial(ham: readonly number[], spam: readonly number[]): Trial {
  const row = (direction: 'ham' | 'spam') => (score: number) => ({ direction, alone: score, learned: score });
  return [...ham.map(row('ham')), ...spam.map(row('spam'))];
}

const times = <Item>(count: number, item: Item): Item[] => new Array<Item>(count).fill(item);
const spamFrom = (trials: readonly Trial[]) => logOdds(calibrated(trials).thresholds.spam);

describe('the thresholds', () => {
  test('without trials leave wide room for doubt', () => {
    const { scale, thresholds } = calibrated([]);
    expect(scale).toBe(1);
    expect(thresholds.spam).toBeCloseTo(0.9, 2);
    expect(thresholds.ham).toBeCloseTo(0.047, 3);
  });

  test.each(['learned', 'alone'] as const)('call no more than one ham in four hundred spam: %s', (by) => {
    const right = { ham: -5, spam: 5 };
    const withMistakes = (count: number): Trial =>
      trial([...times(400 - count, -5), ...times(count, 4)], times(400, 5)).map((row) => {
        const sure = right[row.direction];
        return { ...row, alone: sure, learned: sure, [by]: row[by] };
      });
    expect(spamFrom([withMistakes(1)])).toBeCloseTo(2.2, 2);
    expect(spamFrom([withMistakes(2)])).toBeGreaterThan(4 * calibrated([withMistakes(2)]).scale);
  });

  test('count every source alike, however many comments it has', () => {
    const small = trial([...times(9, -5), 4], times(10, 5));
    const large = trial(times(5000, -5), times(5000, 5));
    expect(spamFrom([large, small])).toBeGreaterThan(4 * calibrated([large, small]).scale);
  });
});

describe('the scale', () => {
  test('makes scores that were too sure less sure, and those that were too shy surer', () => {
    // Nine in ten are right: log-odds of 2.2.
    const sure = (by: number) => trial([...times(90, -by), ...times(10, by)], [...times(90, by), ...times(10, -by)]);
    expect(calibrated([sure(4)]).scale).toBeCloseTo(0.55, 2);
    expect(calibrated([sure(1.5)]).scale).toBeCloseTo(1.45, 1);
    expect(calibrated([sure(50)]).scale).toBe(0.5);
    expect(calibrated([sure(0.1)]).scale).toBe(2);
  });
});
