import { describe, expect, test } from '@jest/globals';
import { FIRST_PAUSE_MS, LONGEST_PAUSE_MS } from '../../../src/spam/akismet/back-off.js';
import {
  type CallTicket,
  createTransientBreaker,
  FAILURES_THAT_OPEN,
  type TransientBreaker,
} from '../../../src/spam/akismet/transient-breaker.js';
import { fc, runs } from '../../support/properties.js';

const START = 1_000_000;

function opened(now = START): TransientBreaker {
  const breaker = createTransientBreaker();
  for (let failure = 0; failure < FAILURES_THAT_OPEN; failure += 1) breaker.failed(breaker.begin(now)!, now, 0);
  return breaker;
}

describe('The breaker for an Akismet that does not answer', () => {
  test('opens after five failures in a row, not after four and a success', () => {
    const breaker = createTransientBreaker();
    const fail = (times: number) => {
      for (let failure = 0; failure < times; failure += 1) breaker.failed(breaker.begin(START)!, START, 0);
    };
    fail(4);
    breaker.answered();
    fail(4);
    expect(breaker.admission(START)).toEqual({ calls: 'all' });
    fail(1);
    expect(breaker.admission(START)).toEqual({ calls: 'none', until: START + FIRST_PAUSE_MS });
    expect(breaker.begin(START)).toBeNull();
  });

  test('lets one probe through when its pause is over, and everybody when that is answered', () => {
    const breaker = opened();
    const later = START + FIRST_PAUSE_MS;
    expect(breaker.admission(later - 1)).toMatchObject({ calls: 'none' });
    expect(breaker.admission(later)).toEqual({ calls: 'one' });
    expect(breaker.begin(later)).toMatchObject({ probe: true });
    expect(breaker.admission(later)).toMatchObject({ calls: 'none' });
    expect(breaker.begin(later)).toBeNull();
    breaker.answered();
    expect(breaker.admission(later)).toEqual({ calls: 'all' });
  });

  test('doubles its pause with each probe that fails, up to 20 minutes', () => {
    const breaker = opened();
    const pauses: number[] = [];
    let now = START;
    for (let probe = 0; probe < 8; probe += 1) {
      const admission = breaker.admission(now);
      const until = admission.calls === 'none' ? admission.until : Number.NaN;
      pauses.push((until - now) / 1000);
      now = until;
      breaker.failed(breaker.begin(now)!, now, 0);
    }
    expect(pauses).toEqual([30, 60, 120, 240, 480, 960, 1200, 1200]);
  });

  test('starts with a short pause again after it was closed', () => {
    const breaker = opened();
    let now = START + FIRST_PAUSE_MS;
    breaker.failed(breaker.begin(now)!, now, 0);
    breaker.answered();
    for (let failure = 0; failure < FAILURES_THAT_OPEN; failure += 1) breaker.failed(breaker.begin(now)!, now, 0);
    expect(breaker.admission(now)).toEqual({ calls: 'none', until: now + FIRST_PAUSE_MS });
    now += FIRST_PAUSE_MS;
    expect(breaker.admission(now)).toEqual({ calls: 'one' });
  });

  test('waits for as long as Akismet asks, but not for longer than 20 minutes', () => {
    for (const [wish, pause] of [
      [10_000, FIRST_PAUSE_MS],
      [90_000, 90_000],
      [86_400_000, LONGEST_PAUSE_MS],
    ] as const) {
      const breaker = createTransientBreaker();
      for (let failure = 0; failure < FAILURES_THAT_OPEN; failure += 1)
        breaker.failed(breaker.begin(START)!, START, wish);
      expect(breaker.admission(START)).toEqual({ calls: 'none', until: START + pause });
    }
  });

  test('takes a hundred calls that fail together for one outage', () => {
    const breaker = createTransientBreaker();
    const underWay = Array.from({ length: 100 }, () => breaker.begin(START)!);
    for (const ticket of underWay) breaker.failed(ticket, START, 0);
    expect(breaker.admission(START)).toEqual({ calls: 'none', until: START + FIRST_PAUSE_MS });
  });

  test('is closed by the late answer of a call that began before it opened', () => {
    const breaker = createTransientBreaker();
    breaker.begin(START);
    for (let failure = 0; failure < FAILURES_THAT_OPEN; failure += 1) breaker.failed(breaker.begin(START)!, START, 0);
    breaker.answered();
    expect(breaker.admission(START)).toEqual({ calls: 'all' });
  });

  test('gives the probe to another call when it is broken off', () => {
    const breaker = opened();
    const later = START + FIRST_PAUSE_MS;
    breaker.abandoned(breaker.begin(later)!);
    expect(breaker.admission(later)).toEqual({ calls: 'one' });
    expect(breaker.begin(later)).toMatchObject({ probe: true });
  });

  test('does not take a call that was made regardless for the probe', () => {
    const breaker = opened();
    const later = START + FIRST_PAUSE_MS;
    const probe = breaker.begin(later)!;
    const underProbe = breaker.admission(later);
    breaker.failed(breaker.beginRegardless(), later, 0);
    breaker.abandoned(breaker.beginRegardless());
    expect(breaker.admission(later)).toEqual(underProbe);
    expect(breaker.begin(later)).toBeNull();
    breaker.failed(probe, later, 0);
    expect(breaker.admission(later)).toEqual({ calls: 'none', until: later + 2 * FIRST_PAUSE_MS });
  });

  test('starts to count afresh when it was closed: what was under way before does not count', () => {
    const breaker = createTransientBreaker();
    const before = Array.from({ length: 20 }, () => breaker.begin(START)!);
    for (const ticket of before.splice(0, FAILURES_THAT_OPEN)) breaker.failed(ticket, START, 0);
    breaker.answered();
    for (const ticket of before) breaker.failed(ticket, START, 0);
    expect(breaker.admission(START)).toEqual({ calls: 'all' });
  });

  test('does not count a probe that a late answer has overtaken, in this outage or in the next', () => {
    const breaker = opened();
    const later = START + FIRST_PAUSE_MS;
    const [overtaken, another] = [breaker.begin(later)!, breaker.beginRegardless()];
    breaker.answered();
    breaker.failed(another, later, 0);
    for (let failure = 1; failure < FAILURES_THAT_OPEN; failure += 1) breaker.failed(breaker.begin(later)!, later, 0);
    expect(breaker.admission(later)).toEqual({ calls: 'all' });
    breaker.failed(breaker.begin(later)!, later, 0);
    const open = breaker.admission(later);
    breaker.failed(overtaken, later, 0);
    expect(breaker.admission(later)).toEqual(open);
  });
});

