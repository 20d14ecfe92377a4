import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aComment, bearer, COMMENTS, decide, MODERATION, post, publish, SITE } from '../support/http.js';
import type { ManualClock } from '../support/manual-clock.js';
import { startTestService, type TestService } from '../support/service.js';

interface Listed {
  readonly comments: { readonly id: string; readonly status: string; readonly [property: string]: unknown }[];
  readonly next: string | null;
  readonly total: number;
  readonly totalIsCapped: boolean;
}

const UNKNOWN = '01890000-0000-7000-8000-000000000000';

let service: TestService;
let clock: ManualClock;

async function list(query: Record<string, string | number> = {}): Promise<Listed> {
  const request = service.agent.get(`${MODERATION}/comments`).query(query).set(bearer(service.tokens.moderator));
  return (await request.expect(200)).body as Listed;
}

async function idsOf(query: Record<string, string | number>): Promise<string[]> {
  return (await list(query)).comments.map(({ id }) => id);
}

function one(id: string) {
  return service.agent.get(`${MODERATION}/comments/${id}`).set(bearer(service.tokens.moderator));
}

beforeAll(async () => {
  service = await startTestService();
  clock = service.clock;
});
afterAll(() => service.stop());

describe("the moderators' list", () => {
  const article = { url: 'https://blog.example/list', title: 'Lists' };
  const wanted = { article: '/list' };
  const ids: string[] = [];

  beforeAll(async () => {
    for (let n = 0; n < 5; n++) ids.push((await post(service, { article })).comment.id);
    await decide(service, 'approve', ids[1]!);
    await decide(service, 'spam', ids[2]!);
    await decide(service, 'trash', ids[3]!);
    // What waits is judged again after decisions; the order of suspicion stands once it has been.
    await service.work();
  });

  it('shows what is pending when no status is asked for, newest first', async () => {
    expect(await idsOf(wanted)).toEqual([ids[4], ids[0]]);
  });

  it.each([
    ['pending', [4, 0]],
    ['approved', [1]],
    ['spam', [2]],
    ['trash', [3]],
    ['all', [4, 3, 2, 1, 0]],
  ] as const)('shows the status %s alone', async (status, expected) => {
    const { comments, total, totalIsCapped } = await list({ ...wanted, status });
    expect(comments.map(({ id }) => id)).toEqual(expected.map((n) => ids[n]));
    expect({ total, totalIsCapped }).toEqual({ total: expected.length, totalIsCapped: false });
  });

  it.each(['oldest', 'newest', 'suspicious'] as const)(
    'pages through the order %s without a gap or a repeat',
    async (order) => {
      const all = await idsOf({ ...wanted, status: 'all', order });
      expect(new Set(all)).toEqual(new Set(ids));
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page: Listed = await list({ ...wanted, status: 'all', order, limit: 2, ...(cursor && { cursor }) });
        expect(page.comments.length).toBeLessThanOrEqual(2);
        expect(page.total).toBe(5);
        seen.push(...page.comments.map(({ id }) => id));
        cursor = page.next;
      } while (cursor !== null);
      expect(seen).toEqual(all);
    },
  );

  it('puts the oldest first when asked', async () => {
    expect(await idsOf({ ...wanted, status: 'all', order: 'oldest' })).toEqual(ids);
  });

  it('names the next page in a Link header that can be followed, and none on the last page', async () => {
    const first = await service.agent
      .get(`${MODERATION}/comments?status=all&article=%2Flist&limit=3`)
      .set(bearer(service.tokens.moderator));
    const [, target = ''] = /^<([^>]+)>; rel="next"$/.exec(String(first.headers.link)) ?? [];
    const second = await service.agent.get(target).set(bearer(service.tokens.moderator)).expect(200);
    expect(second.body.comments.map(({ id }: { id: string }) => id)).toEqual([ids[1], ids[0]]);
    expect(second.body.next).toBeNull();
    expect(second.headers.link).toBeUndefined();
  });

  it('finds words in the body, the name and the URL', async () => {
    const body = (await post(service, { body: 'A heron stood in the pond' })).comment.id;
    const name = (await post(service, { author: { name: 'Heron Smith', email: 'smith@example.org' } })).comment.id;
    const author = { name: 'Bo', email: 'bo@example.org', url: 'https://heron.example/' };
    const url = (await post(service, { author })).comment.id;
    expect(await idsOf({ q: 'heron' })).toEqual([url, name, body]);
    expect(await idsOf({ q: 'heron', status: 'spam' })).toEqual([]);
    expect(await idsOf({ q: 'heron pond' })).toEqual([body]);
  });

  it('finds nothing by signs that nobody can search for, and everything by blanks', async () => {
    expect((await list({ q: '!?"*(' })).comments).toEqual([]);
    expect((await list({ q: '  ' })).total).toBe((await list()).total);
  });

  it('takes search operators for words', async () => {
    await post(service, { body: 'neither near nor far' });
    expect(await idsOf({ q: 'near OR scope:' })).toEqual([]);
    expect(await idsOf({ q: 'body:(near' })).toEqual([]);
  });

  it('shows everything by whoever wrote a comment, under whatever name', async () => {
    const email = 'eve@example.org';
    const first = (await post(service, { author: { name: 'Eve', email } })).comment.id;
    const second = (await post(service, { author: { name: 'Evelyn', email } })).comment.id;
    await decide(service, 'spam', second);
    expect(await idsOf({ author: first, status: 'all' })).toEqual([second, first]);
    expect(await idsOf({ author: second })).toEqual([first]);
  });

  it('shows of an author without an email the comment that was named, and no other', async () => {
    await service.addSite('nameless', { emailRequired: false });
    const article = { url: 'https://nameless.example/x' };
    const author = { name: 'Nobody' };
    const { comment } = await post(service, { article, author }, 'nameless');
    await post(service, { article, author, body: 'By somebody else of that name' }, 'nameless');
    const { token } = await service.newToken('moderator', { site: 'nameless' });
    const list = async (query: string) => {
      const at = `/api/v1/sites/nameless/moderation/comments?author=${comment.id}&${query}`;
      const { body } = await service.agent.get(at).set(bearer(token)).expect(200);
      return { ids: body.comments.map(({ id }: { id: string }) => id), total: body.total };
    };
    expect(await list('status=all')).toEqual({ ids: [comment.id], total: 1 });
    expect(await list('status=pending')).toEqual({ ids: [comment.id], total: 1 });
    expect(await list('status=spam')).toEqual({ ids: [], total: 0 });
  });

  it('knows no author of a comment that does not exist', async () => {
    const request = service.agent.get(`${MODERATION}/comments`).query({ author: UNKNOWN });
    await request.set(bearer(service.tokens.moderator)).expect(404);
  });

  it('is empty for an article that nobody has commented on', async () => {
    expect(await list({ article: '/nothing-here', status: 'all' })).toEqual({
      comments: [],
      next: null,
      total: 0,
      totalIsCapped: false,
    });
  });

  it('shows nothing of another site', async () => {
    await service.addSite('other');
    await post(service, { article: { url: 'https://other.example/list' } }, 'other');
    expect(await idsOf({ article: '/list', status: 'all' })).toEqual([...ids].reverse());
    const { token } = await service.newToken('moderator', { site: 'other' });
    const { body } = await service.agent.get('/api/v1/sites/other/moderation/comments').set(bearer(token)).expect(200);
    expect(body.total).toBe(1);
  });

  it.each([
    ['status=published', '/query/status'],
    ['order=random', '/query/order'],
    ['limit=0', '/query/limit'],
    ['limit=201', '/query/limit'],
    ['limit=many', '/query/limit'],
    ['author=me', '/query/author'],
    ['cursor=nonsense', '/query/cursor'],
    [`cursor=${Buffer.from('["a",1]').toString('base64url')}`, '/query/cursor'],
    ['article=', '/query/article'],
    ['status=spam&status=trash', '/query/status'],
    ['statu=spam', '/query/statu'],
  ])('refuses %s and says where it is wrong', async (query, pointer) => {
    const response = await service.agent
      .get(`${MODERATION}/comments?${query}`)
      .set(bearer(service.tokens.moderator))
      .expect(422);
    expect(response.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([pointer]);
  });
});

