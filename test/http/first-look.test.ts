import { afterEach, describe, expect, it } from '@jest/globals';
import { decide, post, publish } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;

async function start(settings: Record<string, string> = {}): Promise<TestService> {
  service = await startTestService({ settings });
  return service;
}

const FIRST_LOOK = { article: { url: 'https://blog.example/', key: 'afterword-first-look' } };

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

  it('lets the article do nothing but load the widget', async () => {
    const { agent } = await start();
    const { headers, text } = await agent.get('/').expect(200);
    expect(headers['content-security-policy']).toContain("script-src 'self'; connect-src 'self'; img-src 'self'");
    expect(headers['content-security-policy']).toContain("require-trusted-types-for 'script'; trusted-types 'none'");
    expect(text.match(/<script[^>]*>/g)).toEqual(['<script type="module" src="/embed.js">']);
  });
});
