import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { CommandError, EX, endingOf } from '../../src/cli/exit-codes.js';
import { AfterwordError, type ErrorCode } from '../../src/domain/errors.js';

const BIN = fileURLToPath(new URL('../../src/bin.js', import.meta.url));

describe('the exit code', () => {
  test.each<[ErrorCode, number]>([
    ['invalid', 64],
    ['not-found', 64],
    ['malformed', 65],
    ['conflict', 65],
    ['unavailable', 69],
    ['forbidden', 77],
  ])('of an error `%s` is %i', (code, exitCode) => {
    expect(endingOf(new AfterwordError(code, 'Words.'))).toEqual({ exitCode, line: 'Words.', isOurs: false });
  });

  test('tells what passes by itself from what somebody has to put right', () => {
    const error = new AfterwordError('unavailable', 'Busy.', { retryAfterSeconds: 5 });
    expect(endingOf(error).exitCode).toBe(EX.TEMPFAIL);
  });

  test('tells what the user may not do from what is broken', () => {
    const cause = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
    expect(endingOf(new AfterwordError('unavailable', 'Cannot be opened.', { cause })).exitCode).toBe(EX.NOPERM);
  });

  test.each([
    ['EACCES', 77],
    ['ENOENT', 66],
    ['ENOSPC', 73],
  ])('of the system error %s is %i', (code, exitCode) => {
    expect(endingOf(Object.assign(new Error(`${code}: words`), { code })).exitCode).toBe(exitCode);
  });

  test('of a process that may open too few files is 75, with a line that says what to allow, however early it fails', () => {
    expect(endingOf(Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE' }))).toMatchObject({
      exitCode: EX.TEMPFAIL,
      line: expect.stringContaining('ulimit -n 1024'),
      isOurs: false,
    });
    const limited = ['-c', 'ulimit -n 30; exec "$0" "$1" config', process.execPath, BIN];
    const { status, stderr } = spawnSync('/bin/sh', limited, { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({
      status: EX.TEMPFAIL,
      stderr: expect.stringMatching(/^afterword: The system lets this process open too few files \(EMFILE\)\..*\n$/),
    });
  });

  test('of missing rights comes with the owner and the rights of what is there', () => {
    const path = join(tmpdir(), 'no-such-folder', 'secret.key.1.new');
    const error = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES', path });
    const { mode, uid } = statSync(tmpdir());
    const rights = `${tmpdir()} belongs to user ${uid}, group`;
    const { exitCode, line } = endingOf(error);
    expect(exitCode).toBe(EX.NOPERM);
    expect(line).toContain(`${path} cannot be used (EACCES). ${rights}`);
    expect(line).toContain(`has the mode ${(mode & 0o777).toString(8).padStart(4, '0')}.`);
    const cause = Object.assign(new Error('unable to open database file'), { code: 'SQLITE_CANTOPEN', path });
    const { line: ofDatabase } = endingOf(new AfterwordError('unavailable', 'Cannot be opened.', { cause }));
    expect(ofDatabase).toContain(`Cannot be opened. ${rights}`);
  });

  test('is the one that a command has chosen', () => {
    expect(endingOf(new CommandError(EX.CONFIG, 'Set it.'))).toEqual({ exitCode: 78, line: 'Set it.', isOurs: false });
  });

  test('of anything else is 70, and says that it is our fault', () => {
    expect(endingOf(new TypeError('x is not a function'))).toMatchObject({ exitCode: 70, isOurs: true });
    expect(endingOf(undefined)).toMatchObject({ exitCode: 70, isOurs: true });
  });

  test('comes with the fields that are wrong', () => {
    const fields = [{ pointer: '/name', detail: 'is empty' }];
    expect(endingOf(new AfterwordError('invalid', 'Wrong.', { fields })).line).toBe('Wrong. /name is empty');
  });
});
