import { afterEach, describe, expect, it } from '@jest/globals';
import { answers } from '../support/fake-akismet.js';
import { bearer, COMMENTS, decide, post } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';
import { callsTo, isPublished, MINUTE, pass, SECOND, seen } from './fault-service.js';

let service: TestService;

afterEach(() => service.stop());

async function start(settings: Record<string, string> = {}): Promise<void> {
  service = await startTestService({
    akismet: true,
    settings: { MODERATION_POLICY: 'publish', CHECK_WAIT_MS: '0', AKISMET_TIMEOUT_MS: '5000', ...settings },
  });
}

describe('a verdict that comes after a person has decided', () => {
  it.each([
    ['approve', 'approved', answers.spam],
    ['approve', 'approved', answers.discard],
    ['hold', 'pending', answers.ham],
    ['hold', 'pending', answers.spam],
    ['spam', 'spam', answers.ham],
    ['trash', 'trash', answers.ham],
  ] as const)('after %s leaves the comment %s', async (decision, status, late) => {
    await start({ BLATANT_SPAM: 'drop' });
    service.akismet.answerWith({ ...late, delivery: 'hang' });
    const { id } = (await post(service)).comment;
    await service.akismet.waitForCalls(1);
    await decide(service, decision, id);
    service.akismet.release();
    await service.worker.idle();
    const after = await seen(service, id);
    expect(after.status).toBe(status);
    expect(after.verdict.outcome).not.toBe('unchecked');
    await pass(service, MINUTE);
    expect((await seen(service, id)).status).toBe(status);
  });

  it('and against it is corrected', async () => {
    await start();
    service.akismet.answerWith({ ...answers.spam, delivery: 'hang' });
    const { id } = (await post(service)).comment;
    await service.akismet.waitForCalls(1);
    await decide(service, 'approve', id);
    service.akismet.release();
    await service.worker.idle();
    await pass(service, 2 * SECOND);
    expect(callsTo(service, 'submit-ham').map(({ fields }) => fields.comment_check_response)).toEqual(['true']);
  });
});

describe('a verdict on words that their author has changed meanwhile', () => {
  it('counts for nothing: the new words are asked about', async () => {
    await start();
    service.akismet.answerWith({ ...answers.ham, delivery: 'hang' }, { ...answers.spam, delivery: 'hang' });
    const { comment, editToken } = await post(service);
    await service.akismet.waitForCalls(1);
    await service.agent.patch(`${COMMENTS}/${comment.id}`).set(bearer(editToken)).send({ body: 'Buy now' }).expect(200);
    await service.akismet.waitForCalls(2);
    service.akismet.release();
    await service.worker.idle();
    expect(await isPublished(service, comment.id)).toBe(false);
    expect((await seen(service, comment.id)).status).toBe('spam');
    expect(callsTo(service, 'comment-check').map(({ fields }) => fields.recheck_reason)).toEqual([undefined, 'edit']);
  });
});

describe('blatant spam', () => {
  it('goes to spam unless the settings say that it is dropped', async () => {
    await start();
    service.akismet.answerWith(answers.discard);
    const { id } = (await post(service)).comment;
    await service.worker.idle();
    expect(await seen(service, id)).toMatchObject({ status: 'spam', verdict: { outcome: 'discard' } });
  });

  it('is counted and not kept where they say so, and its sender is answered as ever', async () => {
    await start({ BLATANT_SPAM: 'drop' });
    service.akismet.answerWith(answers.discard);
    const { comment } = await post(service);
    expect(comment.status).toBe('pending');
    await service.worker.idle();
    const site = await service.store.siteBySlug({ slug: 'default' });
    const { days, counts } = await service.store.summary({ siteId: site?.id as number, sinceDay: '2000-01-01' });
    expect(days).toContainEqual(expect.objectContaining({ name: 'verdict:discard', n: 1 }));
    expect(counts).toEqual({ pending: 0, approved: 0, spam: 0, trash: 0 });
  });
});
