import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { answers, type FakeCall } from '../support/fake-akismet.js';
import { bearer, COMMENTS, decide, MODERATION, type Posted, post } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;

beforeAll(async () => {
  service = await startTestService({
    akismet: true,
    settings: { MODERATION_POLICY: 'publish', CHECK_WAIT_MS: '5000' },
  });
});
afterAll(() => service.stop());
afterEach(async () => {
  service.akismet.setDefault(answers.byTheRules);
  service.akismet.release();
  await service.worker?.idle();
  service.akismet.forget();
});

async function edit({ comment, editToken }: Posted, body: string) {
  service.clock.advance(1);
  return (await service.agent.patch(`${COMMENTS}/${comment.id}`).set(bearer(editToken)).send({ body }).expect(200))
    .body;
}

async function statusOf({ comment }: Posted): Promise<string> {
  const { body } = await service.agent
    .get(`${MODERATION}/comments/${comment.id}`)
    .set(bearer(service.tokens.moderator))
    .expect(200);
  return body.status;
}

/** A comment as everybody sees it. */
async function seen({ comment }: Posted) {
  return (await service.agent.get(`${COMMENTS}/${comment.id}`).expect(200)).body;
}

describe('an edit that is checked again', () => {
  it('keeps a published comment published when the new words pass in time', async () => {
    const posted = await post(service);
    expect(posted.comment.status).toBe('approved');
    const edited = await edit(posted, 'Still good words');
    expect(edited).toMatchObject({ status: 'approved', html: '<p>Still good words</p>' });
    expect((await service.agent.get(`${COMMENTS}/${posted.comment.id}`).expect(200)).body).toEqual(edited);
    const [, again] = (await service.akismet.waitForCalls(2)) as [FakeCall, FakeCall];
    expect(again.fields).toMatchObject({ recheck_reason: 'edit', comment_content: 'Still good words' });
  });

  it('waits for a moderator where the policy asks for one, though the new words pass the check', async () => {
    await service.store.changeSite({ slug: 'default', policy: 'hold' });
    const posted = await post(service);
    expect(posted.comment.status).toBe('pending');
    await decide(service, 'approve', posted.comment.id);
    const before = (await seen(posted)).html;
    expect((await edit(posted, 'Good words')).status).toBe('pending');
    expect((await seen(posted)).html).toBe(before);
    await decide(service, 'approve', posted.comment.id);
    expect((await seen(posted)).html).toBe('<p>Good words</p>');
    await service.store.changeSite({ slug: 'default', policy: 'publish' });
  });

  it('leaves the published words as they are, and the new ones in the queue, when those do not pass', async () => {
    for (const verdict of [answers.spam, answers.discard]) {
      const posted = await post(service);
      service.akismet.answerWith(verdict);
      expect(await edit(posted, `Cheap watches, ${verdict.headers['X-akismet-guid']}`)).toMatchObject({
        status: 'pending',
      });
      expect(await statusOf(posted)).toBe('approved');
      expect((await seen(posted)).html).toBe(posted.comment.html);
      const { body } = await service.agent
        .get(`${MODERATION}/comments`)
        .set(bearer(service.tokens.moderator))
        .expect(200);
      expect(body.comments[0]).toMatchObject({
        id: posted.comment.id,
        status: 'approved',
        proposed: { at: expect.any(String) },
      });
    }
  });

  it('is not published while Akismet does not answer, and is when it has', async () => {
    const posted = await post(service);
    service.akismet.answerWith(answers.serverError);
    expect(await edit(posted, 'Who knows')).toMatchObject({ status: 'pending' });
    expect((await seen(posted)).html).toBe(posted.comment.html);
    service.clock.advance(10 * 60_000);
    await service.work();
    const { body } = await service.agent.get(`${COMMENTS}/${posted.comment.id}`).expect(200);
    expect(body).toMatchObject({ status: 'approved', html: '<p>Who knows</p>' });
  });

  it('leaves no verdict on the words that a moderator keeps but their own', async () => {
    const posted = await post(service, { body: 'Words to keep' });
    service.akismet.answerWith(answers.spam);
    await edit(posted, 'Cheap watches');
    await decide(service, 'keep', posted.comment.id);
    await service.work();
    const kept = service.agent.get(`${MODERATION}/comments/${posted.comment.id}`).set(bearer(service.tokens.moderator));
    expect((await kept.expect(200)).body).toMatchObject({
      status: 'approved',
      verdict: { by: 'akismet', outcome: 'ham' },
      suspicion: { score: expect.any(Number) },
      correction: null,
    });
    const [, , again] = (await service.akismet.waitForCalls(3)) as [FakeCall, FakeCall, FakeCall];
    expect(again.fields).toMatchObject({ recheck_reason: 'recheck', comment_content: 'Words to keep' });
  });

  it('that goes back to the published words leaves them published, though the checker is not asked again', async () => {
    const posted = await post(service, { body: 'Words to go back to' });
    service.akismet.answerWith(answers.spam);
    await edit(posted, 'Cheap watches');
    expect(await edit(posted, 'Words to go back to')).toMatchObject({ status: 'approved', html: posted.comment.html });
    await service.work();
    expect(service.akismet.callCount).toBe(2);
  });

  it('of a waiting comment may get it published, or taken for spam without its author being told', async () => {
    service.akismet.answerWith(answers.serverError, answers.serverError);
    const [good, bad] = [await post(service), await post(service)];
    expect([good.comment.status, bad.comment.status]).toEqual(['pending', 'pending']);
    // Words of their own: the same ones from somebody else just before would be held as an echo.
    expect((await edit(good, 'Better words')).status).toBe('approved');
    service.akismet.answerWith(answers.spam);
    expect((await edit(bad, 'Cheap watches')).status).toBe('pending');
    expect(await statusOf(bad)).toBe('spam');
  });
});

describe('an edit while the first words are still being checked', () => {
  it('is judged by the new words, whatever is said of the first ones later', async () => {
    const hasty = await startTestService({
      akismet: true,
      settings: { MODERATION_POLICY: 'publish', CHECK_WAIT_MS: '0' },
    });
    try {
      hasty.akismet.answerWith(answers.hang, answers.spam);
      const { comment, editToken } = await post(hasty, { body: 'First words' });
      await hasty.akismet.waitForCalls(1);
      const at = `${COMMENTS}/${comment.id}`;
      await hasty.agent.patch(at).set(bearer(editToken)).send({ body: 'Cheap watches' }).expect(200);
      const [, second] = (await hasty.akismet.waitForCalls(2)) as [FakeCall, FakeCall];
      expect(second.fields.comment_content).toBe('Cheap watches');
      hasty.akismet.release();
      await hasty.worker?.idle();
      await hasty.agent.get(at).expect(404);
      const seen = await hasty.agent.get(`${MODERATION}/comments/${comment.id}`).set(bearer(hasty.tokens.moderator));
      expect(seen.body.status).toBe('spam');
    } finally {
      hasty.akismet.release();
      await hasty.stop();
    }
  });
});
