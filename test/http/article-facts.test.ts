import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { erase } from '../../src/app/people/erase.js';
import { openStore } from '../../src/service/open-store.js';
import { aComment, bearer, COMMENTS, decide, post, publish, SITE } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;

beforeAll(async () => {
  service = await startTestService({ settings: { ARTICLE_QUERY: 'p, page_id' } });
});
afterAll(() => service.stop());

const GRACE = { name: 'Grace', email: 'grace.canary@mail.example' };

function at(path: string, more: Record<string, unknown> = {}) {
  return { article: { url: `https://blog.example${path}`, ...more } };
}

async function articleOf(key: string) {
  return (await service.agent.get(COMMENTS).query({ article: key }).expect(200)).body.article;
}

/** Everything that anybody can read about an article. */
async function publicOf(key: string): Promise<string> {
  const answers = await Promise.all([
    service.agent.get(COMMENTS).query({ article: key }),
    service.agent.get(`${SITE}/feed.atom`).query({ article: key }),
    service.agent.get(`${SITE}/feed.atom`),
    service.agent.get('/sites/default/thread').query({ article: key }),
  ]);
  return answers.map(({ text }) => text).join('\n');
}

function change(article: string, what: Record<string, unknown>) {
  return service.agent
    .patch(`${SITE}/articles`)
    .set(bearer(service.tokens.moderator))
    .send({ article, ...what });
}

describe('what a reader says of an article', () => {
  it('is public only while the comment is', async () => {
    const spam = await post(service, at('/2026/victim', { title: 'BUY PILLS at evil.example' }));
    await publish(service, at('/2026/victim'));
    expect(await publicOf('/2026/victim')).not.toContain('PILLS');
    await decide(service, 'approve', spam.comment.id);
    expect((await articleOf('/2026/victim')).title).toBe('BUY PILLS at evil.example');
    await decide(service, 'spam', spam.comment.id);
    await decide(service, 'delete', spam.comment.id);
    expect(await publicOf('/2026/victim')).not.toContain('PILLS');
  });

  it('changes nothing for readers before the comment is published', async () => {
    await publish(service, at('/settled', { title: 'The title' }));
    await post(service, at('/settled', { title: 'Another title' }));
    expect(await articleOf('/settled')).toMatchObject({ title: 'The title', url: 'https://blog.example/settled' });
  });

  it('is what moderators see, since it is what they pass with the comment', async () => {
    await publish(service, at('/passed', { title: 'The title' }));
    const { comment } = await post(service, at('/passed', { title: 'BUY PILLS' }));
    const seen = async () =>
      (
        await service.agent
          .get(`${SITE}/moderation/comments/${comment.id}`)
          .set(bearer(service.tokens.moderator))
          .expect(200)
      ).body.articleTitle;
    expect(await seen()).toBe('BUY PILLS');
    await change('/passed', { title: 'Whatever readers say' }).expect(200);
    expect(await seen()).toBe('Whatever readers say');
  });

  it('goes when its author has it erased', async () => {
    await publish(service, { ...at('/erased', { title: 'Grace was here' }), author: GRACE });
    expect(await publicOf('/erased')).toContain('Grace was here');
    const { store, keys } = await openStore(service.settings, service.clock.now());
    try {
      await erase(store, keys, service.clock, GRACE.email);
    } finally {
      await store.close();
    }
    expect(await articleOf('/erased')).toMatchObject({ title: null, url: null });
  });
});

