import { describe, expect, test } from '@jest/globals';
import { CommandError, EX, endingOf } from '../../src/cli/exit-codes.js';
import { AfterwordError, type ErrorCode } from '../../src/domain/errors.js';

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
