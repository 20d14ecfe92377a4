import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bearer, decide, MODERATION, post } from '../support/http.js';
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

  it('must name a status that there is', async () => {
    const { id } = (await post(service)).comment;
    await service.agent
      .post(`${MODERATION}/decisions`)
      .set(bearer(service.tokens.admin))
      .send({ decision: 'approve', comments: [id], ifStatus: 'published' })
      .expect(422);
  });
});
