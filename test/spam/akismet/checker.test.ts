import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { answers, type FakeAkismet, startFakeAkismet } from '../../support/fake-akismet.js';
import { fc, runs } from '../../support/properties.js';
import { aRequest, type CheckerUnderTest, checkerFor, failureOf, KEY, noAbort } from './checker-under-test.js';

let fake: FakeAkismet;
let underTest: CheckerUnderTest;

beforeEach(async () => {
  fake = await startFakeAkismet();
  underTest = checkerFor(fake.url);
});
afterEach(async () => {
  underTest.checker.close();
  await fake.close();
});

const check = () => underTest.checker.check(aRequest(), noAbort());

async function checkTimes(times: number): Promise<void> {
  for (let call = 0; call < times; call += 1) await check();
}

describe('The verdict', () => {
  test.each([
    ['ham', answers.ham, { outcome: 'ham', recheckAfterSeconds: null, guid: 'guid-ham' }],
    ['spam', answers.spam, { outcome: 'spam', recheckAfterSeconds: null, guid: 'guid-spam' }],
    ['blatant spam', answers.discard, { outcome: 'discard', recheckAfterSeconds: null, guid: 'guid-discard' }],
    ['provisional', answers.provisional(120), { outcome: 'ham', recheckAfterSeconds: 120, guid: 'guid-provisional' }],
  ])('arrives whole: %s', async (_what, reply, expected) => {
    fake.answerWith(reply);
    expect(await check()).toMatchObject({ ok: true, ...expected });
    expect(underTest.events).toEqual([{ call: 'comment-check', outcome: expected.outcome, seconds: 0 }]);
  });

  test('of a suspended key is not believed', async () => {
    fake.answerWith(answers.alert(10402, 'Your key is suspended.', answers.error('suspended')));
    expect(failureOf(await check())).toMatchObject({ kind: 'key', message: expect.stringContaining('not paid') });
    expect(underTest.checker.health()).toMatchObject({ ok: false, alert: expect.stringContaining('10402') });
  });
});

describe('The seconds of an event', () => {
  test('are those of the clock', async () => {
    fake.answerWith(() => {
      underTest.clock.advance(1_250);
      return answers.ham;
    });
    await check();
    expect(underTest.events).toEqual([{ call: 'comment-check', outcome: 'ham', seconds: 1.25 }]);
  });
});

