import { createContext, runInContext } from 'node:vm';

/** What takes part of a second in code that is linear takes minutes in code that is not; a machine twenty times slower has room. */
const HANGS_AFTER_MS = 120_000;

/** One for all: it takes longer to make than most of what runs in it. */
const place = createContext({});

/**
 * What `run` gives, unless it hangs: then an error, where jest could only wait, since nothing else runs beside code that does not
 * wait. Loops and regular expressions are ended; it is no measure of speed.
 */
export function ended<Result>(run: () => Result): Result {
  place.run = run;
  return runInContext('run()', place, { timeout: HANGS_AFTER_MS }) as Result;
}
