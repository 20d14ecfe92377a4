import { getEventListeners } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { SentFields } from '../../../src/domain/spam-checker.js';
import {
  answers,
  type FakeAkismet,
  type FakeAnswer,
  type FakeReply,
  startFakeAkismet,
} from '../../support/fake-akismet.js';
import { aRequest, checkerFor, failureOf, KEY, noAbort } from './checker-under-test.js';

const DEADLINE_MS = 150;

let fake: FakeAkismet;

beforeAll(async () => {
  fake = await startFakeAkismet();
});
afterEach(() => {
  fake.release();
  fake.forget();
  fake.setDefault(answers.byTheRules);
});
afterAll(() => fake.close());

/** Runs `work` and returns what was printed or warned of meanwhile. */
async function outputOf(work: () => Promise<void>): Promise<string> {
  const lines: unknown[] = [];
  const note = (...words: unknown[]) => {
    lines.push(...words.map(String));
    return true;
  };
  const methods = ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const;
  const spies = [
    ...methods.map((method) => jest.spyOn(console, method).mockImplementation(note)),
    jest.spyOn(process.stdout, 'write').mockImplementation(note),
    jest.spyOn(process.stderr, 'write').mockImplementation(note),
  ];
  process.on('warning', note);
  try {
    await work();
    // A late abort or a second callback of superagent's would show within these turns.
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off('warning', note);
    for (const spy of spies) spy.mockRestore();
  }
  return lines.join('\n');
}

describe('Connections', () => {
  test('are shared by calls that follow each other', async () => {
    const { checker } = checkerFor(fake.url);
    for (let call = 0; call < 5; call += 1) await checker.check(aRequest(), noAbort());
    expect(new Set(fake.calls.map(({ connection }) => connection)).size).toBe(1);
    expect(fake.calls).toHaveLength(5);
    checker.close();
    await fake.waitForConnections(0);
  });

  test('are shared by all kinds of calls', async () => {
    const { checker } = checkerFor(fake.url);
    const checked = await checker.check(aRequest(), noAbort());
    await checker.correct('spam', (checked.ok && checked.sent) || {}, 'ham', noAbort());
    await checker.verifyKey(noAbort());
    await checker.usage(noAbort());
    expect(fake.calls.map(({ name }) => name)).toEqual(['comment-check', 'submit-spam', 'verify-key', 'usage-limit']);
    expect(new Set(fake.calls.map(({ connection }) => connection)).size).toBe(1);
    checker.close();
    await fake.waitForConnections(0);
  });
});

