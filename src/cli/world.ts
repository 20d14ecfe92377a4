import type { Clock } from '../app/clock.js';
import type { RequestNote } from '../http/app.js';

/** What the service takes from outside: time, randomness, and somebody to tell. */
export interface World {
  readonly clock: Clock;
  readonly random: (bytes: number) => Uint8Array;
  readonly log: {
    request(note: RequestNote): void;
    error(error: unknown, what: string): void;
    info(facts: Record<string, unknown>, what: string): void;
  };
}
