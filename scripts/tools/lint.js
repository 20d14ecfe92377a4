import { ask } from '../lib/command.js';
import { program, TOOLS } from './tool.js';

/**
 * Redocly's linter, with its recommended rules.
 * @param {import('./tool.js').Place} place
 * @returns {Promise<string[]>} findings
 */
export async function lint({ description }) {
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  const args = ['lint', description, '--config', `${TOOLS}redocly.yaml`, '--format=json', '--max-problems=1000'];
  const { stdout, stderr } = ask(process.execPath, [program('@redocly/cli/bin/cli.js'), ...args], { env });
  const start = stdout.indexOf('{');
  if (start === -1) return [`it printed no report: ${stderr}`];
  const { problems } = JSON.parse(stdout.slice(start));
  return problems.map((/** @type {any} */ it) => `${it.ruleId} at ${it.location?.[0]?.pointer ?? '?'}: ${it.message}`);
}
