import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decide, post, publish, SITE } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;

beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const on = (path: string, parent?: string) => ({ article: { url: `https://blog.example${path}` }, parent });

async function counts(...articles: string[]): Promise<Record<string, number>> {
  const { body } = await service.agent.get(`${SITE}/counts`).query({ article: articles }).expect(200);
  expect(Object.keys(body)).toEqual(['counts']);
  return body.counts;
}

describe('counts', () => {
  it('hold published comments only, answers included, and 0 for articles that nobody knows', async () => {
    const top = await publish(service, on('/a'));
    await publish(service, on('/a', top));
    await post(service, on('/a'));
    await publish(service, on('/b'));
    expect(await counts('/a', '/b', '/unknown')).toEqual({ '/a': 2, '/b': 1, '/unknown': 0 });
    await decide(service, 'hold', top);
    // What hangs below it stays.
    expect(await counts('/a')).toEqual({ '/a': 1 });
  });

  it('are given under the very names that were asked for', async () => {
    await publish(service, on('/caf\u00e9'));
    expect(await counts('/caf\u00e9', '/caf%C3%A9', '/caf%c3%a9', '/CAF%C3%89')).toEqual({
      '/caf\u00e9': 1,
      '/caf%C3%A9': 1,
      '/caf%c3%a9': 1,
      '/CAF%C3%89': 0,
    });
  });

  it('are right for names that objects have already', async () => {
    const odd = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '\u0000', '"', '\u{1F984}', ' '];
    const { text } = await service.agent.get(`${SITE}/counts`).query({ article: odd }).expect(200);
    const entries = Object.entries(JSON.parse(text).counts);
    expect(entries).toEqual(odd.map((name) => [name, 0]));
    await publish(service, { article: { url: 'https://blog.example/x', key: '__proto__' } });
    const known = await service.agent
      .get(`${SITE}/counts`)
      .query({ article: ['__proto__'] })
      .expect(200);
    expect(known.text).toBe('{"counts":{"__proto__":1}}');
  });

  it('are those of the site that is asked', async () => {
    await service.addSite('other');
    await publish(service, on('/here'));
    const { body } = await service.agent.get('/api/v1/sites/other/counts').query({ article: '/here' }).expect(200);
    expect(body.counts).toEqual({ '/here': 0 });
    await service.agent.get('/api/v1/sites/nowhere/counts').query({ article: '/here' }).expect(404);
  });

  it('take none, one and up to 100 articles, and refuse 101', async () => {
    const names = Array.from({ length: 101 }, (_, n) => `/n${n}`);
    expect(await counts()).toEqual({});
    expect(await counts('/n1')).toEqual({ '/n1': 0 });
    expect(Object.keys(await counts(...names.slice(0, 100)))).toHaveLength(100);
    for (const asked of [names, Array.from({ length: 1200 }, () => 'a')]) {
      const { body } = await service.agent.get(`${SITE}/counts`).query({ article: asked }).expect(422);
      expect(body.errors).toEqual([{ pointer: '/query/article', detail: 'must be named at most 100 times' }]);
    }
  });

  it('take an article once for all when it is named several times', async () => {
    await publish(service, on('/twice'));
    expect(await counts('/twice', '/twice')).toEqual({ '/twice': 1 });
  });

  it('say which name is too long or empty', async () => {
    const wrong = async (...articles: string[]) =>
      (await service.agent.get(`${SITE}/counts`).query({ article: articles }).expect(422)).body.errors;
    const detail = 'must have at most 512 characters';
    expect(await wrong('a'.repeat(513))).toEqual([{ pointer: '/query/article', detail }]);
    expect(await wrong('/a', 'a'.repeat(513))).toEqual([{ pointer: '/query/article/1', detail }]);
    expect(await wrong('/a', '')).toEqual([{ pointer: '/query/article/1', detail: 'must not be empty' }]);
  });
});
