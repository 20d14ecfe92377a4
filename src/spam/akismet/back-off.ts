/** The first pause of an open breaker, in milliseconds. */
export const FIRST_PAUSE_MS = 30_000;

/** The longest pause: so long may it take to notice that Akismet is well again. */
export const LONGEST_PAUSE_MS = 20 * 60_000;

/** The pause after one that did not help. */
export function longerPause(pauseMs: number): number {
  return Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
}
