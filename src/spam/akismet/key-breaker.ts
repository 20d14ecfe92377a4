import { FIRST_PAUSE_MS, longerPause } from './back-off.js';

/** While the key is being verified nobody knows more; ask again after this many milliseconds. */
const VERIFY_LOOK_MS = 1_000;

/**
 * Stops all calls when Akismet refuses the key, since none of them can succeed and the account might be locked for them.
 *
 * Only `verify-key` is asked now and then: after 30 seconds, then after twice as long each time, up to 20 minutes. The
 * answer that the key is valid closes the breaker. If calls are refused again right after that (a suspended account may
 * have a valid key), the pauses go on growing where they were; only a call that Akismet really served makes them short again.
 */
export interface KeyBreaker {
  /** Until when no call makes sense, in milliseconds since 1970; null when calls may be made. */
  closedUntil(now: number): number | null;
  /** A mark for a call that begins: a refusal counts only if nothing has changed since. */
  mark(): number;
  /** The key was refused. */
  refused(mark: number, now: number): void;
  /** A check or a correction was served. */
  served(): void;
  /** Whether it is time to verify the key. */
  verifyDue(now: number): boolean;
  beginVerify(): void;
  /** How the verification ended; `unknown` when it was broken off on our side. */
  verified(result: 'valid' | 'not-valid' | 'unknown', now: number): void;
}

interface OpenState {
  readonly verifyAt: number;
  readonly verifying: boolean;
}

export function createKeyBreaker(): KeyBreaker {
  let epoch = 0;
  let nextPauseMs = FIRST_PAUSE_MS;
  let open: OpenState | null = null;

  function openAgain(now: number): void {
    open = { verifyAt: now + nextPauseMs, verifying: false };
    nextPauseMs = longerPause(nextPauseMs);
    epoch += 1;
  }

  return {
    closedUntil(now) {
      if (open === null) return null;
      return open.verifying || open.verifyAt <= now ? now + VERIFY_LOOK_MS : open.verifyAt;
    },

    mark() {
      return epoch;
    },

    refused(mark, now) {
      if (open === null && mark === epoch) openAgain(now);
    },

    served() {
      if (open === null) nextPauseMs = FIRST_PAUSE_MS;
    },

    verifyDue(now) {
      return open !== null && !open.verifying && open.verifyAt <= now;
    },

    beginVerify() {
      if (open !== null) open = { ...open, verifying: true };
    },

    verified(result, now) {
      if (open === null) return;
      if (result === 'unknown') {
        open = { ...open, verifying: false };
      } else if (result === 'not-valid') {
        openAgain(now);
      } else {
        open = null;
        epoch += 1;
      }
    },
  };
}
