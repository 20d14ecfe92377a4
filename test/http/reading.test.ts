import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bearer, COMMENTS, decide, post, publish, SITE } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;

beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

interface Page {
  readonly article: Record<string, unknown>;
  readonly comments: { readonly id: string; readonly parent: string | null; readonly replies: number }[];
  readonly next: string | null;
}

async function list(query: Record<string, unknown>): Promise<Page> {
  return (await service.agent.get(COMMENTS).query(query).expect(200)).body as Page;
}

const ids = ({ comments }: Page) => comments.map(({ id }) => id);
const on = (path: string, parent?: string) => ({
  article: { url: `https://blog.example${path}`, title: path },
  parent,
});

describe('the list of an article', () => {
  it('holds threads by age, each with its answers behind their parents, and nothing that is not published', async () => {
    const write = (parent?: string) => publish(service, on('/list', parent));
    const a = await write();
    const a1 = await write(a);
    const b = await write();
    const a2 = await write(a);
    const a11 = await write(a1);
    const b1 = await write(b);
    const c = await write();
    await post(service, on('/list'));
    await post(service, on('/list', a));
    for (const decision of ['spam', 'trash'] as const) {
      await decide(service, decision, (await post(service, on('/list', b))).comment.id);
    }
    const oldest = await list({ article: '/list' });
    expect(ids(oldest)).toEqual([a, a1, a11, a2, b, b1, c]);
    expect(oldest.comments.map(({ replies }) => replies)).toEqual([3, 1, 0, 0, 1, 0, 0]);
    expect(oldest.comments.map(({ parent }) => parent)).toEqual([null, a, a1, a, null, b, null]);
    expect(oldest.article).toEqual({
      key: '/list',
      url: 'https://blog.example/list',
      title: '/list',
      open: true,
      count: 7,
    });
    expect(oldest.next).toBe(null);
    expect(ids(await list({ article: '/list', order: 'oldest' }))).toEqual(ids(oldest));
    expect(ids(await list({ article: '/list', order: 'newest' }))).toEqual([c, b, b1, a, a1, a11, a2]);
    expect(ids(await list({ article: '/list', thread: a }))).toEqual([a1, a11, a2]);
    expect(ids(await list({ article: '/list', thread: c }))).toEqual([]);
  });

  it('keeps an answer whose parent is no longer published, below an empty place, until the parent comes back', async () => {
    const top = await publish(service, on('/branches'));
    const middle = await publish(service, on('/branches', top));
    const leaf = await publish(service, on('/branches', middle));
    await decide(service, 'hold', middle);
    const without = await list({ article: '/branches' });
    expect(ids(without)).toEqual([top, middle, leaf]);
    expect(without.comments[1]).toMatchObject({ author: null, html: '', removed: 'moderator', replies: 1 });
    expect(without.article.count).toBe(2);
    expect(without.comments[0]?.replies).toBe(1);
    await service.agent.get(`${COMMENTS}/${leaf}`).expect(200);
    await decide(service, 'approve', middle);
    expect(ids(await list({ article: '/branches' }))).toEqual([top, middle, leaf]);
    await service.agent.get(`${COMMENTS}/${leaf}`).expect(200);
  });

  it('is empty for an article that nobody has commented on, and for one without published comments', async () => {
    expect(await list({ article: '/never' })).toEqual({
      article: { key: '/never', url: null, title: null, open: true, count: 0 },
      comments: [],
      next: null,
    });
    await post(service, on('/waiting'));
    expect((await list({ article: '/waiting' })).comments).toEqual([]);
    expect((await list({ article: '/never', thread: '019a7d5e-0000-7000-8000-000000000000' })).comments).toEqual([]);
    expect((await list({ article: '/list', thread: '019a7d5e-0000-7000-8000-000000000000' })).comments).toEqual([]);
    expect((await list({ article: 'a\u0000b' })).comments).toEqual([]);
  });

  it('finds an article however its path is encoded in the query', async () => {
    const id = await publish(service, on('/caf\u00e9/\u00fc?'));
    for (const key of ['/caf\u00e9/\u00fc', '/caf%C3%A9/%C3%BC', '/caf%c3%a9/%c3%bc']) {
      expect(ids(await list({ article: key }))).toEqual([id]);
      expect((await list({ article: key })).article.key).toBe('/caf%C3%A9/%C3%BC');
    }
    const raw = await service.agent.get(`${COMMENTS}?article=/caf%C3%A9/%C3%BC`).expect(200);
    expect(ids(raw.body)).toEqual([id]);
    expect((await list({ article: '/CAF%C3%89/%C3%9C' })).comments).toEqual([]);
  });

  it('says whether the article takes comments', async () => {
    await publish(service, on('/open'));
    await service.agent
      .patch(`${SITE}/articles`)
      .set(bearer(service.tokens.moderator))
      .send({ article: '/open', open: false })
      .expect(200);
    expect((await list({ article: '/open' })).article.open).toBe(false);
  });

  it('brings at most 100 answers with a thread, and the true number; the thread itself has them all', async () => {
    const top = await publish(service, on('/long'));
    const answers: string[] = [];
    for (let n = 0; n < 103; n++) answers.push((await post(service, on('/long', top))).comment.id);
    await decide(service, 'approve', ...answers);
    const page = await list({ article: '/long' });
    expect(ids(page)).toEqual([top, ...answers.slice(0, 100)]);
    expect(page.comments[0]?.replies).toBe(103);
    expect(page.next).toBe(null);
    const all = await list({ article: '/long', thread: top, limit: 200 });
    expect(ids(all)).toEqual(answers);
    const first = await list({ article: '/long', thread: top });
    expect(ids(first)).toEqual(answers.slice(0, 50));
    expect(ids(await list({ article: '/long', thread: top, cursor: first.next }))).toEqual(answers.slice(50, 100));
  });
});

