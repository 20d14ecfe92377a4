/**
 * Asks the registry whether a package that the service runs on has a known weakness. Where the registry does not answer
 * such questions the check is left out, and says so.
 */
import { ask, main } from './lib/command.js';

await main(async () => {
  const { stdout, stderr } = ask('npm', ['audit', '--omit=dev', '--json']);
  const report = readReport(stdout);
  if (report?.metadata?.vulnerabilities === undefined) {
    const reason = report?.message ?? report?.error?.summary ?? stderr.trim().split('\n')[0];
    console.log(`left out: the registry does not answer audits (${reason})`);
    return;
  }
  const { total, ...bySeverity } = report.metadata.vulnerabilities;
  if (total > 0) {
    console.log(stdout);
    throw new Error(`${total} packages with a known weakness: ${JSON.stringify(bySeverity)}`);
  }
  console.log(`no known weakness in ${report.metadata.dependencies.prod} packages`);
});

/** @param {string} text */
function readReport(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
