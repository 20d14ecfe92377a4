import type { AlarmClock } from '../domain/time.js';

/** The time of this computer. */
export const systemClock: AlarmClock = {
  now: Date.now,
  after(ms, ring) {
    const timer = setTimeout(ring, ms);
    return () => clearTimeout(timer);
  },
};
