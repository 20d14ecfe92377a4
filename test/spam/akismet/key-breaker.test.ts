import { describe, expect, test } from '@jest/globals';
import { FIRST_PAUSE_MS, LONGEST_PAUSE_MS } from '../../../src/spam/akismet/back-off.js';
import { createKeyBreaker, type KeyBreaker } from '../../../src/spam/akismet/key-breaker.js';
import { fc, runs } from '../../support/properties.js';

const START = 1_000_000;

/** Verifies when it is due, and returns the pauses in seconds. */
function pausesOf(breaker: KeyBreaker, results: ReadonlyArray<'valid' | 'not-valid'>, start: number): number[] {
  let now = start;
  return results.map((result) => {
    const until = breaker.closedUntil(now) ?? Number.NaN;
    const pause = (until - now) / 1000;
    now = until;
    expect(breaker.verifyDue(now - 1)).toBe(false);
    expect(breaker.verifyDue(now)).toBe(true);
    breaker.beginVerify();
    expect(breaker.verifyDue(now)).toBe(false);
    breaker.verified(result, now);
    return pause;
  });
}

describe('The breaker for a refused key', () => {
  test('opens with the first refusal and closes when the key is valid', () => {
    const breaker = createKeyBreaker();
    expect(breaker.closedUntil(START)).toBeNull();
    expect(breaker.verifyDue(START)).toBe(false);
    breaker.refused(breaker.mark(), START);
    expect(breaker.closedUntil(START)).toBe(START + FIRST_PAUSE_MS);
    expect(pausesOf(breaker, ['valid'], START)).toEqual([30]);
    expect(breaker.closedUntil(START)).toBeNull();
  });

  test('verifies after pauses that double up to 20 minutes', () => {
    const breaker = createKeyBreaker();
    breaker.refused(breaker.mark(), START);
    const pauses = pausesOf(
      breaker,
      Array.from({ length: 8 }, () => 'not-valid' as const),
      START,
    );
    expect(pauses).toEqual([30, 60, 120, 240, 480, 960, 1200, 1200]);
  });

  test('goes on with longer pauses when a valid key is refused again, until a call is served', () => {
    const breaker = createKeyBreaker();
    breaker.refused(breaker.mark(), START);
    pausesOf(breaker, ['valid'], START);
    breaker.refused(breaker.mark(), START);
    expect(pausesOf(breaker, ['valid'], START)).toEqual([60]);
    breaker.served();
    breaker.refused(breaker.mark(), START);
    expect(breaker.closedUntil(START)).toBe(START + FIRST_PAUSE_MS);
  });

  test('does not count the refusals of calls that began before it opened or closed', () => {
    const breaker = createKeyBreaker();
    const early = breaker.mark();
    for (let call = 0; call < 50; call += 1) breaker.refused(early, START);
    expect(breaker.closedUntil(START)).toBe(START + FIRST_PAUSE_MS);
    pausesOf(breaker, ['valid'], START);
    breaker.refused(early, START);
    expect(breaker.closedUntil(START)).toBeNull();
  });

  test('is not opened by calls that were served late, and not closed by them either', () => {
    const breaker = createKeyBreaker();
    breaker.refused(breaker.mark(), START);
    breaker.served();
    expect(breaker.closedUntil(START)).toBe(START + FIRST_PAUSE_MS);
    expect(pausesOf(breaker, ['not-valid', 'not-valid'], START)).toEqual([30, 60]);
  });

  test('verifies anew when a verification was broken off', () => {
    const breaker = createKeyBreaker();
    breaker.refused(breaker.mark(), START);
    const due = START + FIRST_PAUSE_MS;
    breaker.beginVerify();
    breaker.verified('unknown', due);
    expect(breaker.verifyDue(due)).toBe(true);
  });

  test('whatever happens, a verification comes due within 20 minutes, and a valid key opens the way', () => {
    const step = fc.oneof(
      fc.constantFrom('refused', 'served', 'begin', 'valid', 'not-valid', 'unknown').map((kind) => ({ kind, ms: 0 })),
      fc.nat(LONGEST_PAUSE_MS).map((ms) => ({ kind: 'advance', ms })),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const breaker = createKeyBreaker();
        let now = START;
        for (const { kind, ms } of steps) {
          now += ms;
          if (kind === 'refused') breaker.refused(breaker.mark(), now);
          if (kind === 'served') breaker.served();
          if (kind === 'begin' && breaker.verifyDue(now)) breaker.beginVerify();
          if (kind === 'valid' || kind === 'not-valid' || kind === 'unknown') breaker.verified(kind, now);
          const until = breaker.closedUntil(now);
          if (until !== null) {
            expect(until).toBeGreaterThan(now);
            expect(until).toBeLessThanOrEqual(now + LONGEST_PAUSE_MS);
          }
        }
        breaker.verified('unknown', now);
        const open = breaker.closedUntil(now) !== null;
        expect(breaker.verifyDue(now + LONGEST_PAUSE_MS)).toBe(open);
        breaker.verified('valid', now);
        expect(breaker.closedUntil(now)).toBeNull();
      }),
      { numRuns: runs(500) },
    );
  });
});