type Step =
  | { readonly kind: 'begin' }
  | { readonly kind: 'begin-regardless' }
  | { readonly kind: 'answer' | 'fail' | 'abandon'; readonly which: number }
  | { readonly kind: 'advance'; readonly ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('begin' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('begin-regardless' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('answer' as const), which: fc.nat(20) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('fail' as const), which: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('abandon' as const), which: fc.nat(20) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('advance' as const), ms: fc.nat(LONGEST_PAUSE_MS) }) },
);

/** Half of the histories start with an outage, which chance alone would rarely bring about. */
const outage: Step[] = Array.from({ length: FAILURES_THAT_OPEN }, () => [
  { kind: 'begin' } as const,
  { kind: 'fail', which: 0 } as const,
]).flat();

const history = fc
  .tuple(fc.boolean(), fc.array(step, { maxLength: 80 }))
  .map(([inOutage, steps]) => (inOutage ? [...outage, ...steps] : steps));

/** Plays the steps, checks after each what must hold always, and returns the breaker at the end. */
function play(steps: readonly Step[]): { breaker: TransientBreaker; now: number; underWay: CallTicket[] } {
  const breaker = createTransientBreaker();
  const underWay: CallTicket[] = [];
  let now = START;
  let failuresSinceAnswer = 0;
  let probesUnderWay = new Set<CallTicket>();

  for (const next of steps) {
    if (next.kind === 'advance') now += next.ms;
    else if (next.kind === 'begin') {
      const admission = breaker.admission(now);
      const ticket = breaker.begin(now);
      expect(ticket === null).toBe(admission.calls === 'none');
      expect(ticket?.probe ?? false).toBe(admission.calls === 'one');
      if (ticket?.probe) probesUnderWay.add(ticket);
      if (ticket !== null) underWay.push(ticket);
    } else if (next.kind === 'begin-regardless') underWay.push(breaker.beginRegardless());
    else if (underWay.length > 0) {
      const [ticket] = underWay.splice(next.which % underWay.length, 1) as [CallTicket];
      probesUnderWay.delete(ticket);
      if (next.kind === 'answer') {
        breaker.answered();
        failuresSinceAnswer = 0;
        probesUnderWay = new Set();
        expect(breaker.admission(now)).toEqual({ calls: 'all' });
      } else if (next.kind === 'fail') {
        breaker.failed(ticket, now, 0);
        failuresSinceAnswer += 1;
      } else breaker.abandoned(ticket);
    }
    const admission = breaker.admission(now);
    if (failuresSinceAnswer < FAILURES_THAT_OPEN) expect(admission).toEqual({ calls: 'all' });
    if (admission.calls === 'none') {
      expect(admission.until).toBeGreaterThan(now);
      expect(admission.until).toBeLessThanOrEqual(now + LONGEST_PAUSE_MS);
    }
    expect(probesUnderWay.size).toBeLessThanOrEqual(1);
  }
  return { breaker, now, underWay };
}

describe('Whatever happens in whatever order', () => {
  test('never is there a second probe, a pause beyond 20 minutes, or an opening without five failures', () => {
    fc.assert(
      fc.property(history, (steps) => void play(steps)),
      { numRuns: runs(500) },
    );
  });

  test('the way back is never lost: after the pause one call comes through, and its answer opens the way for all', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const { breaker, now, underWay } = play(steps);
        for (const ticket of underWay) breaker.failed(ticket, now, 0);
        const admission = breaker.admission(now);
        const ticket = breaker.begin(admission.calls === 'none' ? admission.until : now);
        expect(ticket).not.toBeNull();
        breaker.answered();
        expect(breaker.admission(now)).toEqual({ calls: 'all' });
      }),
      { numRuns: runs(500) },
    );
  });
});
