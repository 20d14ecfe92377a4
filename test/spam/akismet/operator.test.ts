import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { answers, type FakeAkismet, startFakeAkismet } from '../../support/fake-akismet.js';
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

describe('The operator', () => {
  test('can ask whether the key is valid, and a valid one closes the breaker', async () => {
    const { checker } = underTest;
    fake.answerWith(answers.invalid);
    await check();
    expect(await checker.verifyKey(noAbort())).toEqual({ ok: true, valid: true });
    expect(checker.admission()).toEqual({ calls: 'all' });
  });

  test('learns that the key is not valid, and so does everybody else', async () => {
    const { checker, clock } = underTest;
    fake.setKeys([]);
    expect(await checker.verifyKey(noAbort())).toEqual({ ok: true, valid: false });
    expect(checker.admission()).toEqual({ calls: 'none', until: clock.now() + 30_000 });
    expect(checker.health().lastError).toContain('correct AKISMET_KEY');
  });

  test('learns why the key cannot be verified', async () => {
    fake.answerWith(answers.serverError);
    expect(failureOf(await underTest.checker.verifyKey(noAbort()))).toMatchObject({ kind: 'transient' });
  });

  test('can ask how much of the plan is used, and the key is in no URL', async () => {
    expect(await underTest.checker.usage(noAbort())).toEqual({
      ok: true,
      limit: 10_000,
      used: 120,
      percentage: 1.2,
      throttled: false,
    });
    expect(fake.calls[0]).toMatchObject({ path: '/1.2/usage-limit', fields: { api_key: KEY } });
  });

  test('sees an alert for as long as Akismet gives it', async () => {
    fake.answerWith(answers.alert(10502, 'You are\t over your limit', answers.ham));
    await check();
    expect(underTest.checker.health()).toEqual({
      ok: true,
      lastError: null,
      alert: expect.stringMatching(/^Akismet alert 10502 \("You are over your limit"\): the plan is too small/),
    });
    fake.answerWith(answers.serverError);
    await check();
    expect(underTest.checker.health().alert).toContain('10502');
    await check();
    expect(underTest.checker.health()).toEqual({ ok: true, lastError: null, alert: null });
  });
});
