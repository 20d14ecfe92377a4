import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { violations } from '../domain/html-grammar.js';
import { htmlPayloads, markdownPayloads } from '../domain/render-markdown-payloads.js';
import { bearer, COMMENTS, MODERATION, post, SITE } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;

beforeAll(async () => {
  service = await startTestService({
    akismet: true,
    classifier: 'shipped',
    settings: { MODERATION_POLICY: 'publish', EMAIL_REQUIRED: 'false' },
  });
});
afterAll(() => service.stop());

/** One of each class, as the order of the list has them. */
const PAYLOADS = [...markdownPayloads, ...htmlPayloads].filter((_, index) => index % 4 === 0);

interface Shown {
  readonly html: string;
  readonly author: { readonly name: string; readonly url: string | null };
}

async function shown(article: string): Promise<Shown[]> {
  const { body } = await service.agent.get(COMMENTS).query({ article, limit: 200 }).expect(200);
  return body.comments;
}

describe('what attacks the reader', () => {
  it('is harmless in the list, to moderators and in the feed', async () => {
    expect(PAYLOADS.length).toBeGreaterThan(30);
    for (const [index, payload] of PAYLOADS.entries()) {
      await post(service, { author: { name: 'Mallory' }, body: `${payload} ${index}` });
    }
    const list = await shown('/2026/an-article');
    expect(list).toHaveLength(PAYLOADS.length);
    for (const { html } of list) expect(violations(html)).toEqual([]);
    const queue = await service.agent
      .get(`${MODERATION}/comments?status=approved&limit=200`)
      .set(bearer(service.tokens.moderator))
      .expect(200);
    for (const { html } of queue.body.comments) expect(violations(html)).toEqual([]);
    const feed = await service.agent.get(`${SITE}/feed.atom`).buffer(true).expect(200);
    const text = feed.text ?? String(feed.body);
    expect(
      text.replace(
        /<\/?(?:feed|entry|id|title|updated|published|author|name|uri|link|content|generator|thr:in-reply-to)\b[^<>]*>|<\?xml[^<>]*>/g,
        '',
      ),
    ).not.toMatch(/<[a-z/!]/i);
  });

  it('is harmless in the name and in the website', async () => {
    const article = { url: 'https://blog.example/names' };
    const names = ['<b>Bob</b>', '"><script>alert(1)</script>', 'Ada\u202egnp.exe', "Robert'); drop table comments;--"];
    for (const name of names) await post(service, { article, author: { name }, body: 'A name' });
    for (const url of [
      'javascript:alert(1)',
      'data:text/html,x',
      'https://a.example"onclick="x',
      ' java\tscript:alert(1)',
    ]) {
      const sent = {
        author: { name: 'Mallory', url },
        body: `A website ${url}`,
        article,
      };
      const { status, body } = await service.agent.post(COMMENTS).send(sent);
      expect([201, 422]).toContain(status);
      if (status === 201) expect(new URL(body.comment.author.url).protocol).toBe('https:');
    }
    for (const { author } of await shown('/names')) {
      expect(author.name).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
      expect(author.url ?? 'https://a.example').toMatch(/^https?:\/\/[^\s"'<>]+$/);
    }
    const feed = await service.agent.get(`${SITE}/feed.atom`).buffer(true).expect(200);
    expect(feed.text ?? String(feed.body)).not.toContain('<script');
  });
});
