import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Store } from '../../src/store/store.js';
import { bearer, COMMENTS, decide, post, publish, SITE } from '../support/http.js';
import { plant } from '../support/plant.js';
import { type RawAnswer, rawRequest } from '../support/raw-request.js';
import { startTestService, type TestService } from '../support/service.js';

const ARTICLE = 'https://blog.example/read';
let service: TestService;
let one: string;
/** How often the store was asked for comments: an answer from finished bytes asks for none. */
let asked = 0;

beforeAll(async () => {
  service = await startTestService({ settings: { TRUST_PROXY: '1' }, wrapStore: counting });
  one = await publish(service, { article: { url: ARTICLE, title: 'What is read' } });
});
afterAll(() => service.stop());

function counting(store: Store): Store {
  return {
    ...store,
    publishedPage(it) {
      asked += 1;
      return store.publishedPage(it);
    },
    publishedComment(it) {
      asked += 1;
      return store.publishedComment(it);
    },
  };
}

function get(path: string, headers: Record<string, string> = {}): Promise<RawAnswer> {
  return rawRequest(service.url, path, { headers });
}

/** How often the store was asked to answer this. */
async function workOf(path: string, headers: Record<string, string> = {}): Promise<number> {
  const before = asked;
  expect((await get(path, headers)).status).toBe(200);
  return asked - before;
}

const PAGE = '/sites/default/thread';

describe('a finished page', () => {
  it('is the same for every spelling of its query', async () => {
    await get(`${COMMENTS}?article=/read&limit=20`);
    for (const same of ['limit=20&article=/read', 'article=%2Fread&limit=20', 'limit=020&article=/read&order=oldest']) {
      expect([same, await workOf(`${COMMENTS}?${same}`)]).toEqual([same, 0]);
    }
    expect(await workOf(`${COMMENTS}?article=/read&limit=21`)).toBe(1);
  });

  it('is not made anew for what means nothing in its address', async () => {
    for (const path of [`${COMMENTS}/${one}?`, `${PAGE}?article=/read&`, `${PAGE}.html?article=/read&`]) {
      await get(path);
      for (let n = 0; n < 3; n++) expect([path, await workOf(`${path}bust=${n}`)]).toEqual([path, 0]);
    }
  });

  it('is given to whoever shows something that is no token of its', async () => {
    const path = `${COMMENTS}?article=/read`;
    await get(path);
    for (const authorization of ['x', 'Bearer nonsense', `Bearer ${service.tokens.moderator}`]) {
      expect([authorization, await workOf(path, { Authorization: authorization })]).toEqual([authorization, 0]);
    }
  });

  it('of one comment still looks for its author behind an edit token', async () => {
    const { comment, editToken } = await post(service);
    await decide(service, 'approve', comment.id);
    const path = `${COMMENTS}/${comment.id}`;
    await get(path);
    expect(await workOf(path)).toBe(0);
    expect((await get(path, { ...bearer(editToken) })).headers['cache-control']).toBe('no-store');
  });

  it('holds no title that the address names', async () => {
    const path = `${PAGE}?article=/read`;
    await get(`${path}&title=First`);
    for (const title of ['Second', 'Third']) expect(await workOf(`${path}&title=${title}`)).toBe(0);
    expect((await get(`${path}&title=BUY+PILLS`)).text).not.toMatch(/BUY|Second/);
    const unknown = `${PAGE}?article=/unknown&url=https://blog.example/unknown`;
    expect((await get(`${unknown}&title=Mine`)).text).toContain('Mine');
    expect((await get(`${unknown}&title=Yours`)).text).not.toContain('Mine');
    expect((await get(unknown)).text).not.toMatch(/Mine|Yours/);
    expect((await get(`${PAGE}?article=/unknown`)).text).not.toMatch(/Mine|Yours/);
  });

  it('has the same headers when it is made and from finished bytes', async () => {
    const when = ({ headers }: RawAnswer) => {
      const { date: _, connection: __, 'keep-alive': ___, ...rest } = headers;
      return rest;
    };
    for (const path of [
      `${COMMENTS}?article=/read&limit=7`,
      `${PAGE}?article=/read&limit=7`,
      `${SITE}/feed.atom`,
      SITE,
      '/embed.js',
    ]) {
      const first = await get(path);
      expect([path, when(await get(path))]).toEqual([path, when(first)]);
      expect(first.headers['access-control-expose-headers']).toBe('Link, ETag');
    }
  });

  it('is counted and logged alike, made or not', async () => {
    const countedOneByOne = async () => {
      const { text } = await service.agent.get('/metrics').set(bearer(service.tokens.admin)).expect(200);
      return text.split('\n').filter((line) => line.includes('route="listComments"'));
    };
    const counted = await countedOneByOne();
    const lines = service.log.length;
    for (let n = 0; n < 2; n++) await get(`${COMMENTS}?article=/read&limit=8`);
    expect(service.log.slice(lines)).toEqual([]);
    expect(await countedOneByOne()).toEqual(counted);
  });
});