describe("an article's URL from a reader", () => {
  it('has the path that is the key', async () => {
    for (const url of ['https://blog.example/search?q=%3Csvg%20onload%3Dalert(1)%3E', 'https://blog.example/']) {
      const article = { url, key: '/2026/another' };
      const { body } = await service.agent.post(COMMENTS).send(aComment({ article })).expect(422);
      expect(body.errors.map((error: { pointer: string }) => error.pointer)).toEqual(['/article/url']);
    }
  });

  it('loses its query, but for the parameters that tell one article from another', async () => {
    const essay = at('/essay?utm_source=nl&email=grace.canary@mail.example', { key: 'essay-1' });
    await publish(service, { ...essay, author: GRACE });
    expect(await articleOf('essay-1')).toMatchObject({ url: 'https://blog.example/essay' });
    await publish(service, at('/?utm_source=nl&p=42&email=a@b.example', { key: 'post-42' }));
    expect(await articleOf('post-42')).toMatchObject({ url: 'https://blog.example/?p=42' });
    await publish(service, at('/?p=43', { key: '/?p=43' }));
    expect(await articleOf('/?p=43')).toMatchObject({ url: 'https://blog.example/?p=43' });
  });

  it('and the title are cleaned of the sender’s own email', async () => {
    const article = at('/?p=Grace.Canary%40mail.example', { key: 'own', title: 'For GRACE.canary@mail.example only' });
    await publish(service, { ...article, author: GRACE });
    expect(await articleOf('own')).toMatchObject({ url: 'https://blog.example/', title: null });
    expect((await publicOf('own')).toLowerCase()).not.toContain('canary');
  });
});

describe('what the blog or a moderator says of an article', () => {
  it('is public at once, and stays whatever readers say', async () => {
    service.clock.advance(1);
    const article = { url: 'https://blog.example/new-home', key: '/blogs', title: 'The blog’s title' };
    await service.agent.post(COMMENTS).set(bearer(service.tokens.blog)).send(aComment({ article })).expect(201);
    await publish(service, at('/blogs', { title: 'A reader’s title' }));
    const said = { url: 'https://blog.example/new-home', title: 'The blog’s title' };
    expect(await articleOf('/blogs')).toMatchObject(said);
  });

  it('puts right what was wrong, and gives way again', async () => {
    await publish(service, at('/wrong', { title: 'Wrong' }));
    const right = { title: 'Right', url: 'https://blog.example/right' };
    expect((await change('/wrong', right).expect(200)).body).toMatchObject({ ...right, open: true, count: 1 });
    expect(await articleOf('/wrong')).toMatchObject(right);
    await change('/wrong', { title: null, url: null }).expect(200);
    expect(await articleOf('/wrong')).toMatchObject({ title: 'Wrong', url: 'https://blog.example/wrong' });
  });

  it('is refused for a URL of another site, and for no change at all', async () => {
    const { body } = await change('/elsewhere', { url: 'https://evil.example/' }).expect(422);
    expect(body.errors).toEqual([
      { pointer: '/url', detail: "must be a full URL on one of the site's origins: https://blog.example" },
    ]);
    await change('/elsewhere', {}).expect(422);
    expect((await service.agent.get(COMMENTS).query({ article: '/elsewhere' })).body.article.url).toBe(null);
  });

  it('is written down in the audit', async () => {
    await change('/audited', { title: 'Said' }).expect(200);
    const audit = await service.agent.get(`${SITE}/moderation/audit`).set(bearer(service.tokens.moderator)).expect(200);
    expect(audit.body.entries[0]).toMatchObject({ action: 'change-article', note: '/audited', actor: 'the moderator' });
  });
});

describe('a key', () => {
  it('is the same however its path is spelled', async () => {
    await publish(service, at('/%7Eada/cafe%CC%81'));
    for (const key of ['/~ada/caf\u00e9', '/%7Eada/caf%C3%A9', '/~ada/cafe\u0301']) {
      expect(await articleOf(key)).toMatchObject({ key: '/~ada/caf%C3%A9', count: 1 });
      const { body } = await service.agent.get(`${SITE}/counts`).query({ article: key }).expect(200);
      expect(body).toEqual({ counts: { [key]: 1 } });
    }
  });

  it('has as many characters in every alphabet', async () => {
    const path = `/2026/11/28/${'\u0436'.repeat(500)}`;
    await publish(service, at(path));
    for (const key of [path, encodeURI(path)]) expect((await articleOf(key)).count).toBe(1);
    await service.agent
      .post(COMMENTS)
      .send(aComment(at(`${path}\u0436`)))
      .expect(422);
  });
});
