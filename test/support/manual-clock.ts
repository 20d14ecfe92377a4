import type { AlarmClock } from '../../src/domain/time.js';

/** A clock that stands still until it is told otherwise: what waits by it waits for the test, however slow the machine is. */
export interface ManualClock extends AlarmClock {
  /** Lets time pass, and rings what is due meanwhile. Backwards it only sets the clock, which no alarm notices. */
  advance(milliseconds: number): void;
  /** Rings everything that has been set until now, whenever it is due, without time passing. */
  ringAll(): void;
}

/** Noon in UTC, so that a test may move some hours without another day. */
export const START = Date.UTC(2026, 10, 24, 12);

interface Alarm {
  /** By the time that has passed since the start, which never jumps. */
  readonly dueAt: number;
  readonly ring: () => void;
}

export function manualClock(start = START): ManualClock {
  const alarms = new Set<Alarm>();
  let now = start;
  let passed = 0;

  function ringUntil(end: number): void {
    for (;;) {
      const [next] = [...alarms].filter(({ dueAt }) => dueAt <= end).sort((one, other) => one.dueAt - other.dueAt);
      if (next === undefined) return;
      alarms.delete(next);
      const step = Math.max(0, next.dueAt - passed);
      passed += step;
      now += step;
      next.ring();
    }
  }

  return {
    now: () => now,
    after(ms, ring) {
      if (ms <= 0) {
        const immediate = setImmediate(ring);
        return () => clearImmediate(immediate);
      }
      const alarm = { dueAt: passed + ms, ring };
      alarms.add(alarm);
      return () => alarms.delete(alarm);
    },
    advance(milliseconds) {
      if (milliseconds < 0) {
        now += milliseconds;
        return;
      }
      const [endPassed, endNow] = [passed + milliseconds, now + milliseconds];
      ringUntil(endPassed);
      passed = endPassed;
      now = endNow;
    },
    ringAll() {
      for (const alarm of [...alarms]) {
        alarms.delete(alarm);
        alarm.ring();
      }
    },
  };
}
