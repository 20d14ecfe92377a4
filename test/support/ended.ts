import { createContext, runInContext } from 'node:vm';

/** What takes part of a second in code that is linear takes minutes in code that is not; a machine twenty times slower has room. */
const HANGS_AFTER_MS = 120_000;

/**
 * What `run` gives, unless it hangs: then an error, where jest could only wait, since nothing else runs beside code that does not
 * wait. Loops and regular expressions are ended; it is no measure of speed.
 */
export function ended<Result>(run: () => Result): Result {
  return runInContext('run()', createContext({ run }), { timeout: HANGS_AFTER_MS }) as Result;
}
