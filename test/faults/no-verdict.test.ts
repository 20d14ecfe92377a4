import { afterEach, describe, expect, it } from '@jest/globals';
import { answers, type FakeAnswer } from '../support/fake-akismet.js';
import { aComment, COMMENTS, post } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';
import { callsTo, isPublished, MINUTE, pass, passToNextCheck, seen } from './fault-service.js';

const CHECK_WAIT_MS = 300;
const AKISMET_TIMEOUT_MS = 500;

let service: TestService;

afterEach(() => service.stop());

async function start(settings: Record<string, string> = {}): Promise<void> {
  service = await startTestService({
    akismet: true,
    settings: {
      MODERATION_POLICY: 'publish',
      CHECK_WAIT_MS: String(CHECK_WAIT_MS),
      AKISMET_TIMEOUT_MS: String(AKISMET_TIMEOUT_MS),
      ...settings,
    },
  });
}

/** Posts a comment, and lets as much time pass as its visitor is ready to wait. @returns its id */
async function patientPost(): Promise<string> {
  const posted = service.agent
    .post(COMMENTS)
    .send(aComment())
    .expect(201)
    .then(({ body }) => body);
  await service.akismet.waitForCalls(1);
  service.clock.advance(CHECK_WAIT_MS);
  const { comment } = await posted;
  expect(comment.status).toBe('pending');
  return comment.id;
}

const FAULTS: readonly (readonly [string, FakeAnswer])[] = [
  ['is silent', answers.hang],
  ['drips its answer', answers.drip],
  ['answers after its deadline', { body: 'false', delivery: 'hang' }],
  ['stops after the headers', { body: 'false', delivery: 'hang-after-headers' }],
  ['answers with something else', { body: 'maybe' }],
  ['answers with a page', { headers: { 'Content-Type': 'text/html' }, body: '<title>Log in to the wifi</title>' }],
  ['answers with an empty body', { body: '' }],
  ['answers with 5 MB', answers.huge],
  ['has an error of its own', answers.serverError],
  ['resets the connection', answers.reset],
  ['breaks off within its answer', { body: 'false', delivery: 'reset-in-body' }],
  ['redirects', answers.redirect('http://127.0.0.1:9/1.1/comment-check', 307)],
  ['lies beside an error', answers.error('Your account has been suspended.')],
  ['has revoked the key', answers.alert(10403, 'Key revoked', answers.invalid)],
  ['finds the key over its limit', answers.alert(10501, 'Over the limit', answers.tooMany('3600'))],
];

describe.each(FAULTS)('when Akismet %s', (_, fault) => {
  it('answers the visitor in time, holds the comment unchecked, and asks again', async () => {
    await start();
    service.akismet.setDefault(fault);
    const id = await patientPost();
    service.clock.advance(AKISMET_TIMEOUT_MS - CHECK_WAIT_MS);
    await service.worker.idle();
    service.akismet.release();
    expect(await isPublished(service, id)).toBe(false);
    const held = await seen(service, id);
    expect(held).toMatchObject({ status: 'pending', verdict: { outcome: 'unchecked', attempts: 1 } });
    expect(held.verdict.lastError).toMatch(/^Akismet|^An answer|^The answer/);
    expect(Date.parse(held.verdict.nextAttemptAt ?? '')).toBeGreaterThan(service.clock.now());
  });
});

describe('a check that brought no verdict', () => {
  it('is asked again after about 1, 5 and 20 minutes and then every 20, with the reason and the original date', async () => {
    await start();
    service.akismet.setDefault(answers.serverError);
    const { id } = (await post(service)).comment;
    await service.worker.idle();
    const waits: number[] = [];
    for (let tries = 1; tries <= 5; tries++) waits.push(await passToNextCheck(service, id));
    for (const [index, minutes] of [1, 5, 20, 20, 20].entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(0.9 * minutes * MINUTE);
      expect(waits[index]).toBeLessThanOrEqual(1.1 * minutes * MINUTE);
    }
    const [first, ...again] = callsTo(service, 'comment-check').map((call) => call.fields);
    expect(again).toHaveLength(5);
    expect(first).not.toHaveProperty('recheck_reason');
    for (const fields of again) expect(fields).toEqual({ ...first, recheck_reason: 'retry' });

    service.akismet.setDefault(answers.ham);
    await passToNextCheck(service, id);
    expect(await isPublished(service, id)).toBe(true);
  });

  it('is asked again no sooner than Akismet wishes', async () => {
    await start();
    service.akismet.answerWith(answers.tooMany('900'));
    const { id } = (await post(service)).comment;
    await service.worker.idle();
    await pass(service, 899_000);
    expect(service.akismet.callCount).toBe(1);
    await pass(service, 1000);
    expect(service.akismet.callCount).toBe(2);
    expect(await isPublished(service, id)).toBe(true);
  });

  it('is given up after 15 days, and stays in the queue', async () => {
    await start();
    service.akismet.setDefault(answers.serverError);
    const { id } = (await post(service)).comment;
    await service.worker.idle();
    await pass(service, 14.99 * 24 * 60 * MINUTE);
    expect(service.akismet.callCount).toBe(2);
    expect((await seen(service, id)).verdict.nextAttemptAt).not.toBeNull();
    await passToNextCheck(service, id);
    expect(service.akismet.callCount).toBe(3);
    expect(await seen(service, id)).toMatchObject({
      status: 'pending',
      verdict: { outcome: 'unchecked', nextAttemptAt: null },
    });
    await pass(service, 24 * 60 * MINUTE);
    expect(service.akismet.callCount).toBe(3);
  });

  it('is final for that comment, and for no other, when Akismet finds the request itself wrong', async () => {
    await start();
    service.akismet.answerWith(answers.refused('Empty "comment_content" value'));
    const wrong = (await post(service)).comment.id;
    const right = (await post(service)).comment.id;
    await pass(service, 60 * MINUTE);
    expect(service.akismet.callCount).toBe(2);
    expect(await isPublished(service, right)).toBe(true);
    expect(await seen(service, wrong)).toMatchObject({
      status: 'pending',
      verdict: { outcome: 'unchecked', nextAttemptAt: null },
    });
    expect((await seen(service, wrong)).verdict.lastError).toContain('the request is wrong');
  });

  it('comes from a server that cannot be reached as well', async () => {
    await start({ AKISMET_URL: 'http://127.0.0.1:9' });
    const { id, status } = (await post(service)).comment;
    expect(status).toBe('pending');
    await service.worker.idle();
    expect((await seen(service, id)).verdict).toMatchObject({ outcome: 'unchecked', lastError: expect.any(String) });
  });
});
