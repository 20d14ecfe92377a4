import { describe, expect, test } from '@jest/globals';
import { AfterwordError } from '../../src/domain/errors.js';
import { errorFacts } from '../../src/service/error-facts.js';

describe('what the log keeps of an error', () => {
  test('is its type, code, message and the places in the code', () => {
    const facts = errorFacts(Object.assign(new TypeError('no such table: comments'), { code: 'SQLITE_ERROR' }));
    expect(facts).toMatchObject({ type: 'TypeError', code: 'SQLITE_ERROR', message: 'no such table: comments' });
    expect(facts.stack?.[0]).toMatch(/^at .*error-facts\.test\.[jt]s/);
  });

  test('has the causes, down to the first', () => {
    const cause = new Error('SQLITE_FULL: database or disk is full');
    const facts = errorFacts(new AfterwordError('unavailable', 'Not now.', { cause }));
    expect(facts).toMatchObject({ type: 'AfterwordError', message: 'Not now.', cause: { message: cause.message } });
  });

  test('ends although an error is its own cause', () => {
    const error = new Error('round and round');
    error.cause = error;
    expect(JSON.stringify(errorFacts(error)).length).toBeLessThan(100_000);
  });

  test.each([
    'fts5: syntax error near "ada@example.org"',
    'cannot send to <Ada.Lovelace+x@mail.example.org>',
    'bind: 203.0.113.7 is no address',
    'peer 2001:db8::8a2e:370:7334 went away',
    'peer ::ffff:203.0.113.7 went away',
  ])('has no address: %s', (message) => {
    const text = JSON.stringify(errorFacts(new Error(message, { cause: message })));
    expect(text).toContain('[address]');
    expect(text).not.toMatch(/example\.org|203\.0|2001:db8/);
  });

  test('has no words of a text that is not JSON', () => {
    const error = (() => {
      try {
        return JSON.parse('ada says hello') as Error;
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(JSON.stringify(errorFacts(error))).not.toContain('ada');
  });

  test('has no other property, since those carry values and whole requests', () => {
    const error = Object.assign(new Error('failed'), { request: { body: 'secret' }, values: ['secret'] });
    expect(JSON.stringify(errorFacts(error))).not.toContain('secret');
  });

  test('is something for what is no error at all', () => {
    expect(errorFacts('just words')).toEqual({ type: 'string', message: 'just words' });
  });
});
