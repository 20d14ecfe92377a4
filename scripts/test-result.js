/** `node scripts/test-result.js REPORT` says in one line what jest's JSON report counts: `12 passed, 0 failed`. */
import { existsSync, readFileSync } from 'node:fs';

const [file = ''] = process.argv.slice(2);

if (existsSync(file)) {
  const report = JSON.parse(readFileSync(file, 'utf8'));
  // A file that could not even be loaded has no tests to count, and still has failed.
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  console.log(`${report.numPassedTests} passed, ${failed} failed`);
} else {
  console.log('jest has written no report');
  console.log('0 passed, 0 failed');
}
