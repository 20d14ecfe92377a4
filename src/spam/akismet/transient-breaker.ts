import type { Admission } from '../../domain/spam-checker.js';
import { FIRST_PAUSE_MS, LONGEST_PAUSE_MS, longerPause } from './back-off.js';

/** So many failures in a row, and no visitor waits for Akismet any more. */
export const FAILURES_THAT_OPEN = 5;

/** While a probe is under way nobody knows more; ask again after this many milliseconds. */
const PROBE_LOOK_MS = 1_000;

/** A call under way, as the breaker knows it. */
export interface CallTicket {
  readonly epoch: number;
  readonly probe: boolean;
}

/**
 * Keeps calls away from an Akismet that does not answer.
 *
 * It opens after five failures in a row, lets one probe through after 30 seconds, waits twice as long after each probe
 * that fails, up to 20 minutes, and closes as soon as anything is answered.
 *
 * Calls that were under way when it opened still end afterwards. Their answers close it, because an answer is what a
 * probe looks for. Their failures count for nothing: they tell about the time before, and a hundred of them at once are
 * one outage, not twenty. Hence the epochs: a failure counts only in the epoch in which its call began.
 */
export interface TransientBreaker {
  admission(now: number): Admission;
  /** Begins a call that waits its turn. Null when there is none to have now. */
  begin(now: number): CallTicket | null;
  /** Begins a call that somebody asked for regardless; it never is the probe. */
  beginRegardless(): CallTicket;
  /** A call got an answer of Akismet's, welcome or not. */
  answered(): void;
  /** The call got none. @param atLeastMs the pause that the other side asked for, if it did */
  failed(ticket: CallTicket, now: number, atLeastMs: number): void;
  /** The call was broken off on our side, which says nothing about Akismet. */
  abandoned(ticket: CallTicket): void;
}

interface OpenState {
  readonly pauseMs: number;
  readonly probeAt: number;
  readonly probing: boolean;
}

export function createTransientBreaker(): TransientBreaker {
  let epoch = 0;
  let failuresInARow = 0;
  let open: OpenState | null = null;

  function openFor(pauseMs: number, now: number, atLeastMs: number): void {
    const wait = Math.max(pauseMs, Math.min(atLeastMs, LONGEST_PAUSE_MS));
    open = { pauseMs, probeAt: now + wait, probing: false };
    epoch += 1;
  }

  return {
    admission(now) {
      if (open === null) return { calls: 'all' };
      if (open.probing) return { calls: 'none', until: now + PROBE_LOOK_MS };
      return now < open.probeAt ? { calls: 'none', until: open.probeAt } : { calls: 'one' };
    },

    begin(now) {
      if (open === null) return { epoch, probe: false };
      if (open.probing || now < open.probeAt) return null;
      open = { ...open, probing: true };
      return { epoch, probe: true };
    },

    beginRegardless() {
      return { epoch, probe: false };
    },

    answered() {
      failuresInARow = 0;
      if (open !== null) epoch += 1;
      open = null;
    },

    failed(ticket, now, atLeastMs) {
      if (ticket.epoch !== epoch) return;
      if (open !== null) {
        if (ticket.probe) openFor(longerPause(open.pauseMs), now, atLeastMs);
        return;
      }
      failuresInARow += 1;
      if (failuresInARow >= FAILURES_THAT_OPEN) openFor(FIRST_PAUSE_MS, now, atLeastMs);
    },

    abandoned(ticket) {
      if (ticket.probe && ticket.epoch === epoch && open !== null) open = { ...open, probing: false };
    },
  };
}