describe('An Akismet that does not answer', () => {
  test('is left alone after five failures, then asked once, then by all', async () => {
    const { checker, clock } = underTest;
    fake.setDefault(answers.serverError);
    await checkTimes(5);
    expect(checker.admission()).toEqual({ calls: 'none', until: clock.now() + 30_000 });
    expect(checker.health()).toMatchObject({ ok: false, lastError: expect.stringContaining('500') });

    expect(failureOf(await check())).toMatchObject({ kind: 'transient', retryAfterSeconds: 30 });
    expect(fake.callCount).toBe(5);

    clock.advance(30_000);
    expect(checker.admission()).toEqual({ calls: 'one' });
    await check();
    expect(fake.callCount).toBe(6);
    expect(checker.admission()).toEqual({ calls: 'none', until: clock.now() + 60_000 });

    clock.advance(60_000);
    fake.setDefault(answers.ham);
    expect((await check()).ok).toBe(true);
    expect(checker.admission()).toEqual({ calls: 'all' });
    expect(checker.health()).toEqual({ ok: true, lastError: null, alert: null });
  });

  test('gets one probe, even when two calls want to be it', async () => {
    const { checker, clock } = underTest;
    fake.setDefault(answers.serverError);
    await checkTimes(5);
    clock.advance(30_000);
    fake.setDefault(answers.hang);
    const probe = check();
    await fake.waitForCalls(6);
    expect(checker.admission()).toMatchObject({ calls: 'none' });
    expect(failureOf(await check()).kind).toBe('transient');
    expect(fake.callCount).toBe(6);
    fake.release();
    expect((await probe).ok).toBe(true);
    expect(checker.admission()).toEqual({ calls: 'all' });
  });

  test('is asked again by the next call when the probe was broken off', async () => {
    const { checker, clock } = underTest;
    fake.setDefault(answers.serverError);
    await checkTimes(5);
    clock.advance(30_000);
    fake.setDefault(answers.hang);
    const controller = new AbortController();
    const probe = checker.check(aRequest(), controller.signal);
    await fake.waitForCalls(6);
    controller.abort();
    await probe;
    expect(checker.admission()).toEqual({ calls: 'one' });
  });

  test('and asks to be left alone for a while is left alone', async () => {
    const { checker, clock } = underTest;
    fake.setDefault(answers.tooMany('300'));
    expect(failureOf(await check())).toMatchObject({ kind: 'transient', retryAfterSeconds: 300 });
    await checkTimes(4);
    expect(checker.admission()).toEqual({ calls: 'none', until: clock.now() + 300_000 });
  });

  test('counts when it answers nonsense, corrections as well as checks', async () => {
    const { checker } = underTest;
    fake.setDefault({ body: '<html>' });
    await checkTimes(3);
    await checker.correct('spam', {}, null, noAbort());
    await checker.correct('ham', {}, null, noAbort());
    expect(checker.admission()).toMatchObject({ calls: 'none' });
  });

  test('does not count when the caller breaks off', async () => {
    const { checker } = underTest;
    for (let call = 0; call < 10; call += 1) await checker.check(aRequest(), AbortSignal.abort());
    expect(checker.admission()).toEqual({ calls: 'all' });
  });
});

describe('A request that is wrong', () => {
  test('is final for itself and keeps nobody else away', async () => {
    fake.setDefault(answers.refused('Empty "comment_content" value'));
    await checkTimes(20);
    expect(failureOf(await check())).toMatchObject({
      kind: 'request',
      message: expect.stringContaining('comment_content'),
    });
    expect(underTest.checker.admission()).toEqual({ calls: 'all' });
    expect(fake.callCount).toBe(21);
  });

  test('proves that Akismet answers', async () => {
    fake.setDefault(answers.serverError);
    await checkTimes(4);
    fake.answerWith(answers.refused('Empty "comment_content" value'));
    await checkTimes(5);
    expect(underTest.checker.admission()).toEqual({ calls: 'all' });
  });
});

