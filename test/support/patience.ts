/**
 * How long a test waits for what should come at once, in milliseconds: a bound for what hangs, never a measure of speed. What
 * takes two seconds on a quiet machine has room for one that is a hundred times slower.
 */
export const PATIENCE_MS = 5 * 60_000;
