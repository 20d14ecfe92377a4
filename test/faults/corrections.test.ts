import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { answers, THANKS } from '../support/fake-akismet.js';
import { aComment, bearer, COMMENTS, decide, MODERATION, post } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';
import { callsTo, checkerSummary, DAY, MINUTE, pass, passThrough, SECOND, seen } from './fault-service.js';

let service: TestService;

beforeEach(async () => {
  service = await startTestService({ akismet: true, settings: { TRUST_PROXY: '1' } });
});
afterEach(() => service.stop());

/** Posts a comment that Akismet has taken for ham. */
async function checkedHam(): Promise<string> {
  const { id } = (await post(service)).comment;
  await service.worker.idle();
  return id;
}

async function checkedSpam(): Promise<string> {
  service.akismet.answerWith(answers.spam);
  return checkedHam();
}

function corrections() {
  return service.akismet.calls.filter(({ name }) => name.startsWith('submit-'));
}

describe('a decision against the verdict', () => {
  it.each([
    ['spam', answers.ham, 'submit-spam', 'false'],
    ['approve', answers.spam, 'submit-ham', 'true'],
    ['approve', answers.discard, 'submit-ham', 'true'],
  ] as const)(
    'to %s repeats exactly what the check carried, and nothing of the moderator',
    async (decision, verdict, call, said) => {
      const reader = {
        'X-Forwarded-For': '198.51.100.7',
        'User-Agent': 'Reader/1',
        Referer: 'https://blog.example/from',
      };
      service.akismet.answerWith(verdict);
      const { body } = await service.agent.post(COMMENTS).set(reader).send(aComment()).expect(201);
      await service.worker.idle();
      const moderator = {
        'X-Forwarded-For': '203.0.113.99',
        'User-Agent': 'Moderator/1',
        Referer: 'https://desk.example/',
      };
      await service.agent
        .post(`${MODERATION}/decisions`)
        .set({ ...moderator, ...bearer(service.tokens.moderator) })
        .send({ decision, comments: [body.comment.id] })
        .expect(200);
      await pass(service, 2 * SECOND);
      const [check] = callsTo(service, 'comment-check');
      expect(check?.fields).toMatchObject({ user_ip: '198.51.100.7', user_agent: 'Reader/1' });
      expect(corrections().map(({ name, fields }) => ({ name, fields }))).toEqual([
        { name: call, fields: { ...check?.fields, comment_check_response: said } },
      ]);
      expect((await seen(service, body.comment.id)).correction).toMatchObject({ state: 'delivered' });
    },
  );

  it('that is undone within two seconds is never told', async () => {
    const id = await checkedHam();
    await decide(service, 'spam', id);
    await pass(service, 1999);
    await decide(service, 'approve', id);
    await pass(service, DAY);
    expect(corrections()).toHaveLength(0);
    expect((await seen(service, id)).correction).toBeNull();
  });

  it('is told although the comment is deleted right after it', async () => {
    const id = await checkedHam();
    await decide(service, 'spam', id);
    await decide(service, 'delete', id);
    await pass(service, 2 * SECOND);
    const [check] = callsTo(service, 'comment-check');
    expect(corrections().map(({ fields }) => fields)).toEqual([{ ...check?.fields, comment_check_response: 'false' }]);
    expect((await checkerSummary(service)).corrections).toBe(0);
  });

  it('is told once for each change of mind that lasts', async () => {
    const id = await checkedHam();
    for (const decision of ['spam', 'approve', 'spam'] as const) {
      await decide(service, decision, id);
      await pass(service, 2 * SECOND);
    }
    expect(corrections().map(({ name }) => name)).toEqual(['submit-spam', 'submit-ham', 'submit-spam']);
  });

  it('that agrees with the verdict tells nothing', async () => {
    const id = await checkedSpam();
    await decide(service, 'trash', id);
    await decide(service, 'spam', id);
    await pass(service, DAY);
    expect(corrections()).toHaveLength(0);
  });
});

describe('a correction that is not taken', () => {
  it.each([
    ['without the thanks', { body: 'OK' }],
    ['with half of the thanks', { body: THANKS.slice(0, -1) }],
    ['with an error', answers.serverError],
    ['with a reset', answers.reset],
    ['with too many', answers.tooMany('5')],
  ] as const)('%s is sent again until it is', async (_, fault) => {
    const id = await checkedHam();
    await decide(service, 'spam', id);
    service.akismet.answerWith(fault, fault);
    await pass(service, 2 * SECOND);
    expect((await seen(service, id)).correction).toMatchObject({ state: 'waiting' });
    await pass(service, 1.1 * MINUTE);
    expect((await seen(service, id)).correction).toMatchObject({ state: 'waiting' });
    await pass(service, 5.5 * MINUTE);
    expect((await seen(service, id)).correction).toMatchObject({ to: 'spam', state: 'delivered' });
    expect(corrections()).toHaveLength(3);
    await pass(service, DAY);
    expect(corrections()).toHaveLength(3);
  });

  it('is sent only while the decision stands', async () => {
    const id = await checkedHam();
    await decide(service, 'spam', id);
    service.akismet.answerWith(answers.serverError);
    await pass(service, 2 * SECOND);
    await decide(service, 'trash', id);
    service.akismet.forget();
    await pass(service, DAY);
    expect(callsTo(service, 'submit-spam')).toHaveLength(0);
  });

  it('and may have arrived is followed by its opposite when the decision is turned round', async () => {
    const id = await checkedHam();
    await decide(service, 'spam', id);
    service.akismet.answerWith({ ...answers.thanks, delivery: 'reset-in-body' });
    await pass(service, 2 * SECOND);
    await decide(service, 'approve', id);
    await passThrough(service, 30 * MINUTE, MINUTE);
    expect(corrections().at(-1)?.name).toBe('submit-ham');
    expect((await seen(service, id)).status).toBe('approved');
    expect((await checkerSummary(service)).corrections).toBe(0);
  });

  it('is failed, and said to be, after 15 days', async () => {
    await service.stop();
    service = await startTestService({ akismet: true, settings: { RETENTION_SPAM_DAYS: '16' } });
    const id = await checkedHam();
    await decide(service, 'spam', id);
    service.akismet.setDefault(answers.serverError);
    await passThrough(service, 15 * DAY + 60 * MINUTE, 12 * 60 * MINUTE);
    const { correction, history } = await seen(service, id);
    expect(correction).toMatchObject({ to: 'spam', state: 'failed' });
    expect(history.at(-1)).toMatchObject({ action: 'correction', note: expect.stringContaining('spam failed') });
  });
});