describe('pages made anew', () => {
  it('are limited for each network, while what is finished and others are answered', async () => {
    const from = (address: string) => ({ 'X-Forwarded-For': address });
    await get(`${COMMENTS}?article=/read`);
    let made = 0;
    let refused: RawAnswer | null = null;
    while (refused === null && made < 5000) {
      made += 1;
      const answer = await get(`${COMMENTS}?article=/none-${made}`, from('192.0.2.1'));
      if (answer.status !== 200) refused = answer;
    }
    expect(refused?.status).toBe(429);
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0);
    expect((await get(`${COMMENTS}?article=/read`, from('192.0.2.1'))).status).toBe(200);
    expect((await get(`${COMMENTS}?article=/none-0`, from('192.0.2.2'))).status).toBe(200);
    const busy = { article: { url: 'https://blog.example/busy' } };
    await publish(service, busy);
    await get(`${COMMENTS}?article=/busy`, from('192.0.2.2'));
    await publish(service, busy);
    expect((await get(`${COMMENTS}?article=/busy`, from('192.0.2.1'))).status).toBe(200);
    service.clock.advance(60_000);
    expect((await get(`${COMMENTS}?article=/none-0-later`, from('192.0.2.1'))).status).toBe(200);
  });

  it('by one network, with a thousand addresses, headers and encodings, cost nobody else a hit', async () => {
    await plant(service, Array(12).fill({ body: '<a@b.c>\n'.repeat(1250), url: 'https://blog.example/long' }));
    const others = Array.from({ length: 20 }, (_, n) => `${COMMENTS}?article=/read&limit=${n + 100}`);
    for (const [n, path] of others.entries()) await get(path, { 'X-Forwarded-For': `198.51.100.${n}` });
    const statuses = new Set<number>();
    let made = 0;
    for (let n = 0; n < 1000; n++) {
      const asks = [
        `${COMMENTS}?article=/long`,
        `${PAGE}?article=/long&title=${n}`,
        `${PAGE}.html?article=/long&x=${n}`,
      ];
      const before = asked;
      const { status } = await get(`${asks[n % 3]}&limit=${1 + (n % 200)}&order=${n % 2 ? 'oldest' : 'newest'}`, {
        'X-Forwarded-For': '203.0.113.1',
        'Accept-Encoding': `${['br', 'gzip', 'identity'][n % 3]}, x-${n}`,
        ...(n % 2 === 0 && bearer(`token ${n}`)),
      });
      statuses.add(status);
      made += asked - before;
    }
    expect([...statuses].sort()).toEqual([200, 429]);
    expect(made).toBeLessThan(50);
    for (const [n, path] of others.entries())
      expect([path, await workOf(path, { 'X-Forwarded-For': `198.51.100.${n}` })]).toEqual([path, 0]);
  });
});