describe('a comment as moderators see it', () => {
  it('holds all that there is, with the email masked', async () => {
    clock.advance(1000);
    const { comment } = await service.agent
      .post(`${SITE}/comments`)
      .set({ 'User-Agent': 'Reader/1.0', Referer: 'https://blog.example/front' })
      .send(
        aComment({
          article: { url: 'https://blog.example/seen?page=1#top', title: 'Seen' },
          author: { name: 'Ada', email: 'Anna@Example.org', url: 'https://ada.example/' },
          body: '*Hello*',
        }),
      )
      .expect(201)
      .then(({ body }) => body);
    const { body } = await one(comment.id).expect(200);
    expect(body).toEqual({
      id: comment.id,
      site: 'default',
      article: '/seen',
      articleUrl: 'https://blog.example/seen',
      articleTitle: 'Seen',
      parent: null,
      author: {
        name: 'Ada',
        email: 'a••@e•••••.org',
        url: 'https://ada.example/',
        avatar: expect.stringMatching(/^\/avatars\/[0-9a-f]{16}\.svg$/),
        verified: false,
        unproven: false,
        looksLike: null,
      },
      body: '*Hello*',
      html: '<p><em>Hello</em></p>',
      proposed: null,
      createdAt: new Date(clock.now()).toISOString(),
      editedAt: null,
      status: 'pending',
      revision: 1,
      replies: 0,
      client: { ip: '127.0.0.1', userAgent: 'Reader/1.0', referrer: 'https://blog.example/front' },
      verdict: {
        by: 'local',
        outcome: 'unchecked',
        checkedAt: new Date(clock.now()).toISOString(),
        attempts: 1,
        nextAttemptAt: null,
        lastError: null,
      },
      suspicion: { score: expect.any(Number), reasons: expect.any(Array) },
      correction: null,
      history: [],
    });
  });

  it('names the comment that it answers, and how many answers it has itself', async () => {
    const parent = await publish(service);
    const answer = await publish(service, { parent });
    expect((await one(answer).expect(200)).body.parent).toBe(parent);
    expect((await one(parent).expect(200)).body.replies).toBe(1);
  });

  it('has no email where the author gave none', async () => {
    await service.addSite('anonymous', { emailRequired: false });
    const { token } = await service.newToken('moderator', { site: 'anonymous' });
    const article = { url: 'https://anonymous.example/x' };
    const { comment } = await post(service, { article, author: { name: 'Nobody' } }, 'anonymous');
    const at = `/api/v1/sites/anonymous/moderation/comments/${comment.id}`;
    const { body } = await service.agent.get(at).set(bearer(token)).expect(200);
    expect(body.author.email).toBeNull();
    await service.agent.get(`${at}/email`).set(bearer(token)).expect(404);
  });

  it('tells its history, oldest first: who did what and when', async () => {
    const { comment, editToken } = await post(service);
    const createdAt = clock.now();
    clock.advance(1000);
    await decide(service, 'approve', comment.id);
    clock.advance(1000);
    await service.agent.patch(`${SITE}/comments/${comment.id}`).set(bearer(editToken)).send({ body: 'Other words' });
    clock.advance(1000);
    await service.agent
      .post(`${MODERATION}/decisions`)
      .set(bearer(service.tokens.admin))
      .send({ decision: 'trash', comments: [comment.id], note: '  off\ntopic ' })
      .expect(200);
    const { body } = await one(comment.id).expect(200);
    const at = (seconds: number) => new Date(createdAt + seconds * 1000).toISOString();
    const id = comment.id;
    expect(body.history).toEqual([
      {
        at: at(1),
        site: 'default',
        actor: 'the moderator',
        action: 'approve',
        comment: id,
        from: 'pending',
        to: 'approved',
        note: null,
      },
      {
        ...{ at: at(2), site: 'default', actor: 'author', action: 'edit', comment: id },
        ...{ from: 'approved', to: 'approved', note: null },
      },
      {
        ...{ at: at(3), site: 'default', actor: 'the admin', action: 'trash', comment: id },
        ...{ from: 'approved', to: 'trash', note: 'off topic' },
      },
    ]);
  });

  it.each([UNKNOWN, 'nonsense', '..%2f..%2fetc'])('is not found by the id %s', async (id) => {
    await one(id).expect(404);
    await service.agent.get(`${MODERATION}/comments/${id}/email`).set(bearer(service.tokens.moderator)).expect(404);
  });

  it('is not found under another site', async () => {
    const { comment } = await post(service);
    await service.addSite('foreign');
    const at = `/api/v1/sites/foreign/moderation/comments/${comment.id}`;
    await service.agent.get(at).set(bearer(service.tokens.admin)).expect(404);
    await service.agent.get(`${at}/email`).set(bearer(service.tokens.admin)).expect(404);
  });
});

describe('a search for the words of an edit that waits', () => {
  it('finds it among what is pending and what is published, by its words and by those that have passed', async () => {
    const posted = await post(service, { body: 'The quokka smiles' });
    const { id } = posted.comment;
    await decide(service, 'approve', id);
    const edit = service.agent.patch(`${COMMENTS}/${id}`).set(bearer(posted.editToken));
    await edit.send({ body: 'The numbat sleeps' }).expect(200);
    const found = async (status: string, q: string) => {
      const search = service.agent.get(`${MODERATION}/comments`).query({ status, q });
      const { body } = await search.set(bearer(service.tokens.moderator)).expect(200);
      expect(body.total).toBe(body.comments.length);
      return body.comments.map((comment: { id: string }) => comment.id);
    };
    for (const status of ['pending', 'approved', 'all']) {
      for (const q of ['numbat', 'quokka']) expect([status, q, await found(status, q)]).toEqual([status, q, [id]]);
    }
    await decide(service, 'keep', id);
    for (const status of ['pending', 'all']) expect(await found(status, 'numbat')).toEqual([]);
    expect(await found('pending', 'quokka')).toEqual([]);
    expect(await found('approved', 'quokka')).toEqual([id]);
  });
});
