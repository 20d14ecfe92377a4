import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aComment, bearer, COMMENTS, decide, MODERATION, SITE } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';
import { newCode, SESSION } from './desk-visitor.js';

const BASE = '/blog/comments';
const PUBLIC_ORIGIN = 'https://blog.example';

let service: TestService;
let id: string;

beforeAll(async () => {
  service = await startTestService({ settings: { PUBLIC_URL: `${PUBLIC_ORIGIN}${BASE}/`, TRUST_PROXY: '1' } });
  const { body } = await service.agent.post(COMMENTS).send(aComment()).expect(201);
  id = body.comment.id;
  await decide(service, 'approve', id);
});
afterAll(() => service.stop());

const get = (path: string) => service.unchecked.get(path);
/** As nginx sends it on that ends TLS. */
const AS_BROWSER = { Origin: PUBLIC_ORIGIN, 'X-Forwarded-Host': 'blog.example', 'X-Forwarded-Proto': 'https' };

/** Every own path that a page or a document leads to. */
function ownPathsIn(text: string): string[] {
  const inHtml = [...text.matchAll(/(?:href|src|action)="(\/[^"]*)"/g)];
  const inJson = [...text.matchAll(/"(?:avatar|type|id|src|start_url|scope)":"(\/[^"]*)"/g)];
  return [...inHtml, ...inJson].map(([, path]) => path as string);
}

describe('a service below a path', () => {
  it.each([
    '/',
    '/desk',
    '/privacy/default',
    '/problems/invalid',
    '/openapi.json',
    `${COMMENTS}?article=/2026/an-article`,
    `${SITE}/feed.atom`,
    '/sites/default/thread?article=/2026/an-article',
    '/embed.js',
    '/healthz',
  ])('answers %s alike, whether the proxy takes the path away or leaves it', async (path) => {
    const [taken, left] = [await get(path), await get(BASE + path)];
    expect([left.status, left.text]).toEqual([taken.status, taken.text]);
    expect(left.status).toBe(200);
  });

  it.each([
    '/',
    '/desk',
    '/desk/manifest.webmanifest',
    '/problems/invalid',
    '/sites/default/thread?article=/2026/an-article',
    `${SITE}/nothing`,
  ])('leads from %s nowhere but below that path', async (path) => {
    const { text } = await get(path);
    const paths = ownPathsIn(text);
    expect(paths).not.toEqual([]);
    expect(paths.filter((one) => !one.startsWith(`${BASE}/`))).toEqual([]);
    for (const one of paths.filter((found) => !found.includes('/comments"') && !found.endsWith('/comments'))) {
      const { status } = await get(one.replaceAll('&amp;', '&').replace(/#.*$/, ''));
      expect([one, status]).toEqual([one, 200]);
    }
  });

  it('says where things are below that path: pictures, the comment, the next page, problems, its own API', async () => {
    const { body, headers } = await service.agent
      .post(COMMENTS)
      .send(aComment({ body: 'Another' }))
      .expect(201);
    expect(headers.location).toBe(`${BASE}${COMMENTS}/${body.comment.id}`);
    expect(body.comment.author.avatar).toBe(`${BASE}/avatars/new.svg`);
    await decide(service, 'approve', body.comment.id);
    const page = await get(`${COMMENTS}?article=/2026/an-article&limit=1`);
    expect(page.headers.link).toMatch(`<${BASE}${COMMENTS}?`);
    expect(page.body.comments[0].author.avatar).toMatch(`${BASE}/avatars/`);
    expect((await get(`${COMMENTS}/nothing`)).body.type).toMatch(`${BASE}/problems/`);
    expect((await get('/openapi.json')).body.servers[0].url).toBe(BASE);
    const queue = await get(`${MODERATION}/comments?status=all`).set(bearer(service.tokens.moderator)).expect(200);
    expect(queue.body.comments[0].author.avatar).toMatch(`${BASE}/avatars/`);
    expect((await get(`${SITE}/feed.atom`)).text).toContain(`href="${PUBLIC_ORIGIN}${BASE}${SITE}/feed.atom"`);
  });

  it('answers a form that came to nothing with one that leads below that path', async () => {
    const { text } = await service.unchecked
      .post(COMMENTS)
      .type('form')
      .set({ Accept: 'text/html', Origin: PUBLIC_ORIGIN })
      .send({ 'article.url': `${PUBLIC_ORIGIN}/2026/an-article`, body: '' })
      .expect(422);
    expect(text).toContain(`action="${BASE}${COMMENTS}"`);
  });

  it('keeps the session of the desk to that path', async () => {
    const headers = { ...AS_BROWSER, 'X-Afterword-Desk': '1' };
    const code = await newCode(service);
    const { headers: signedIn } = await service.unchecked.post(SESSION).set(headers).send({ code }).expect(200);
    const [cookie = ''] = signedIn['set-cookie'] as unknown as string[];
    expect(cookie).toMatch(/^__Secure-afterword_desk=[\w-]{43}; Path=\/blog\/comments\/; /);
    const [pair = ''] = cookie.split(';');
    await service.unchecked
      .get(BASE + SESSION)
      .set({ ...headers, Cookie: pair })
      .expect(200);
    const { headers: out } = await service.unchecked
      .delete(SESSION)
      .set({ ...headers, Cookie: pair })
      .expect(204);
    expect((out['set-cookie'] as unknown as string[])[0]).toMatch('Path=/blog/comments/; Max-Age=0');
  });

  it('does not take another path for its own', async () => {
    await get('/blog/commentsdesk').expect(404);
    await get('/blog/other/desk').expect(404);
    await get('/blog/comments').expect(200);
  });
});
