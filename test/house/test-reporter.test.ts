import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { root } from './source-tree.js';

interface FileResult {
  readonly testFilePath: string;
  readonly testExecError?: unknown;
  readonly failureMessage?: string;
  readonly testResults: readonly { readonly status: string; readonly fullName: string }[];
  readonly perfStats: { readonly runtime: number };
}

/** What the reporter of these tests says; plain JavaScript, so its types are told here. */
interface ReportText {
  duration(milliseconds: number): string;
  progressLine(counts: object, elapsed: number, running?: readonly string[]): string;
  failureLines(file: FileResult): string[];
  leftOutLines(files: readonly FileResult[]): string[];
  summaryLines(run: object, elapsed: number): string[];
}

const text = (await import(pathToFileURL(join(root, 'scripts/jest/report-text.js')).href)) as ReportText;

function file(path: string, results: Readonly<Record<string, string>>, more: Partial<FileResult> = {}): FileResult {
  const testResults = Object.entries(results).map(([fullName, status]) => ({ fullName, status }));
  return { testFilePath: `${root}/.build/${path}`, testResults, perfStats: { runtime: 1_500 }, ...more };
}

const page = file('test/e2e/page.test.js', {
  'the page (left out: there is no Chromium; install it) opens': 'pending',
  'the page (left out: there is no Chromium; install it) closes': 'pending',
  'reads its sources': 'passed',
});
const desk = file('test/e2e/desk.test.js', {
  'the desk (left out: there is no Chromium; install it) opens': 'pending',
});
const failing = file('test/jobs/worker.test.js', { 'a worker works': 'passed', 'a worker stops': 'failed' });
const broken = file('test/broken.test.js', {}, { testExecError: {}, failureMessage: 'SyntaxError' });

describe('the reporter of the tests', () => {
  test('says which files are being run, by the names of their sources', () => {
    expect(
      text.progressLine({ done: 3, total: 9, passed: 40, failed: 1 }, 2_000, [`${root}/.build/test/a.test.js`]),
    ).toBe('3 of 9 files, 40 tests passed, 1 failed, 2.0 s: test/a.test.ts');
  });

  test.each([
    [0, '0.0 s'],
    [9_940, '9.9 s'],
    [42_400, '42 s'],
    [119_700, '2 min 0 s'],
    [180_000, '3 min 0 s'],
  ])('writes %d ms as %s', (milliseconds, written) => {
    expect(text.duration(milliseconds)).toBe(written);
  });

  test('says once for each thing that is missing what was left out', () => {
    expect(text.leftOutLines([page, desk, failing])).toEqual([
      'LEFT OUT: 3 tests in 2 files: there is no Chromium; install it.',
    ]);
  });

  test('says nothing of being left out where a test was passed over for no reason, or has run', () => {
    const filtered = file('test/a.test.js', { one: 'pending', 'two (left out: a reason)': 'passed' });
    expect(text.leftOutLines([filtered])).toEqual([]);
  });

  test('tells a failure with what jest says about it', () => {
    expect(text.failureLines(broken)).toEqual(['FAILED test/broken.test.ts (1.5 s)', 'SyntaxError']);
  });

  test('ends with what failed, what was left out and the counts', () => {
    const run = {
      numTotalTestSuites: 5,
      numPassedTests: 2,
      numFailedTests: 1,
      numRuntimeErrorTestSuites: 1,
      testResults: [page, desk, failing, broken],
    };
    expect(text.summaryLines(run, 65_000)).toEqual([
      'Failed:',
      '  test/jobs/worker.test.ts: a worker stops',
      '  test/broken.test.ts could not be run',
      'LEFT OUT: 3 tests in 2 files: there is no Chromium; install it.',
      '2 tests passed, 1 failed, 1 file could not be run, 1 file not run (4 files, 65 s)',
    ]);
  });

  test('names the slowest files, the slowest first', () => {
    const testResults = [1, 2, 3, 4, 5, 6].map((seconds) =>
      file(`test/${seconds}.test.js`, {}, { perfStats: { runtime: seconds * 1_000 } }),
    );
    const run = {
      numTotalTestSuites: 6,
      numPassedTests: 0,
      numFailedTests: 0,
      numRuntimeErrorTestSuites: 0,
      testResults,
    };
    const [title, ...lines] = text.summaryLines(run, 1_000);
    expect(title).toBe('Slowest files:');
    expect(lines.slice(0, 5)).toEqual([6, 5, 4, 3, 2].map((seconds) => `  ${seconds}.0 s  test/${seconds}.test.ts`));
  });
});
