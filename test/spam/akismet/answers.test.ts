import { describe, expect, test } from '@jest/globals';
import {
  type ReadingContext,
  readAlert,
  readKeyValidity,
  readThanks,
  readUsage,
  readVerdict,
} from '../../../src/spam/akismet/answers.js';
import type { HttpAnswer } from '../../../src/spam/akismet/transport.js';

const NOW = Date.UTC(2026, 0, 1, 12);
const context: ReadingContext = { secrets: ['f00dbabe1234'], now: NOW };

function answer(body: string, headers: Record<string, string> = {}, status = 200): HttpAnswer {
  return { body, headers, status };
}

function failing(kind: string, message: unknown = expect.any(String), retryAfterSeconds: number | null = null) {
  return { ok: false, failure: { kind, message, retryAfterSeconds } };
}

function verdict(outcome: string, recheckAfterSeconds: number | null = null, guid: string | null = null) {
  return { ok: true, outcome, recheckAfterSeconds, guid };
}

describe('The answer to a check', () => {
  test.each([
    ['false', {}, verdict('ham')],
    ['true', {}, verdict('spam')],
    ['true', { 'x-akismet-pro-tip': 'discard' }, verdict('discard')],
    ['true', { 'x-akismet-pro-tip': 'something new' }, verdict('spam')],
    ['false', { 'x-akismet-pro-tip': 'discard' }, verdict('ham')],
    ['false', { 'x-akismet-recheck-after': '120' }, verdict('ham', 120)],
    ['true', { 'x-akismet-recheck-after': '120' }, verdict('spam')],
    ['false', { 'x-akismet-recheck-after': '0' }, verdict('ham')],
    ['false', { 'x-akismet-recheck-after': 'soon' }, verdict('ham')],
    ['false', { 'x-akismet-recheck-after': '9999999999' }, verdict('ham', 86_400)],
    ['false', { 'x-akismet-guid': 'abc-123' }, verdict('ham', null, 'abc-123')],
    ['false', { 'x-akismet-debug-help': 'Not quite what we expected' }, verdict('ham')],
    ['false', { 'x-akismet-error': '' }, verdict('ham')],
  ])('%p with %j is a verdict', (body, headers, expected) => {
    expect(readVerdict(answer(body, headers), context)).toEqual(expected);
  });

  test.each([
    ['an error beside `false` (a suspended key lies)', answer('false', { 'x-akismet-error': 'suspended' }), 'key'],
    ['an error beside `true`', answer('true', { 'x-akismet-error': 'suspended' }), 'key'],
    ['an error about a field', answer('false', { 'x-akismet-error': 'missing-required-field' }), 'request'],
    ['`invalid`', answer('invalid'), 'key'],
    ['`invalid` with help about the key', answer('invalid', { 'x-akismet-debug-help': 'Unknown API key' }), 'key'],
    ['help about a key that lacks', answer('Missing required field: api_key.'), 'key'],
    ['help about the request', answer('invalid', { 'x-akismet-debug-help': 'Empty "blog" value' }), 'request'],
    ['help about a field', answer('x', { 'x-akismet-debug-help': 'Empty "user_ip" value' }), 'request'],
    ['a missing field', answer('Missing required field: user_ip.'), 'request'],
    ['a comment that is too long', answer('', {}, 413), 'request'],
    ['help with a status', answer('', { 'x-akismet-debug-help': 'Empty "user_ip" value' }, 400), 'request'],
    ['an error with a status', answer('', { 'x-akismet-error': 'revoked' }, 403), 'key'],
    ['an empty body', answer(''), 'protocol'],
    ['a line break after the word', answer('false\n'), 'protocol'],
    ['another case', answer('True'), 'protocol'],
    ['a web page', answer('<html>Please log in to this Wi-Fi</html>'), 'protocol'],
    ['a verdict with 404', answer('false', {}, 404), 'protocol'],
    ['a verdict with 403', answer('true', {}, 403), 'protocol'],
    ['an empty success', answer('', {}, 204), 'protocol'],
    ['a verdict with 500', answer('false', {}, 500), 'transient'],
    ['an error with 503', answer('false', { 'x-akismet-error': 'suspended' }, 503), 'transient'],
    ['a request time-out', answer('', {}, 408), 'transient'],
    ['throttling', answer('', {}, 429), 'transient'],
  ])('is no verdict when it is %s', (_what, received, kind) => {
    expect(readVerdict(received, context)).toEqual(failing(kind));
  });

  test.each([
    ['120', 120],
    ['0', 0],
    ['Thu, 01 Jan 2026 12:01:30 GMT', 90],
    ['Thursday, 01-Jan-26 12:01:30 GMT', 90],
    ['Thu Jan  1 12:01:30 2026', 90],
    ['Thu, 01 Jan 2026 11:00:00 GMT', 0],
    ['Fri, 01 Jan 2027 12:00:00 GMT', 86_400],
    ['99999999', 86_400],
    ['-5', null],
    ['1.5', null],
    ['presently', null],
    ['', null],
  ])('carries the wish to wait %p', (wish, seconds) => {
    for (const status of [429, 503]) {
      const received = answer('', wish === '' ? {} : { 'retry-after': wish }, status);
      expect(readVerdict(received, context)).toEqual(failing('transient', expect.any(String), seconds));
    }
  });

  test('shows what Akismet says as one short line without the key', () => {
    const help = `Unknown key f00dbabe1234 ${'x'.repeat(400)}`;
    const result = readVerdict(answer('invalid', { 'x-akismet-debug-help': help }), context);
    const message = result.ok ? '' : result.failure.message;
    expect(message).toContain('Unknown key […] xxx');
    expect(message).not.toContain('f00dbabe1234');
    expect(message.length).toBeLessThan(400);
  });

  test('is read as UTF-8, which Node takes for Latin-1', () => {
    const bytes = Buffer.from('clé inconnue (key)').toString('latin1');
    const result = readVerdict(answer('invalid', { 'x-akismet-debug-help': bytes }), context);
    expect(result).toEqual(failing('key', expect.stringContaining('clé inconnue')));
  });

  test('tells the operator what to do about the account', () => {
    const headers = {
      'x-akismet-error': 'suspended',
      'x-akismet-alert-code': '10402',
      'x-akismet-alert-msg': 'Not paid.',
    };
    expect(readVerdict(answer('false', headers), context)).toEqual(
      failing('key', expect.stringMatching(/alert 10402 \("Not paid\."\).*pay it at https:/)),
    );
  });
});