describe('A key that is refused', () => {
  test('stops all calls but verify-key, until that says that the key is valid', async () => {
    const { checker, clock } = underTest;
    fake.setKeys(['another-key']);
    expect(failureOf(await check())).toMatchObject({ kind: 'key', message: expect.stringContaining('AKISMET_KEY') });
    expect(checker.admission()).toEqual({ calls: 'none', until: clock.now() + 30_000 });
    expect(failureOf(await check())).toMatchObject({ kind: 'key', retryAfterSeconds: 30 });
    expect(failureOf(await checker.correct('ham', {}, 'spam', noAbort())).kind).toBe('key');
    await checker.tend(noAbort());
    expect(fake.callCount).toBe(1);

    clock.advance(30_000);
    expect(checker.admission()).toMatchObject({ calls: 'none' });
    await checker.tend(noAbort());
    await checker.tend(noAbort());
    expect(fake.calls.map(({ name }) => name)).toEqual(['comment-check', 'verify-key']);
    expect(fake.calls[1]!.fields).toEqual({ key: KEY, blog: 'https://blog.example/' });
    expect(checker.admission()).toEqual({ calls: 'none', until: clock.now() + 60_000 });
    expect(checker.health()).toMatchObject({ ok: false, lastError: expect.stringContaining('AKISMET_KEY') });

    fake.setKeys([KEY]);
    clock.advance(60_000);
    await checker.tend(noAbort());
    expect(checker.admission()).toEqual({ calls: 'all' });
    expect(checker.health()).toEqual({ ok: true, lastError: null, alert: null });
    expect(underTest.events.map(({ outcome }) => outcome)).toEqual(['key', 'invalid', 'valid']);
  });

  test('is not verified as long as it is not refused', async () => {
    await check();
    underTest.clock.advance(3_600_000);
    await underTest.checker.tend(noAbort());
    expect(fake.calls.map(({ name }) => name)).toEqual(['comment-check']);
  });

  test('is verified later again when nobody answers, with longer pauses', async () => {
    const { checker, clock } = underTest;
    fake.answerWith(answers.invalid, answers.reset, answers.error('suspended', 'valid'));
    await check();
    clock.advance(30_000);
    await checker.tend(noAbort());
    expect(checker.admission()).toEqual({ calls: 'none', until: clock.now() + 60_000 });
    clock.advance(60_000);
    await checker.tend(noAbort());
    expect(checker.admission()).toEqual({ calls: 'none', until: clock.now() + 120_000 });
    clock.advance(120_000);
    await checker.tend(noAbort());
    expect(checker.admission()).toEqual({ calls: 'all' });
  });

  test('is verified once at a time, and again when that is broken off', async () => {
    const { checker, clock } = underTest;
    fake.answerWith(answers.invalid, answers.hang);
    await check();
    clock.advance(30_000);
    const controller = new AbortController();
    const verifying = checker.tend(controller.signal);
    await fake.waitForCalls(2);
    await checker.tend(noAbort());
    expect(fake.callCount).toBe(2);
    controller.abort();
    await verifying;
    await checker.tend(noAbort());
    expect(checker.admission()).toEqual({ calls: 'all' });
  });

  test('counts once for all calls that were under way', async () => {
    const { checker, clock } = underTest;
    fake.setDefault(answers.invalid);
    await Promise.all(Array.from({ length: 20 }, check));
    expect(checker.admission()).toEqual({ calls: 'none', until: clock.now() + 30_000 });
  });

  test('stays the last error while a late verdict of another call comes in', async () => {
    const { checker } = underTest;
    fake.answerWith(answers.hang, answers.invalid);
    const late = check();
    await fake.waitForCalls(1);
    await check();
    fake.release();
    expect(await late).toMatchObject({ ok: true, outcome: 'ham' });
    expect(checker.health().ok).toBe(false);
    expect(checker.admission()).toMatchObject({ calls: 'none' });
  });
});

describe('Whatever Akismet answers in whatever order', () => {
  const kinds = {
    ham: answers.ham,
    wrong: answers.refused('Empty "user_ip" value'),
    key: answers.invalid,
    nonsense: { body: '?' },
    down: answers.serverError,
  } as const;
  const step = fc.record({
    reply: fc.constantFrom(...(Object.keys(kinds) as Array<keyof typeof kinds>)),
    advanceMs: fc.constantFrom(0, 0, 0, 5_000, 30_000, 1_200_000),
  });

  test('no check goes out while none is admitted, and each that is admitted goes out once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const { checker, clock } = checkerFor(fake.url);
        fake.setDefault((call) => (call.name === 'verify-key' ? answers.valid : answers.ham));
        for (const { reply, advanceMs } of steps) {
          clock.advance(advanceMs);
          await checker.tend(noAbort());
          fake.forget();
          const { calls } = checker.admission();
          if (calls !== 'none') fake.answerWith(kinds[reply]);
          await checker.check(aRequest(), noAbort());
          expect(fake.calls.map(({ name }) => name)).toEqual(calls === 'none' ? [] : ['comment-check']);
          if (calls !== 'none' && (reply === 'ham' || reply === 'wrong')) {
            expect(checker.admission()).toEqual({ calls: 'all' });
          }
          expect(checker.health().ok).toBe(checker.health().lastError === null);
        }
        clock.advance(1_200_000);
        await checker.tend(noAbort());
        expect((await checker.check(aRequest(), noAbort())).ok).toBe(true);
        checker.close();
      }),
      { numRuns: runs(40) },
    );
  });
});
