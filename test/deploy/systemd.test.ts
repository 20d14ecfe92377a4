import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { EX } from '../../src/cli/exit-codes.js';

const UNITS = readdirSync('deploy').filter((name) => /\.(?:service|timer)$/.test(name));
const why = spawnSync('systemd-analyze', ['--version']).error
  ? ' (left out: there is no systemd-analyze; install systemd)'
  : '';
const folder = mkdtempSync(join(tmpdir(), 'afterword-units-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A copy that names the Node.js of this machine: that the program is there is a part of what is verified. */
function copyUnits(): void {
  cpSync('deploy', folder, { recursive: true });
  for (const name of UNITS) {
    const file = join(folder, name);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('/usr/bin/node', process.execPath));
  }
}

function analyze(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync('systemd-analyze', args, { encoding: 'utf8' });
}

test('the unit does not start again what a wrong setting has ended', () => {
  expect(readFileSync('deploy/afterword.service', 'utf8')).toContain(`\nRestartPreventExitStatus=${EX.CONFIG}\n`);
});

(why === '' ? describe : describe.skip)(`to systemd${why}`, () => {
  test('the units are right', () => {
    copyUnits();
    const { status, stderr } = analyze('verify', ...UNITS.map((name) => join(folder, name)));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test('the service is exposed to less than 3 of 10', () => {
    const { status, stdout } = analyze('security', '--offline=true', '--threshold=29', 'deploy/afterword.service');
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/exposure level .*: [0-2]\.\d /) });
  });
});
