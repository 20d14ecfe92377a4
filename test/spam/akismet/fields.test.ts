import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { anyText } from '../../support/any-text.js';
import { type FakeAkismet, startFakeAkismet } from '../../support/fake-akismet.js';
import { fc, runs } from '../../support/properties.js';
import { aRequest, checkerFor, KEY, noAbort } from './checker-under-test.js';

let fake: FakeAkismet;

beforeAll(async () => {
  fake = await startFakeAkismet();
});
afterEach(() => fake.forget());
afterAll(() => fake.close());

async function sentFields(request = aRequest(), options: Parameters<typeof checkerFor>[1] = {}) {
  const { checker } = checkerFor(fake.url, options);
  const result = await checker.check(request, noAbort());
  checker.close();
  if (!result.ok) throw new Error(result.failure.message);
  return { recorded: result.sent, received: fake.calls.at(-1)!.fields, call: fake.calls.at(-1)! };
}

describe('What Akismet is told', () => {
  test('is everything about a comment that is known, and the key in a field', async () => {
    const { received, call } = await sentFields(
      aRequest({ type: 'reply', parent: '0190-parent', trap: 'buy now', recheckReason: 'edit' }),
    );
    expect(received).toEqual({
      api_key: KEY,
      blog: 'https://blog.example/',
      blog_charset: 'UTF-8',
      user_ip: '203.0.113.77',
      user_agent: 'Mozilla/5.0 (Unmistakable)',
      referrer: 'https://elsewhere.example/came-from-here',
      permalink: 'https://blog.example/2020/07/tiktok',
      comment_type: 'reply',
      comment_author: 'Ada Lovelace',
      comment_author_email: 'ada@lovelace.example',
      comment_author_url: 'https://ada.example/',
      comment_content: 'A *remarkable* comment.',
      comment_date_gmt: '2025-12-31T23:59:58Z',
      comment_parent: '0190-parent',
      recheck_reason: 'edit',
      honeypot_field_name: 'trap',
      trap: 'buy now',
    });
    expect(call).toMatchObject({ method: 'POST', path: '/1.1/comment-check' });
    expect(call.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(call.headers['user-agent']).toMatch(/^Afterword \| Akismet-api/);
    expect(call.headers['accept-encoding']).toBeUndefined();
    expect(JSON.stringify(call.headers)).not.toContain(KEY);
  });

  test('is recorded exactly as it went over the wire, without the key', async () => {
    const { recorded, received } = await sentFields();
    const { api_key: _key, ...rest } = received;
    expect(recorded).toEqual(rest);
  });

  test('is recorded exactly for any text whatsoever', async () => {
    const text = anyText({ maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(text, text, text, async (content, authorName, trap) => {
        const { recorded, received } = await sentFields(aRequest({ content, authorName, trap }));
        expect({ ...recorded, api_key: KEY }).toEqual(received);
      }),
      { numRuns: runs(60) },
    );
  });

  test('is recorded as it was sent when half of a surrogate pair cannot be sent', async () => {
    const { recorded, received } = await sentFields(aRequest({ content: 'half \ud83d of a pair' }));
    expect(received.comment_content).toBe('half \uFFFD of a pair');
    expect(recorded?.comment_content).toBe('half \uFFFD of a pair');
  });

  test('leaves out what is not known, and the check is made all the same', async () => {
    const { received } = await sentFields(
      aRequest({ userAgent: '', referrer: '', authorEmail: '', authorUrl: '', authorName: '' }),
    );
    expect(Object.keys(received).sort()).toEqual([
      'api_key',
      'blog',
      'blog_charset',
      'comment_content',
      'comment_date_gmt',
      'comment_type',
      'permalink',
      'user_ip',
    ]);
  });

  test('names the loopback as the address of a person whose address is not known', async () => {
    const { received } = await sentFields(aRequest({ ip: '' }));
    expect(received.user_ip).toBe('127.0.0.1');
  });

  test('does not contain what the operator withholds', async () => {
    const { received, recorded } = await sentFields(aRequest(), {
      withhold: new Set(['email', 'name', 'url', 'referrer']),
    });
    for (const fields of [received, recorded]) {
      expect(fields).not.toHaveProperty('comment_author_email');
      expect(fields).not.toHaveProperty('comment_author');
      expect(fields).not.toHaveProperty('comment_author_url');
      expect(fields).not.toHaveProperty('referrer');
    }
    const { received: partly } = await sentFields(aRequest(), { withhold: new Set(['email']) });
    expect(partly).not.toHaveProperty('comment_author_email');
    expect(partly).toHaveProperty('comment_author', 'Ada Lovelace');
  });

  test('says that it is a test only when it is one', async () => {
    expect((await sentFields()).received).not.toHaveProperty('is_test');
    expect((await sentFields(aRequest(), { test: true })).received).toHaveProperty('is_test', '1');
  });

  test('goes below the path that AKISMET_URL names', async () => {
    const { checker } = checkerFor(`${fake.url}/proxied/`);
    await checker.check(aRequest(), noAbort());
    await checker.verifyKey(noAbort());
    await checker.usage(noAbort());
    expect(fake.calls.map(({ path }) => path)).toEqual([
      '/proxied/1.1/comment-check',
      '/proxied/1.1/verify-key',
      '/proxied/1.2/usage-limit',
    ]);
    checker.close();
  });
});

describe('A correction', () => {
  test.each([
    ['spam', 'ham', '/1.1/submit-spam', 'false'],
    ['ham', 'spam', '/1.1/submit-ham', 'true'],
    ['ham', 'discard', '/1.1/submit-ham', 'true'],
  ] as const)(
    'to %s of what was taken for %s repeats the check and adds what it had said',
    async (to, said, path, response) => {
      const { checker, events } = checkerFor(fake.url);
      const checked = await checker.check(aRequest({ trap: 'x', parent: 'p' }), noAbort());
      const sent = (checked.ok && checked.sent) || {};
      expect(await checker.correct(to, sent, said, noAbort())).toEqual({ ok: true });
      const [check, correction] = fake.calls;
      expect(correction!.path).toBe(path);
      expect(correction!.fields).toEqual({ ...check!.fields, comment_check_response: response });
      expect(events.at(-1)).toMatchObject({ call: `submit-${to}`, outcome: 'thanks' });
      checker.close();
    },
  );

  test('of what was never judged says nothing about a judgement', async () => {
    const { checker } = checkerFor(fake.url);
    await checker.correct('spam', { blog: 'https://blog.example/', user_ip: '203.0.113.77' }, null, noAbort());
    expect(fake.calls[0]!.fields).toEqual({ api_key: KEY, blog: 'https://blog.example/', user_ip: '203.0.113.77' });
    checker.close();
  });

  test('repeats a field that was sent several times', async () => {
    const { checker } = checkerFor(fake.url);
    const sent = { blog: 'https://blog.example/', user_ip: '203.0.113.77', comment_context: ['cats', 'dogs'] };
    await checker.correct('ham', sent, null, noAbort());
    expect(fake.calls[0]!.fields.comment_context).toEqual(['cats', 'dogs']);
    checker.close();
  });

  test('is a test when the operator says so', async () => {
    const { checker } = checkerFor(fake.url, { test: true });
    await checker.correct('ham', { blog: 'https://blog.example/', user_ip: '203.0.113.77' }, 'spam', noAbort());
    expect(fake.calls[0]!.fields).toHaveProperty('is_test', '1');
    checker.close();
  });
});

describe('Akismet’s own test values', () => {
  test.each([
    [{ authorName: 'akismet-guaranteed-spam' }, 'spam'],
    [{ authorEmail: 'akismet-guaranteed-spam@example.com' }, 'spam'],
    [{ trap: 'filled' }, 'spam'],
    [{}, 'ham'],
  ])('%j is %s', async (changes, outcome) => {
    const { checker } = checkerFor(fake.url, { test: true });
    const result = await checker.check(aRequest(changes), noAbort());
    expect(result).toMatchObject({ ok: true, outcome, guid: `guid-${outcome}` });
    checker.close();
  });
});
