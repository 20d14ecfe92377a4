import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aComment, bearer, COMMENTS, decide, MODERATION, type Posted, post, publish } from '../support/http.js';
import { rawRequest } from '../support/raw-request.js';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;

beforeAll(async () => {
  service = await startTestService({ settings: { SITE_ORIGINS: 'https://www.blog.example, http://localhost:4000' } });
  await service.addSite('other');
});
afterAll(() => service.stop());

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** What a new comment is refused with: the pointers of its wrong fields. */
async function pointersOf(change: Record<string, unknown>, token?: string): Promise<string[]> {
  const { body } = await service.agent
    .post(COMMENTS)
    .set(token === undefined ? {} : bearer(token))
    .send(aComment(change))
    .expect(422);
  return (body.errors as { pointer: string }[]).map(({ pointer }) => pointer);
}

function at(url: string, more: Record<string, unknown> = {}) {
  return { article: { url, ...more } };
}

async function articleOf(key: string) {
  return (await service.agent.get(COMMENTS).query({ article: key }).expect(200)).body.article;
}

describe('a new comment', () => {
  it('is answered with 201, its place and the shape that the contract fixes, to the property', async () => {
    service.clock.advance(1);
    const response = await service.agent
      .post(COMMENTS)
      .send(aComment({ body: 'Hello *there*', author: { name: 'Ada', email: 'ada@example.org', url: 'ada.example' } }))
      .expect(422);
    expect(response.body.errors).toEqual([{ pointer: '/author/url', detail: 'must be an http or https address' }]);

    const { headers, body } = await service.agent
      .post(COMMENTS)
      .send(
        aComment({
          article: { url: 'https://blog.example/2020/07/tiktok#top', title: 'On TikTok' },
          parent: null,
          author: { name: ' Ada ', email: 'Ada@Example.org', url: 'https://ada.example' },
          body: 'Hello *there*',
          notify: false,
          trap: '',
        }),
      )
      .expect(201);
    const { id } = (body as Posted).comment;
    const now = new Date(service.clock.now()).toISOString();
    expect(id).toMatch(UUID_V7);
    expect(headers.location).toBe(`${COMMENTS}/${id}`);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toEqual({
      comment: {
        id,
        article: '/2020/07/tiktok',
        parent: null,
        author: {
          name: 'Ada',
          url: 'https://ada.example/',
          avatar: expect.stringMatching(/^\/avatars\/.+\.svg$/),
          verified: false,
        },
        html: '<p>Hello <em>there</em></p>',
        createdAt: now,
        editedAt: null,
        status: 'pending',
        replies: 0,
      },
      editToken: expect.stringMatching(/^[\x21-\x7e]{40,}$/),
      editableUntil: new Date(service.clock.now() + 15 * 60_000).toISOString(),
      authorKey: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(now).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('needs no title, no website and no more than the contract asks for, and takes null for what is optional', async () => {
    await post(service, at('https://blog.example/short'));
    await post(service, {
      article: { url: 'https://blog.example/short', title: null, key: null },
      parent: null,
      author: { name: 'Ada', email: 'ada@example.org', url: null },
      notify: null,
      trap: null,
      client: null,
    });
    await post(service, { author: { name: 'Ada', email: 'ada@example.org', url: '' } });
  });

  it('waits in the queue and is shown to nobody while no checker is set up', async () => {
    const { comment } = await post(service, at('https://blog.example/unseen'));
    await service.agent.get(`${COMMENTS}/${comment.id}`).expect(404);
    expect((await service.agent.get(COMMENTS).query({ article: '/unseen' })).body.comments).toEqual([]);
  });

  it('needs an email, unless the site says otherwise', async () => {
    expect(await pointersOf({ author: { name: 'Ada' } })).toEqual(['/author/email']);
    expect(await pointersOf({ author: { name: 'Ada', email: '' } })).toEqual(['/author/email']);
    expect(await pointersOf({ author: { name: 'Ada', email: null } })).toEqual(['/author/email']);
    expect(await pointersOf({ author: { name: 'Ada', email: 'ada@' } })).toEqual(['/author/email']);

    await service.addSite('relaxed', { emailRequired: false });
    await post(service, { ...at('https://relaxed.example/a'), author: { name: 'Ada' } }, 'relaxed');
    await post(service, { ...at('https://relaxed.example/a'), author: { name: 'Ada', email: '' } }, 'relaxed');
    await service.agent
      .post('/api/v1/sites/relaxed/comments')
      .send(aComment({ ...at('https://relaxed.example/a'), author: { name: 'Ada', email: 'no address' } }))
      .expect(422);
  });

  it('is refused for a site that does not exist', async () => {
    await service.agent.post('/api/v1/sites/nowhere/comments').send(aComment()).expect(404);
  });
});

describe("an article's address", () => {
  it('stands on one of the origins of the site', async () => {
    await post(service, at('https://www.blog.example/elsewhere'));
    await post(service, at('http://localhost:4000/draft'));
    await post(service, at('HTTPS://BLOG.EXAMPLE:443/caps'));
    for (const url of [
      'https://evil.example/2020/07/tiktok',
      'http://blog.example/plain',
      'https://blog.example:8443/port',
      'https://blog.example.evil.example/',
      'https://blog.example@evil.example/',
      'javascript:alert(1)//https://blog.example/',
      'blob:https://blog.example/0f3a',
      'file:///https://blog.example/',
      '/2020/07/tiktok',
      'blog.example/2020',
      'null',
    ]) {
      expect([url, await pointersOf(at(url))]).toEqual([url, ['/article/url']]);
    }
  });

  it('gives the article its key: the path and only the path', async () => {
    const key = async (url: string, more = {}) => (await post(service, at(url, more))).comment.article;
    expect(await key('https://blog.example/a?page=2#c')).toBe('/a');
    expect(await key('https://blog.example')).toBe('/');
    expect(await key('https://blog.example/Ä/ö')).toBe('/%C3%84/%C3%B6');
    expect(await key('https://blog.example/%c3%84/%c3%b6')).toBe('/%C3%84/%C3%B6');
    expect(await key('https://blog.example/a/../b/')).toBe('/b/');
    expect(await key('https://www.blog.example/a')).toBe('/a');
  });

  it('gives way to a key that the blog sends', async () => {
    const { comment } = await post(service, at('https://blog.example/?p=42', { key: 'post-42' }));
    expect(comment.article).toBe('post-42');
    const { article } = (await post(service, at('https://blog.example/caf\u00e9', { key: '/caf\u00e9' }))).comment;
    expect(article).toBe('/caf%C3%A9');
  });

  it('has a key of at most 512 characters', async () => {
    const longest = `/${'a'.repeat(511)}`;
    expect((await post(service, at(`https://blog.example${longest}`))).comment.article).toBe(longest);
    expect(await pointersOf(at(`https://blog.example${longest}b`))).toEqual(['/article/url']);
    const emoji = '\u{1F984}'.repeat(512);
    expect((await post(service, at('https://blog.example/x', { key: emoji }))).comment.article).toBe(emoji);
    expect(await pointersOf(at('https://blog.example/x', { key: `${emoji}!` }))).toEqual(['/article/key']);
    expect(await pointersOf(at('https://blog.example/x', { key: '' }))).toEqual(['/article/key']);
    expect(await pointersOf(at('https://blog.example/x', { key: 'a\u0000b' }))).toEqual(['/article/key']);
  });

  it('is kept without query, fragment and credentials', async () => {
    await publish(service, at('https://ada:secret@blog.example/signed?for=ada#frag'));
    expect((await articleOf('/signed')).url).toBe('https://blog.example/signed');
  });
});

describe("an article's title", () => {
  const url = 'https://blog.example/titled';
  const send = (title: string | null, token?: string) =>
    rawRequest(service.url, COMMENTS, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(token === undefined ? {} : bearer(token)) },
      body: JSON.stringify(aComment(at(url, title === null ? {} : { title }))),
    });

  it('is what the newest published comment names, until the blog itself names another', async () => {
    await publish(service, at(url));
    expect((await articleOf('/titled')).title).toBe(null);
    await publish(service, at(url, { title: '  A\n title\u202E ' }));
    expect((await articleOf('/titled')).title).toBe('A title');
    await send('A joker’s title');
    expect((await articleOf('/titled')).title).toBe('A title');
    await send('The title', service.tokens.blog);
    expect((await articleOf('/titled')).title).toBe('The title');
    await send('A joker’s title');
    await send(null, service.tokens.blog);
    await send('Not a blog', service.tokens.moderator);
    expect((await articleOf('/titled')).title).toBe('The title');
  });
});

describe('an answer to another comment', () => {
  const here = at('https://blog.example/2026/an-article');

  it('names a published comment of the same article', async () => {
    const parent = await publish(service, here);
    const answer = await post(service, { ...here, parent });
    expect(answer.comment.parent).toBe(parent);
  });

  it('is refused under a comment that is unknown, unpublished, foreign, hidden or only a placeholder', async () => {
    const refused = async (parent: string) => {
      const { body } = await service.agent
        .post(COMMENTS)
        .send(aComment({ ...here, parent }))
        .expect(422);
      expect(body.errors).toEqual([{ pointer: '/parent', detail: expect.any(String) }]);
    };
    await refused('019a7d5e-0000-7000-8000-000000000000');
    await refused('not-an-id');
    await refused((await post(service, here)).comment.id);
    await refused(await publish(service, at('https://blog.example/another-article')));
    const foreign = (await post(service, at('https://other.example/2026/an-article'), 'other')).comment.id;
    await service.agent
      .post('/api/v1/sites/other/moderation/decisions')
      .set(bearer(service.tokens.admin))
      .send({ decision: 'approve', comments: [foreign] })
      .expect(200);
    await refused(foreign);

    const top = await publish(service, here);
    const below = await publish(service, { ...here, parent: top });
    await decide(service, 'hold', top);
    await refused(top);
    await post(service, { ...here, parent: below });
    for (const decision of ['spam', 'delete'] as const) await decide(service, decision, top);
    await refused(top);
  });
});

describe('a closed article', () => {
  it('takes no comment until it is opened again', async () => {
    const open = (value: boolean) =>
      service.agent
        .patch('/api/v1/sites/default/articles')
        .set(bearer(service.tokens.moderator))
        .send({ article: '/closing', open: value })
        .expect(200);
    const here = at('https://blog.example/closing');
    await post(service, here);
    await open(false);
    const { body } = await service.agent.post(COMMENTS).send(aComment(here)).expect(403);
    expect(body).toMatchObject({ type: '/problems/forbidden', status: 403 });
    await service.agent.post(COMMENTS).set(bearer(service.tokens.blog)).send(aComment(here)).expect(403);
    await open(true);
    await post(service, here);
  });
});

describe('the reader whom a blog speaks for', () => {
  it('is named by a token of the role blog and by nobody else', async () => {
    const client = { ip: '203.0.113.9', userAgent: 'Reader/1.0', referrer: 'https://search.example/' };
    const send = (token?: string) =>
      service.agent
        .post(COMMENTS)
        .set(token === undefined ? {} : bearer(token))
        .send(aComment({ client }));
    await send().expect(403);
    await send(service.tokens.moderator).expect(403);
    await send(service.tokens.admin).expect(403);
    await send((await service.newToken('blog', { site: 'other' })).token).expect(403);
    await send('no-such-token').expect(401);
    const { body } = await send(service.tokens.blog).expect(201);
    await send((await service.newToken('blog')).token).expect(201);
    const seen = await service.agent
      .get(`${MODERATION}/comments/${body.comment.id}`)
      .set(bearer(service.tokens.moderator))
      .expect(200);
    expect(seen.body.client).toEqual(client);
  });

  it('has an IP address if any', async () => {
    for (const ip of ['example.org', '1.2.3', '1.2.3.4:80', '']) {
      expect(await pointersOf({ client: { ip } }, service.tokens.blog)).toEqual(['/client/ip']);
    }
  });
});
