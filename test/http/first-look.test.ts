import { afterEach, describe, expect, it } from '@jest/globals';
import { decide, post, publish } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;

async function start(settings: Record<string, string> = {}): Promise<TestService> {
  service = await startTestService({ settings });
  return service;
}

const FIRST_LOOK = { article: { url: 'https://blog.example/', key: 'afterword-first-look' } };

const all = { siteId: 1, status: 'all', words: null, articleKey: null, authorOf: null } as const;
const everything = { ...all, order: 'newest', limit: 1, after: null } as const;

describe('the front page', () => {
  afterEach(() => service.stop());

  it('shows an article to try until a comment on another is published', async () => {
    const { agent } = await start();
    const first = await agent.get('/').expect(200);
    expect(first.text).toContain('<afterword-thread site="default" article="afterword-first-look"');
    await post(service, FIRST_LOOK);
    expect((await agent.get('/').expect(200)).text).toContain('<afterword-thread');
    const { comment } = await post(service);
    expect((await agent.get('/').expect(200)).text).toContain('<afterword-thread');
    await decide(service, 'approve', comment.id);
    const later = await agent.get('/').expect(200);
    expect(later.text).not.toContain('<afterword-thread');
    expect(later.text).toContain('<a href="https://blog.example/">A blog</a>');
    expect(later.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src/);
  });

  it('shows it with DEMO=true whatever else there is', async () => {
    const { agent } = await start({ DEMO: 'true' });
    await publish(service);
    expect((await agent.get('/').expect(200)).text).toContain('<afterword-thread');
  });

  it('shows what a published comment looks like, as an example that is called one and is stored nowhere', async () => {
    const { agent } = await start();
    const { text } = await agent.get('/').expect(200);
    const [example = ''] = /<section class="example"[\s\S]*?<\/section>/.exec(text) ?? [];
    expect(example).toMatch(/^<section class="example" aria-label="An example">/);
    expect(example).toContain('<strong>Markdown</strong>, <code>code</code> and <a href="https://');
    expect(example).toContain('It is not stored.');
    // It claims no time, and nobody can answer it.
    expect(example).not.toMatch(/<time|Reply/);
    const list = await agent.get('/api/v1/sites/default/comments?article=afterword-first-look').expect(200);
    expect(list.body).toMatchObject({ comments: [], article: { count: 0 } });
    expect((await service.store.queuePage(everything)).total).toBe(0);
  });

  it('lets the example go once the article has a published comment, which is a better one', async () => {
    const { agent } = await start();
    const { comment } = await post(service, FIRST_LOOK);
    expect((await agent.get('/').expect(200)).text).toContain('class="example"');
    await decide(service, 'approve', comment.id);
    const { text } = await agent.get('/').expect(200);
    expect(text).toContain('<afterword-thread');
    expect(text).not.toContain('class="example"');
  });

  it('lets the article do nothing but load the widget', async () => {
    const { agent } = await start();
    const { headers, text } = await agent.get('/').expect(200);
    expect(headers['content-security-policy']).toContain("script-src 'self'; connect-src 'self'; img-src 'self'");
    expect(headers['content-security-policy']).toContain("require-trusted-types-for 'script'; trusted-types 'none'");
    expect(text.match(/<script[^>]*>/g)).toEqual(['<script type="module" src="/embed.js">']);
  });
});
