/**
 * Runs on PostgreSQL what `npm test` runs on SQLite, through the front door: `npm run test:postgres [-- PATTERN…]`. Left out is what is about SQLite's
 * own files. `npm run test:all` has the store's contract on both engines.
 */
import { spawnSync } from 'node:child_process';

const FILES = [
  'test/app/',
  'test/http/',
  'test/jobs/',
  'test/privacy/',
  'test/postgres/',
  'test/store/postgres',
  'test/store/tables',
];
/** Files of SQLite that are taken away, locked, damaged or looked into, and statements of SQLite that are counted. */
const OF_SQLITE = [
  ...['test/http/known-emails', 'test/http/operators-readiness', 'test/jobs/worker\\.', 'test/privacy/canary'],
  ...['test/privacy/erasure', 'test/privacy/retention', 'test/privacy/rotation'],
];

const patterns = process.argv.slice(2);
const { status } = spawnSync(
  process.execPath,
  [
    ...['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'],
    ...(patterns.length > 0 ? patterns : FILES),
    // Behind the patterns: it takes whatever follows it.
    ...['--testPathIgnorePatterns', ...OF_SQLITE],
  ],
  { stdio: 'inherit', env: { ...process.env, TEST_ENGINE: 'postgres' } },
);
process.exit(status ?? 1);