describe('A call that gets no proper answer', () => {
  const elsewhere = 'http://127.0.0.1:1/1.1/comment-check';
  const cases: ReadonlyArray<readonly [string, FakeAnswer, string, RegExp]> = [
    ['a server that hangs', answers.hang, 'transient', /within 150 ms/],
    ['a body that hangs', { body: 'false', delivery: 'hang-after-headers' }, 'transient', /within 150 ms/],
    ['a body that drips', answers.drip, 'transient', /within 150 ms/],
    ['a reset before the answer', answers.reset, 'transient', /ECONNRESET/],
    ['a reset within the answer', { body: 'false', delivery: 'reset-in-body' }, 'transient', /ECONNRESET/],
    ['5 MB', answers.huge, 'protocol', /AKISMET_URL/],
    ['a redirect', answers.redirect(elsewhere), 'protocol', /redirect \(302\)/],
    ['a redirect that keeps the method', answers.redirect(elsewhere, 307), 'protocol', /redirect \(307\)/],
    ['a redirect without an address', { status: 301 }, 'protocol', /redirect \(301\)/],
  ];

  test.each(cases)(
    'ends at the deadline or at once with its connection closed: %s',
    async (_what, reply, kind, words) => {
      fake.setDefault(reply);
      const { checker, clock } = checkerFor(fake.url, { timeoutMs: DEADLINE_MS });
      const signal = noAbort();
      const printed = await outputOf(async () => {
        const checked = checker.check(aRequest(), signal);
        await fake.waitForCalls(1);
        if (words.source.includes('within')) clock.advance(DEADLINE_MS);
        const failure = failureOf(await checked);
        expect(failure).toEqual({ kind, message: expect.stringMatching(words), retryAfterSeconds: null });
        await fake.waitForConnections(0);
      });
      expect(printed).toBe('');
      expect(fake.callCount).toBe(1);
      expect(getEventListeners(signal, 'abort')).toEqual([]);
    },
  );

  test('ends when nobody listens there', async () => {
    const placeholder = createServer();
    await new Promise<void>((resolve) => placeholder.listen(0, '127.0.0.1', resolve));
    const { port } = placeholder.address() as { port: number };
    await new Promise((resolve) => placeholder.close(resolve));
    const { checker } = checkerFor(`http://127.0.0.1:${port}`);
    expect(failureOf(await checker.check(aRequest(), noAbort()))).toMatchObject({
      kind: 'transient',
      message: expect.stringMatching(/\(ECONNREFUSED\).*cannot be reached/),
    });
  });

  test('ends when the other side speaks no HTTP', async () => {
    const server = createServer((socket) => socket.resume().end('220 mail.example ESMTP\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const { checker } = checkerFor(`http://127.0.0.1:${port}`);
    const failure = failureOf(await checker.check(aRequest(), noAbort()));
    expect(failure).toMatchObject({ kind: 'protocol', message: expect.stringContaining('does not speak HTTP') });
    await new Promise((resolve) => server.close(resolve));
  });

  test('ends when TLS is spoken to a server that does not', async () => {
    const { checker } = checkerFor(fake.url.replace('http:', 'https:'));
    expect(failureOf(await checker.check(aRequest(), noAbort()))).toMatchObject({
      kind: 'transient',
      message: expect.stringContaining('no trusted TLS connection'),
    });
    expect(fake.callCount).toBe(0);
  });

  test('ends when the caller breaks it off, before or while it runs', async () => {
    fake.setDefault(answers.hang);
    const { checker } = checkerFor(fake.url);
    const before = await checker.check(aRequest(), AbortSignal.abort());
    expect(failureOf(before)).toMatchObject({ kind: 'transient', message: 'The call to Akismet was broken off.' });
    expect(fake.callCount).toBe(0);

    const controller = new AbortController();
    const running = checker.check(aRequest(), controller.signal);
    await fake.waitForCalls(1);
    controller.abort(new Error(`a reason with ${KEY}`));
    expect(failureOf(await running)).toMatchObject({
      kind: 'transient',
      message: 'The call to Akismet was broken off.',
    });
    await fake.waitForConnections(0);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    expect(checker.health()).toEqual({ ok: true, lastError: null, alert: null });
  });
});

describe('Many calls', () => {
  test('that hang at once, 200 of them, leave no connection, no listener and no word', async () => {
    fake.setDefault(answers.hang);
    const { checker, clock } = checkerFor(fake.url, { timeoutMs: DEADLINE_MS });
    const signal = noAbort();
    const printed = await outputOf(async () => {
      const checks = Array.from({ length: 200 }, () => checker.check(aRequest(), signal));
      await fake.waitForCalls(200);
      clock.advance(DEADLINE_MS);
      const results = await Promise.all(checks);
      expect(fake.callCount).toBe(200);
      expect(results.every((result) => failureOf(result).kind === 'transient')).toBe(true);
      await fake.waitForConnections(0);
    });
    expect(printed).toBe('');
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('at once get each its own answer', async () => {
    fake.setDefault(({ fields }) => ({
      body: String(fields.comment_content).endsWith('odd') ? 'true' : 'false',
      delayMs: (Number.parseInt(String(fields.comment_content), 10) * 7) % 20,
    }));
    const { checker } = checkerFor(fake.url);
    const numbers = Array.from({ length: 50 }, (_, index) => index);
    const results = await Promise.all(
      numbers.map((index) => checker.check(aRequest({ content: `${index} ${index % 2 ? 'odd' : 'even'}` }), noAbort())),
    );
    const outcomes = results.map((result) => (result.ok ? result.outcome : 'failed'));
    expect(outcomes).toEqual(numbers.map((index) => (index % 2 ? 'spam' : 'ham')));
    checker.close();
  });
});

describe('Nothing that fails tells', () => {
  const request = aRequest();
  const secrets = [KEY, request.authorEmail, request.ip, request.content, request.authorName, request.userAgent];

  /** An answer that repeats all that the call said. */
  const echoing =
    (reply: (echo: string) => FakeReply): FakeAnswer =>
    ({ fields }) =>
      reply(`suspended: ${Object.values(fields).join(' | ')}`);

  const cases: ReadonlyArray<readonly [string, FakeAnswer]> = [
    ['hang', answers.hang],
    ['drip', answers.drip],
    ['reset', answers.reset],
    ['redirect', echoing((echo) => answers.redirect(`http://127.0.0.1:1/?${encodeURIComponent(echo)}`))],
    ['server error', echoing((body) => ({ status: 500, body }))],
    ['client error', echoing((body) => ({ status: 400, body }))],
    ['wrong body', echoing((body) => ({ body }))],
    ['missing field', echoing((echo) => ({ body: `Missing required field: ${echo}` }))],
    ['error', echoing((echo) => answers.error(echo))],
    ['help', echoing((echo) => answers.refused(echo))],
    ['alert', echoing((echo) => answers.alert(10402, echo, answers.error('suspended')))],
    ['throttled', echoing((echo) => answers.tooMany(echo))],
  ];

  test.each(cases)('the key, the person or the comment: %s', async (_what, reply) => {
    const { checker, clock, events } = checkerFor(fake.url, { timeoutMs: DEADLINE_MS });
    const other = checkerFor(fake.url, { timeoutMs: DEADLINE_MS, clock }).checker;
    const { sent } = (await checker.check(request, noAbort())) as { sent: SentFields };
    fake.setDefault(reply);
    const seen: unknown[] = [];
    const see = async (call: (signal: AbortSignal) => Promise<unknown>) => {
      const before = fake.callCount;
      const called = call(noAbort());
      await fake.waitForCalls(before + 1);
      if (reply === answers.hang || reply === answers.drip) clock.advance(DEADLINE_MS);
      seen.push(await called);
    };
    const printed = await outputOf(async () => {
      await see((signal) => checker.check(request, signal));
      await see((signal) => other.correct('spam', sent, 'ham', signal));
      await see((signal) => checker.verifyKey(signal));
      await see((signal) => checker.usage(signal));
      seen.push(checker.health(), checker.admission(), other.health(), events);
    });
    const said = JSON.stringify(seen) + printed;
    expect(said).toContain('"ok":false');
    for (const secret of secrets) expect(said).not.toContain(secret);
    expect(printed).toBe('');
    checker.close();
    other.close();
  });
});
