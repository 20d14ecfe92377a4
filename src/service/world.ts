import type { AlarmClock } from '../domain/time.js';
import type { RequestNote } from '../http/protocol/request-note.js';
import type { Prior } from '../spam/local/prior.js';

/** What the service takes from outside: time, randomness, what its classifier knows from the start, and somebody to tell. */
export interface World {
  readonly clock: AlarmClock;
  /** Sets the clock right, where it goes by another one. */
  readonly setClockRight?: () => Promise<void>;
  readonly random: (bytes: number) => Uint8Array;
  readonly prior: Prior;
  readonly log: {
    request(note: RequestNote): void;
    error(error: unknown, what: string): void;
    info(facts: Record<string, unknown>, what: string): void;
  };
}
