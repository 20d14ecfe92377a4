import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { STATUSES, type Status } from '../../src/domain/comment.js';
import type { Audit, Queue, Summary } from '../../src/http/api/shapes.js';
import { bearer } from '../support/http.js';
import { plant } from '../support/plant.js';
import { fc, runs } from '../support/properties.js';
import { startTestService, type TestService } from '../support/service.js';

/** What a test knows of a comment, in the order of coming. */
interface Known {
  readonly id: string;
  readonly site: string;
  readonly status: Status;
  readonly word: string;
  readonly score: number;
}

const SLUGS = ['default', 'second', 'third'];
const WORDS = ['apple', 'pear'];
/** Few, so that many comments are equally suspicious. */
const SCORES = [0.2, 0.2, 0.5, 0.97];

describe('all sites at once', () => {
  let service: TestService;
  let all: Known[];

  async function ask<Body>(path: string, query: object = {}, token = service.tokens.admin): Promise<Body> {
    const request = service.agent.get(`/api/v1/moderation${path}`).query(query).set(bearer(token));
    return (await request.expect(200)).body as Body;
  }

  beforeAll(async () => {
    service = await startTestService();
    const siteIds = [1, (await service.addSite('second')).id, (await service.addSite('third')).id];
    const seeds = Array.from({ length: 60 }, (_, n) => ({
      ...{ site: n % 7 === 0 ? 2 : n % 3, status: STATUSES[(n >> 1) % 4] as Status },
      ...{ word: WORDS[n % 2] as string, score: SCORES[(n * 7) % 4] as number },
    }));
    const ids = await plant(
      service,
      seeds.map(({ site, status, word }, n) => ({
        ...{
          url: `https://blog.example/article-${n % 5}`,
          body: `${word} ${n}`,
          status,
          siteId: siteIds[site] as number,
        },
      })),
    );
    all = seeds.map((seed, n) => ({ ...seed, id: ids[n] as string, site: SLUGS[seed.site] as string }));
    const { comments } = await service.store.queuePageOfSites({
      ...{ siteIds, status: 'all', words: null, order: 'oldest', limit: 100, after: null },
    });
    await service.store.keepOpinions({
      opinions: comments.map(({ seq, revision, id }) => ({
        ...{ seq, revision, reasons: '[]', score: all.find((one) => one.id === id)?.score ?? 0 },
      })),
    });
  });
  afterAll(() => service?.stop());

  const orders = {
    newest: (list: Known[]) => list.reverse(),
    oldest: (list: Known[]) => list,
    suspicious: (list: Known[]) => list.reverse().sort((a, b) => b.score - a.score),
  };

  it('are gone through in every order, each comment once and with its site, wherever a page ends', async () => {
    const queries = fc.record({
      order: fc.constantFrom(...(['newest', 'oldest', 'suspicious'] as const)),
      status: fc.constantFrom(...STATUSES, 'all' as const),
      q: fc.constantFrom('', ...WORDS),
      limit: fc.integer({ min: 1, max: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(queries, async (query) => {
        const fitting = all.filter(
          ({ status, word }) => (query.status === 'all' || query.status === status) && word.startsWith(query.q),
        );
        const seen: { id: string; site: string }[] = [];
        for (let cursor: string | null = ''; cursor !== null; ) {
          const page: Queue = await ask<Queue>('/comments', { ...query, ...(cursor !== '' && { cursor }) });
          expect([page.total, page.totalIsCapped]).toEqual([fitting.length, false]);
          seen.push(...page.comments);
          cursor = page.next;
        }
        const expected = orders[query.order]([...fitting]);
        expect(seen.map(({ id, site }) => `${site} ${id}`)).toEqual(expected.map(({ id, site }) => `${site} ${id}`));
      }),
      { numRuns: runs(40) },
    );
  });

  it('have their numbers added, and the oldest of all that is pending', async () => {
    const { counts, oldestPendingAt, days } = await ask<Summary>('/summary');
    const count = (of: Status) => all.filter(({ status }) => status === of).length;
    expect(counts).toEqual(Object.fromEntries(STATUSES.map((status) => [status, count(status)])));
    const [oldest] = (await ask<Queue>('/comments', { order: 'oldest', limit: 1 })).comments;
    expect(oldestPendingAt).toBe(oldest?.createdAt);
    expect(days).toHaveLength(30);
  });

  it('have one audit, newest first, in which each entry names its site', async () => {
    const { site, id } = all.find((one) => one.status === 'pending' && one.site === 'third') as Known;
    await service.agent
      .post(`/api/v1/sites/${site}/moderation/decisions`)
      .set(bearer(service.tokens.admin))
      .send({ decision: 'approve', comments: [id] })
      .expect(200);
    const sites: (string | null)[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Audit = await ask<Audit>('/audit', { limit: 7, ...(cursor !== '' && { cursor }) });
      if (cursor === '') expect(page.entries[0]).toMatchObject({ action: 'approve', site: 'third', comment: id });
      sites.push(...page.entries.map((entry) => entry.site));
      cursor = page.next;
    }
    expect(sites.length).toBe(all.length + 1);
    expect(new Set(sites)).toEqual(new Set(SLUGS));
    await service.agent
      .post(`/api/v1/sites/${site}/moderation/decisions`)
      .set(bearer(service.tokens.admin))
      .send({ decision: 'hold', comments: [id] })
      .expect(200);
  });

  it('are not for a token of one site, nor for one of a blog', async () => {
    for (const path of ['/comments', '/summary', '/audit']) {
      const get = (token: string) => service.agent.get(`/api/v1/moderation${path}`).set(bearer(token));
      await get(service.tokens.moderator).expect(403);
      await get(await service.newToken('blog').then(({ token }) => token)).expect(403);
      await service.agent.get(`/api/v1/moderation${path}`).expect(401);
      const { token } = await service.newToken('moderator', { site: null });
      await get(token).expect(200);
    }
  });

  it('are not narrowed to an article or an author, which are one site’s: such a parameter is refused', async () => {
    for (const query of [{ article: '/article-1' }, { author: all[0]?.id }]) {
      await service.agent.get('/api/v1/moderation/comments').query(query).set(bearer(service.tokens.admin)).expect(422);
    }
  });
});
