import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bearer, decide, MODERATION, post, publish, SITE } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';

const DAY = 24 * 3_600_000;

let service: TestService;
beforeEach(async () => {
  service = await startTestService();
  for (const path of ['/first', '/second', '/third'])
    await publish(service, { article: { url: `https://blog.example${path}`, title: `The ${path.slice(1)}` } });
});
afterEach(() => service.stop());

async function list(query: Record<string, unknown> = {}) {
  const { body, headers } = await service.agent
    .get(`${SITE}/articles`)
    .query(query)
    .set(bearer(service.tokens.moderator))
    .expect(200);
  return { ...body, link: headers.link };
}

const keysOf = ({ articles }: { articles: { key: string }[] }) => articles.map(({ key }) => key);

describe('the list of articles', () => {
  it('has those with the newest comments first, and pages on', async () => {
    const first = await list({ limit: 2 });
    expect(keysOf(first)).toEqual(['/third', '/second']);
    expect(first.link).toContain('rel="next"');
    const second = await list({ limit: 2, cursor: first.next });
    expect(keysOf(second)).toEqual(['/first']);
    expect(second.next).toBeNull();
    await post(service, { article: { url: 'https://blog.example/first' } });
    expect(keysOf(await list({ limit: 1 }))).toEqual(['/first']);
  });

  it('tells of each what readers see, its counts, and whether it is open', async () => {
    const article = { url: 'https://blog.example/counted', title: 'Counted' };
    await publish(service, { article });
    const { comment } = await post(service, { article });
    await decide(service, 'spam', comment.id);
    const at = new Date(service.clock.now()).toISOString();
    const [counted] = (await list({ q: 'COUNTED' })).articles;
    expect(counted).toEqual({
      ...{ key: '/counted', url: article.url, title: 'Counted', open: true, said: null, closesAt: null },
      counts: { approved: 1, pending: 0, spam: 1 },
      activeAt: at,
      createdAt: new Date(service.clock.now() - 1).toISOString(),
    });
  });

  it('says when an age closes an article, and what was said of it in spite of that', async () => {
    const days = { closeAfterDays: 7 };
    await service.agent.patch(`${MODERATION}/settings`).set(bearer(service.tokens.admin)).send(days).expect(200);
    await publish(service, { article: { url: 'https://blog.example/young' } });
    const closesAt = new Date(service.clock.now() + 7 * DAY).toISOString();
    expect((await list({ q: 'young' })).articles).toMatchObject([{ open: true, said: null, closesAt }]);
    for (const [open, said] of [
      [false, 'closed'],
      [true, 'open'],
    ] as const) {
      const change = { article: '/young', open };
      await service.agent.patch(`${SITE}/articles`).set(bearer(service.tokens.moderator)).send(change).expect(200);
      expect((await list({ q: 'young' })).articles).toMatchObject([{ open, said, closesAt }]);
    }
  });

  it('looks for words in 5,000 articles at a time, and goes on behind them', async () => {
    const { store, clock } = service;
    const by = { siteId: 1, open: true, actor: 'operator', now: clock.now() + 1 };
    await Promise.all(Array.from({ length: 5001 }, (_, n) => store.changeArticle({ ...by, key: `/many/${n}` })));
    const first = await list({ q: 'second' });
    expect(first.articles).toEqual([]);
    const second = await list({ q: 'second', cursor: first.next });
    expect(keysOf(second)).toEqual(['/second']);
    expect(second.next).toBeNull();
  });

  it.each([{ limit: 0 }, { q: 'x'.repeat(501) }, { order: 'oldest' }])('refuses %j', async (query) => {
    await service.agent.get(`${SITE}/articles`).query(query).set(bearer(service.tokens.moderator)).expect(422);
  });

  it('refuses a cursor that it did not give', async () => {
    const { status } = await service.agent
      .get(`${SITE}/articles?cursor=nonsense`)
      .set(bearer(service.tokens.moderator));
    expect([400, 422]).toContain(status);
  });
});