describe('The answer to a correction', () => {
  test('is taken for delivered only when it is the thanks, to the letter', () => {
    const thanks = 'Thanks for making the web a better place.';
    expect(readThanks(answer(thanks), context)).toEqual({ ok: true });
    expect(readThanks(answer(`${thanks}\n`), context)).toEqual(failing('protocol'));
    expect(readThanks(answer('Thanks'), context)).toEqual(failing('protocol'));
    expect(readThanks(answer('invalid'), context)).toEqual(failing('key'));
    expect(readThanks(answer(thanks, { 'x-akismet-error': 'suspended' }), context)).toEqual(failing('key'));
    expect(readThanks(answer('invalid', { 'x-akismet-debug-help': 'Empty "blog" value' }), context)).toEqual(
      failing('request'),
    );
    expect(readThanks(answer(thanks, {}, 502), context)).toEqual(failing('transient'));
  });
});

describe('The answer about the key', () => {
  test('is valid or invalid, and nothing else', () => {
    expect(readKeyValidity(answer('valid'), context)).toEqual({ ok: true, valid: true });
    expect(readKeyValidity(answer('invalid'), context)).toEqual({ ok: true, valid: false });
    expect(readKeyValidity(answer('valid', { 'x-akismet-error': 'suspended' }), context)).toEqual(failing('key'));
    expect(readKeyValidity(answer('Valid'), context)).toEqual(failing('protocol'));
    expect(readKeyValidity(answer('valid', {}, 500), context)).toEqual(failing('transient'));
  });
});

describe('The answer about the plan', () => {
  test.each([
    [
      { limit: 10_000, usage: 250, percentage: 2.5, throttled: false },
      { limit: 10_000, used: 250, percentage: 2.5, throttled: false },
    ],
    [
      { limit: '10000', usage: '250', percentage: '2.50%', throttled: true },
      { limit: 10_000, used: 250, percentage: 2.5, throttled: true },
    ],
    [
      { limit: 'none', usage: 7, percentage: 0, throttled: false },
      { limit: null, used: 7, percentage: 0, throttled: false },
    ],
  ])('is understood as %j', (body, usage) => {
    expect(readUsage(answer(JSON.stringify(body)), context)).toEqual({ ok: true, ...usage });
  });

  test.each(['', 'null', '[]', '{}', '{"limit":"many","usage":1,"percentage":1,"throttled":false}'])(
    'means nothing when it is %p',
    (body) => {
      expect(readUsage(answer(body), context)).toEqual(failing('protocol'));
    },
  );

  test('can be that the key is not valid', () => {
    expect(readUsage(answer('invalid'), context)).toEqual(failing('key'));
  });
});

describe('An alert', () => {
  test.each([
    ['10003', /plan/],
    ['10005', /make a new one/],
    ['10009', /suspended/],
    ['10402', /not paid/],
    ['10403', /revoked/],
    ['10404', /SITE_URL/],
    ['10501', /choose a larger one/],
    ['10516', /choose a larger one/],
    ['10517', /see https:/],
    ['30001', /commercial/],
    ['12345', /see https:/],
  ])('%s says what to do', (code, advice) => {
    const received = answer('true', { 'x-akismet-alert-code': code, 'x-akismet-alert-msg': 'Dear\tcustomer' });
    expect(readAlert(received, context)).toMatch(advice);
    expect(readAlert(received, context)).toContain(`Akismet alert ${code} ("Dear customer")`);
  });

  test('without a number is shown without one', () => {
    expect(readAlert(answer('true', { 'x-akismet-alert-code': '<script>' }), context)).toBe(
      'Akismet alert without a code: see https://akismet.com/account/.',
    );
  });

  test('is absent when there is none', () => {
    expect(readAlert(answer('true'), context)).toBeNull();
  });
});