describe('a page of a list', () => {
  it('has at most 500 comments in all, and says where it goes on', async () => {
    const all: string[] = [];
    for (let n = 0; n < 7; n++) {
      const top = await publish(service, on('/busy'));
      const answers: string[] = [];
      for (let m = 0; m < 102; m++) answers.push((await post(service, on('/busy', top))).comment.id);
      await decide(service, 'approve', ...answers);
      all.push(top, ...answers.slice(0, 100));
    }
    for (const order of ['oldest', 'newest']) {
      const first = await list({ article: '/busy', limit: 200, order });
      expect(first.comments).toHaveLength(4 * 101);
      expect(first.next).not.toBe(null);
      const second = await list({ article: '/busy', limit: 200, order, cursor: first.next });
      expect(second.next).toBe(null);
      expect([...ids(first), ...ids(second)].sort()).toEqual([...all].sort());
      for (const top of [...first.comments, ...second.comments].filter(({ parent }) => parent === null)) {
        expect(top.replies).toBe(102);
      }
    }
  });
});

describe('the parameters of a list', () => {
  const wrong = async (query: string) => {
    const { body } = await service.agent.get(`${COMMENTS}?${query}`).expect(422);
    return body.errors as { pointer: string; detail: string }[];
  };

  it('are none that the list does not know', async () => {
    expect(await wrong('article=/a&bust=1')).toEqual([{ pointer: '/query/bust', detail: 'is not known here' }]);
    await service.agent.get(`${SITE}/counts?article=/a&articel=/b`).expect(422);
    await service.agent.get(`/sites/default/thread?article=/a&utm_source=x`).expect(200);
    await service.agent.get(`${SITE}/feed.atom?article=/a&utm_source=x`).expect(200);
  });

  it('name the article, also by its full URL', async () => {
    const id = await publish(service, on('/by/url'));
    for (const url of ['https://blog.example/by/url', 'https://blog.example/by/url?utm_source=x#comments']) {
      const page = await list({ article: url });
      expect([page.article.key, ids(page)]).toEqual(['/by/url', [id]]);
      const { body } = await service.agent.get(`${SITE}/counts`).query({ article: url }).expect(200);
      expect(body.counts).toEqual({ [url]: 1 });
    }
  });

  it('name the article', async () => {
    expect(await wrong('')).toEqual([{ pointer: '/query/article', detail: 'is missing' }]);
    expect(await wrong('article=')).toEqual([{ pointer: '/query/article', detail: 'must not be empty' }]);
    expect(await wrong('article=/a&article=/b')).toEqual([{ pointer: '/query/article', detail: 'must be a string' }]);
    expect(await wrong(`article=${'a'.repeat(513)}`)).toEqual([
      { pointer: '/query/article', detail: 'must have at most 512 characters' },
    ]);
    await list({ article: '\u{1F984}'.repeat(512) });
  });

  it('have a limit from 1 to 200', async () => {
    await list({ article: '/a', limit: 1 });
    await list({ article: '/a', limit: 200 });
    for (const limit of ['0', '201', '-1', '1.5', 'ten', '', ' ', 'NaN', 'Infinity', '1e99', '5&limit=6']) {
      const errors = await wrong(`article=/a&limit=${limit}`);
      expect([limit, errors.map(({ pointer }) => pointer)]).toEqual([limit, ['/query/limit']]);
    }
  });

  it('have an order and a thread of a known form, and all that is wrong is named at once', async () => {
    expect((await wrong('article=/a&order=random'))[0]?.detail).toBe('must be one of: oldest, newest');
    expect(await wrong('article=/a&thread=x')).toEqual([{ pointer: '/query/thread', detail: 'is not an id' }]);
    expect((await wrong('order=x&limit=0&thread=')).map(({ pointer }) => pointer)).toEqual([
      '/query/article',
      '/query/order',
      '/query/thread',
      '/query/limit',
    ]);
  });
});

describe('one comment', () => {
  it('is there when it is published, under any spelling of nothing but its id', async () => {
    const id = await publish(service, on('/one'));
    const { body } = await service.agent.get(`${COMMENTS}/${id}`).expect(200);
    expect(body).toEqual((await list({ article: '/one' })).comments[0]);
    for (const wrong of [id.toUpperCase(), `${id}x`, id.slice(1), 'x', '%00', id.replace(/-/g, '')]) {
      await service.agent.get(`${COMMENTS}/${wrong}`).expect(404);
    }
    await service.addSite('other');
    await service.agent.get(`/api/v1/sites/other/comments/${id}`).expect(404);
    await service.agent.get(`/api/v1/sites/nowhere/comments/${id}`).expect(404);
  });
});

describe('what is published', () => {
  it('shows of its author the name, the website and a drawing, and of the machine nothing', async () => {
    const id = await publish(service, {
      author: { name: 'Ada', email: 'ada@example.org', url: 'https://ada.example' },
    });
    const { body } = await service.agent.get(`${COMMENTS}/${id}`).expect(200);
    expect(Object.keys(body)).toEqual([
      ...['id', 'article', 'parent', 'author', 'html', 'createdAt', 'editedAt', 'status', 'replies'],
    ]);
    expect(body.author).toEqual({
      name: 'Ada',
      url: 'https://ada.example/',
      avatar: expect.stringMatching(/^\/avatars\/[0-9a-f]{16}\.svg$/),
      verified: false,
    });
    await service.agent.get(body.author.avatar).expect(200);
  });
});
