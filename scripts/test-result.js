/** Prints how many tests passed and failed, after jest's own report, in one line: `12 passed, 0 failed`. */
import { existsSync, readFileSync } from 'node:fs';

const REPORT = '.build/test-report.json';

if (existsSync(REPORT)) {
  const report = JSON.parse(readFileSync(REPORT, 'utf8'));
  // A file that could not even be loaded has no tests to count, and still has failed.
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  console.log(`${report.numPassedTests} passed, ${failed} failed`);
} else {
  console.log('jest has written no report');
  console.log('0 passed, 0 failed');
}
