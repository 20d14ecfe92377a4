import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bearer, decide, MODERATION, post } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;

beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

describe('the look at an email', () => {
  it('gives the address, and stands in the history and the audit', async () => {
    const { comment } = await post(service, { author: { name: 'Ada', email: 'Ada.Lovelace@Example.org' } });
    const { body, headers } = await service.agent
      .get(`${MODERATION}/comments/${comment.id}/email`)
      .set(bearer(service.tokens.moderator))
      .expect(200);
    expect(body).toEqual({ email: 'ada.lovelace@example.org' });
    expect(headers['cache-control']).toBe('no-store');
    const look = expect.objectContaining({ actor: 'the moderator', action: 'reveal-email', comment: comment.id });
    const seen = await service.agent
      .get(`${MODERATION}/comments/${comment.id}`)
      .set(bearer(service.tokens.moderator))
      .expect(200);
    expect(seen.body.history).toEqual([look]);
    const audit = await service.agent.get(`${MODERATION}/audit?limit=1`).set(bearer(service.tokens.moderator));
    expect(audit.body.entries).toEqual([look]);
  });

  it('is the only answer that holds an address', async () => {
    const email = 'hidden-from-lists@example.org';
    const { comment } = await post(service, { author: { name: 'Ada', email } });
    await decide(service, 'approve', comment.id);
    for (const path of ['/comments?status=all&limit=200', `/comments/${comment.id}`, '/audit', '/summary']) {
      const { text } = await service.agent
        .get(`${MODERATION}${path}`)
        .set(bearer(service.tokens.moderator))
        .expect(200);
      expect(text).not.toContain('hidden-from-lists');
    }
  });
});
