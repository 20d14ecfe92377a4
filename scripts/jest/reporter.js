/**
 * Says how the tests get on: on a terminal one line that changes, elsewhere a line now and then. A failure is told in
 * full as soon as its file has ended; the end says what failed, what was left out and what to do about that.
 */
import { consoleLines, failureLines, progressLine, sourcePath, summaryLines, testLines } from './report-text.js';

/**
 * @typedef {import('./report-text.js').FileResult} FileResult
 * @typedef {import('./report-text.js').RunResult} RunResult
 */

/** How many lines of progress a run has where none can be overwritten. */
const LINES_PER_RUN = 10;
const REDRAW_MS = 100;
const CLEAR_LINE = '\r\u001b[K';

export default class ProgressReporter {
  #out = process.stderr;
  #live = process.stderr.isTTY === true && !process.env.CI;
  #started = Date.now();
  #drawn = 0;
  #counts = { done: 0, total: 0, passed: 0, failed: 0 };
  /** @type {Set<string>} */
  #running = new Set();
  #verbose;
  #seed;
  #leftOut;

  /**
   * @param {{ verbose?: boolean, randomize?: boolean, seed: number }} config jest gives it with a single file: verbose
   * @param {{ leftOut?: string }} [options] what this run leaves to another, and to which
   */
  constructor({ verbose, randomize, seed }, { leftOut } = {}) {
    this.#leftOut = leftOut;
    this.#verbose = verbose === true;
    this.#seed = randomize ? seed : null;
  }

  /** @param {RunResult} run */
  onRunStart(run) {
    this.#started = Date.now();
    this.#counts = { done: 0, total: run.numTotalTestSuites, passed: 0, failed: 0 };
    if (this.#seed !== null) this.#say([`In the random order of the seed ${this.#seed}`]);
  }

  /** @param {{ path: string }} test */
  onTestFileStart({ path }) {
    this.#running.add(path);
    this.#draw();
  }

  /** @param {unknown} _test @param {{ status: string }} result */
  onTestCaseResult(_test, { status }) {
    if (status === 'passed') this.#counts.passed += 1;
    if (status === 'failed') this.#counts.failed += 1;
    if (Date.now() - this.#drawn > REDRAW_MS) this.#draw();
  }

  /** @param {{ path: string }} test @param {FileResult} file */
  onTestFileResult({ path }, file) {
    this.#running.delete(path);
    this.#counts.done += 1;
    const { done, total } = this.#counts;
    this.#say(consoleLines(file));
    if (this.#verbose) this.#say([sourcePath(file.testFilePath), ...testLines(file)]);
    if (file.testExecError || file.failureMessage) this.#say(failureLines(file));
    if (this.#live) this.#draw();
    else if (done < total && done % Math.ceil(total / LINES_PER_RUN) === 0)
      this.#say([progressLine(this.#counts, this.#elapsed())]);
  }

  /** @param {unknown} _contexts @param {RunResult} run */
  onRunComplete(_contexts, run) {
    if (this.#leftOut !== undefined) this.#say([`Not part of this run: ${this.#leftOut}`]);
    this.#say(summaryLines(run, this.#elapsed()));
  }

  #elapsed() {
    return Date.now() - this.#started;
  }

  #draw() {
    if (!this.#live) return;
    this.#drawn = Date.now();
    const line = progressLine(this.#counts, this.#elapsed(), [...this.#running]);
    this.#out.write(CLEAR_LINE + line.slice(0, (this.#out.columns ?? 80) - 1));
  }

  /** @param {readonly string[]} lines */
  #say(lines) {
    if (lines.length === 0) return;
    this.#out.write(`${this.#live ? CLEAR_LINE : ''}${lines.join('\n')}\n`);
  }
}
