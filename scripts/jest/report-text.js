/** What the reporter of the tests says, as text. */
import { relative, sep } from 'node:path';

/**
 * What jest tells of a file's tests, as far as it is looked at.
 * @typedef {{ status: string, fullName: string }} TestCase
 * @typedef {{ testFilePath: string, testExecError?: unknown, failureMessage?: string | null, testResults: TestCase[],
 *   perfStats: { runtime: number }, console?: { type: string, message: string }[] | null }} FileResult
 * @typedef {{ numTotalTestSuites: number, numPassedTests: number, numFailedTests: number, testResults: FileResult[],
 *   numRuntimeErrorTestSuites: number }} RunResult
 */

const SLOWEST_SHOWN = 5;
/** How a test that cannot be run everywhere gives its reason, in its own name or in that of a group around it. */
const REASON = /\(left out: (.+?)\)/;

/** @param {string} path the compiled file; gives its source, as people know it */
export function sourcePath(path) {
  return relative('.', path)
    .split(sep)
    .join('/')
    .replace(/^\.build\//, '')
    .replace(/\.js$/, '.ts');
}

/** @param {number} milliseconds */
export function duration(milliseconds) {
  const seconds = milliseconds / 1_000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 100 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** @param {number} count @param {string} noun */
function counted(count, noun) {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/**
 * @param {{ done: number, total: number, passed: number, failed: number }} counts files, and tests
 * @param {number} elapsed in milliseconds
 * @param {readonly string[]} [running] the files that are being run
 */
export function progressLine({ done, total, passed, failed }, elapsed, running = []) {
  const line = `${done} of ${counted(total, 'file')}, ${counted(passed, 'test')} passed, ${failed} failed, ${duration(elapsed)}`;
  return running.length === 0 ? line : `${line}: ${running.map(sourcePath).join(', ')}`;
}

/** @param {FileResult} file @returns {string[]} */
export function failureLines(file) {
  const lines = [`FAILED ${sourcePath(file.testFilePath)} (${duration(file.perfStats.runtime)})`];
  return file.failureMessage ? [...lines, file.failureMessage] : lines;
}

/** @param {FileResult} file @returns {string[]} */
export function consoleLines(file) {
  return (file.console ?? []).map(({ type, message }) => `${sourcePath(file.testFilePath)}: ${type}: ${message}`);
}

/** @param {FileResult} file every test by its name, for runs of a single file @returns {string[]} */
export function testLines(file) {
  return file.testResults.map(({ status, fullName }) => `  ${status}: ${fullName}`);
}

/**
 * One line for each thing that was missing: how much was left out for want of it, and what to do.
 * @param {readonly FileResult[]} files
 * @returns {string[]}
 * @public also asked by its test
 */
export function leftOutLines(files) {
  /** @type {Map<string, { tests: number, files: Set<string> }>} */
  const byReason = new Map();
  for (const { testFilePath, testResults } of files) {
    for (const { status, fullName } of testResults) {
      const reason = status === 'pending' ? REASON.exec(fullName)?.[1] : undefined;
      if (reason === undefined) continue;
      const found = byReason.get(reason) ?? { tests: 0, files: new Set() };
      byReason.set(reason, { tests: found.tests + 1, files: found.files.add(testFilePath) });
    }
  }
  return [...byReason].map(
    ([reason, left]) => `LEFT OUT: ${counted(left.tests, 'test')} in ${counted(left.files.size, 'file')}: ${reason}.`,
  );
}

/**
 * The end of a run: the slowest files, what failed, what was left out, the counts.
 * @param {RunResult} run
 * @param {number} elapsed in milliseconds
 * @returns {string[]}
 */
export function summaryLines(run, elapsed) {
  const lines = [];
  const slowest = run.testResults.toSorted((a, b) => b.perfStats.runtime - a.perfStats.runtime);
  if (slowest.length > SLOWEST_SHOWN) {
    const shown = slowest.slice(0, SLOWEST_SHOWN);
    lines.push(
      'Slowest files:',
      ...shown.map((file) => `  ${duration(file.perfStats.runtime)}  ${sourcePath(file.testFilePath)}`),
    );
  }
  const failures = run.testResults.flatMap(failureNames);
  if (failures.length > 0) lines.push('Failed:', ...failures.map((name) => `  ${name}`));
  lines.push(...leftOutLines(run.testResults));
  const notRun = run.numTotalTestSuites - run.testResults.length;
  const broken = run.numRuntimeErrorTestSuites;
  const counts = [`${counted(run.numPassedTests, 'test')} passed`, `${run.numFailedTests} failed`];
  if (broken > 0) counts.push(`${counted(broken, 'file')} could not be run`);
  if (notRun > 0) counts.push(`${counted(notRun, 'file')} not run`);
  lines.push(`${counts.join(', ')} (${counted(run.testResults.length, 'file')}, ${duration(elapsed)})`);
  return lines;
}

/** @param {FileResult} file @returns {string[]} */
function failureNames({ testFilePath, testExecError, testResults }) {
  const path = sourcePath(testFilePath);
  const failed = testResults.filter(({ status }) => status === 'failed').map(({ fullName }) => `${path}: ${fullName}`);
  return testExecError && failed.length === 0 ? [`${path} could not be run`] : failed;
}
