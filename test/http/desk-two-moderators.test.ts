import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bearer, COMMENTS, decide, MODERATION, post } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

async function decideIf(ifStatus: string, decision: string, id: string) {
  const { body } = await service.agent
    .post(`${MODERATION}/decisions`)
    .set(bearer(service.tokens.admin))
    .send({ decision, comments: [id], ifStatus })
    .expect(200);
  return body.results[0];
}

describe('a decision on what somebody saw', () => {
  it('is carried out where the comment still stands there', async () => {
    const { id } = (await post(service)).comment;
    expect(await decideIf('pending', 'approve', id)).toEqual({ id, from: 'pending', to: 'approved', changed: true });
  });

  it('leaves what another moderator has decided meanwhile', async () => {
    const { id } = (await post(service)).comment;
    await decide(service, 'spam', id);
    const result = await decideIf('pending', 'approve', id);
    expect(result).toMatchObject({ id, from: 'spam', to: 'spam', changed: false, problem: expect.any(String) });
    expect(await decideIf('spam', 'approve', id)).toMatchObject({ to: 'approved', changed: true });
  });

  it('is harmless where the other has decided the same', async () => {
    const { id } = (await post(service)).comment;
    await decide(service, 'spam', id);
    expect(await decideIf('pending', 'spam', id)).toEqual({ id, from: 'spam', to: 'spam', changed: false });
  });

  it('erases nothing that has been taken out of the spam', async () => {
    const { id } = (await post(service)).comment;
    await decide(service, 'spam', id);
    await decide(service, 'approve', id);
    await decide(service, 'trash', id);
    expect(await decideIf('spam', 'delete', id)).toMatchObject({ to: 'trash', changed: false });
  });

  it('passes no words that their author has changed meanwhile', async () => {
    const posted = await post(service);
    const { id } = posted.comment;
    const read = async () => {
      const moderated = service.agent.get(`${MODERATION}/comments/${id}`).set(bearer(service.tokens.moderator));
      return (await moderated.expect(200)).body.revision as number;
    };
    const approve = async (revision: number) => {
      const order = { decision: 'approve', comments: [id], ifRevision: { [id]: revision } };
      const sent = service.agent.post(`${MODERATION}/decisions`).set(bearer(service.tokens.moderator)).send(order);
      return (await sent.expect(200)).body.results[0];
    };
    const edit = (body: string) =>
      service.agent.patch(`${COMMENTS}/${id}`).set(bearer(posted.editToken)).send({ body }).expect(200);
    const first = await read();
    await edit('Words that no moderator has read');
    expect(await approve(first)).toMatchObject({ to: 'pending', changed: false, problem: expect.any(String) });
    expect(await approve(await read())).toMatchObject({ to: 'approved', changed: true });
    await edit('An edit that one has read');
    const second = await read();
    await edit('An edit that nobody has read');
    expect(await approve(second)).toMatchObject({ to: 'approved', changed: false, problem: expect.any(String) });
    expect((await service.agent.get(`${COMMENTS}/${id}`).expect(200)).body.html).toContain('that no moderator');
  });

  it('must name a status that there is', async () => {
    const { id } = (await post(service)).comment;
    await service.agent
      .post(`${MODERATION}/decisions`)
      .set(bearer(service.tokens.admin))
      .send({ decision: 'approve', comments: [id], ifStatus: 'published' })
      .expect(422);
  });
});
