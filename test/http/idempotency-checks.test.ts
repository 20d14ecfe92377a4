import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AfterwordError } from '../../src/domain/errors.js';
import { answers } from '../support/fake-akismet.js';
import { aComment, COMMENTS, decide } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;

beforeAll(async () => {
  service = await startTestService({
    akismet: true,
    settings: { MODERATION_POLICY: 'publish', CHECK_WAIT_MS: '5000' },
  });
});
afterAll(() => service.stop());

let keys = 0;
function sender() {
  const comment = aComment();
  const key = `key-${++keys}`;
  return async () => (await service.agent.post(COMMENTS).set('Idempotency-Key', key).send(comment).expect(201)).body;
}

describe('the first answer to an Idempotency-Key', () => {
  it('is approved again when it came out approved after the wait, also after moderation', async () => {
    const send = sender();
    const first = await send();
    expect(first.comment.status).toBe('approved');
    expect(await send()).toEqual(first);
    await decide(service, 'trash', first.comment.id);
    expect(await send()).toEqual(first);
  });

  it('is the one that twins wait for while the first is still being checked', async () => {
    service.akismet.setDefault(answers.hang);
    const send = sender();
    const before = service.akismet.callCount;
    const first = send();
    await service.akismet.waitForCalls(before + 1);
    const twins = [send(), send(), send()];
    service.akismet.setDefault(answers.byTheRules);
    service.akismet.release();
    const answer = await first;
    expect(answer.comment.status).toBe('approved');
    for (const twin of twins) expect(await twin).toEqual(answer);
    expect(service.akismet.callCount).toBe(before + 1);
  });

  it('is the same for all however they fall between check, verdict and answer', async () => {
    for (let round = 0; round < 8; round++) {
      const send = sender();
      const sent = [send()];
      for (let n = 0; n < 10; n++) {
        await new Promise((resolve) => setImmediate(resolve));
        sent.push(send());
      }
      const [first, ...others] = await Promise.all(sent);
      for (const other of others) expect(other).toEqual(first);
    }
  });
});

describe('an answer whose comment is on disk already', () => {
  it.each(['ownComment', 'recordAnswer'] as const)(
    'is pending, now and when it is asked for again, when the store fails at %s',
    async (unit) => {
      let isFailing = true;
      const failing = await startTestService({
        akismet: true,
        settings: { MODERATION_POLICY: 'publish', CHECK_WAIT_MS: '5000' },
        wrapStore: (store) => ({
          ...store,
          [unit]: async (input: never) => {
            if (isFailing) throw new AfterwordError('unavailable', 'The disk is full.');
            return store[unit](input);
          },
        }),
      });
      try {
        const comment = aComment();
        const send = () => failing.agent.post(COMMENTS).set('Idempotency-Key', 'a key').send(comment).expect(201);
        const first = await send();
        expect(first.body.comment.status).toBe('pending');
        isFailing = false;
        expect((await send()).body).toEqual(first.body);
        const seen = await failing.agent.get(`${COMMENTS}/${first.body.comment.id}`).expect(200);
        expect(seen.body.status).toBe('approved');
      } finally {
        await failing.stop();
      }
    },
  );
});
