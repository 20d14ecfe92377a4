import { availableParallelism } from 'node:os';

/**
 * The tests run on what `tsc` compiled into `.build/`, as native ES modules: the very code that is shipped, worker
 * threads and child processes included, with no second compiler in between.
 */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/.build/test'],
  testMatch: ['**/*.test.js'],
  globalSetup: '<rootDir>/.build/test/support/run-start.js',
  globalTeardown: '<rootDir>/.build/test/support/run-end.js',
  transform: {},
  // A bound for what hangs, not a measure of speed: the longest tests take seconds, and a machine may be twenty times slower and busy.
  // With more random cases than usual (test/support/runs.ts) it is as many times as high.
  testTimeout: 300_000 * Math.max(1, Number(process.env.FC_RUNS ?? 1)),
  // Most tests wait for a disk, a socket or a browser: two more at once than there are cores, where jest would take one less.
  maxWorkers: availableParallelism() + 2,
  // Likewise: after half a second, which is usual, jest would end a worker by force, with the counts of its coverage, and
  // say that tests leak. One that does leak is told of after a minute.
  workerGracefulExitTimeout: 60_000,
  reporters: ['<rootDir>/scripts/jest/reporter.js'],
};
