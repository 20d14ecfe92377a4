import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bearer, COMMENTS, decide, MODERATION, post, publish } from '../support/http.js';
import { type Nginx, startNginx, withoutNginx } from '../support/nginx.js';
import { startTestService, type TestService } from '../support/service.js';

const LIST = `${COMMENTS}?article=/2026/an-article`;
let service: TestService;
let nginx: Nginx;

function behind(file: string, limit: string, tests: () => void): void {
  (withoutNginx === '' ? describe : describe.skip)(`behind nginx with ${file}${withoutNginx}`, () => {
    beforeAll(async () => {
      service = await startTestService({ settings: { TRUST_PROXY: '1', POST_LIMIT: limit } });
      nginx = await startNginx(file, service.service.port);
    });
    afterAll(async () => {
      await nginx.stop();
      await service.stop();
    });
    tests();
  });
}

/** What the desk sends to sign in, from a page of this origin. */
function signIn(origin: string, headers: Readonly<Record<string, string>> = {}) {
  const sent = { Origin: origin, 'X-Afterword-Desk': '1', 'Content-Type': 'application/json', ...headers };
  return nginx.ask('/desk/session', sent, JSON.stringify({ token: service.tokens.moderator }));
}

function send(body: string, headers: Readonly<Record<string, string>> = {}) {
  const comment = {
    article: { url: 'https://blog.example/elsewhere' },
    author: { name: 'Ada', email: 'ada@example.org' },
    body,
  };
  return nginx.ask(COMMENTS, { 'Content-Type': 'application/json', ...headers }, JSON.stringify(comment));
}

describe.each(['deploy/nginx.conf', 'deploy/nginx-cache.conf'])('%s', (file) => {
  behind(file, '1/1m', () => {
    test('moderators sign in on a port that is not 443, with a cookie for https', async () => {
      const { status, headers } = await signIn(`https://comments.example:${nginx.port}`);
      expect(status).toBe(200);
      expect(headers['set-cookie']?.[0]).toMatch(/^__Host-afterword_desk=.*; Secure/);
    });

    test('a host that a client invents is not believed', async () => {
      const invented = { 'X-Forwarded-Host': 'evil.example' };
      expect((await signIn('https://evil.example', invented)).status).toBe(403);
      expect((await signIn(`https://comments.example:${nginx.port}`, invented)).status).toBe(200);
      const { headers, body } = await nginx.ask('/sites/default/thread?article=/2026/an-article', invented);
      expect(JSON.stringify(headers) + body).not.toContain('evil.example');
    });

    test('an address that a client invents does not get it past the limit', async () => {
      expect((await send('The first')).status).toBe(201);
      expect((await send('The second', { 'X-Forwarded-For': '192.0.2.7' })).status).toBe(429);
    });

    test('readers revalidate by ETag', async () => {
      const { headers, status } = await nginx.ask(LIST);
      expect(status).toBe(200);
      expect((await nginx.ask(LIST, { 'If-None-Match': headers.etag as string })).status).toBe(304);
    });
  });
});

behind('deploy/nginx-cache.conf', 'off', () => {
  test('a crowd of readers costs one request, and what a token opens is never kept', async () => {
    const id = await publish(service);
    const first = await nginx.ask(LIST);
    const second = await nginx.ask(LIST);
    expect([first, second].map(({ headers }) => headers['x-cache-status'])).toEqual(['MISS', 'HIT']);
    expect(second.body).toBe(first.body);
    expect((await nginx.ask(LIST, { 'If-None-Match': first.headers.etag as string })).status).toBe(304);

    const own = await post(service, { author: { name: 'Grace', email: 'grace@example.org' } });
    const path = `${COMMENTS}/${own.comment.id}`;
    expect((await nginx.ask(path, bearer(own.editToken))).status).toBe(200);
    expect((await nginx.ask(path)).status).toBe(404);
    const queue = `${MODERATION}/comments`;
    expect((await nginx.ask(queue, bearer(service.tokens.moderator))).status).toBe(200);
    expect((await nginx.ask(queue)).status).toBe(401);

    await decide(service, 'trash', id);
    // nginx's clock is the system's: asked until the second is over.
    let seen = first;
    while (seen.body.includes(id)) seen = await nginx.ask(LIST);
    expect(JSON.parse(seen.body)).toMatchObject({ comments: [] });
  });

  test('two encodings and two forms of one answer are kept apart', async () => {
    const packed = await nginx.ask('/embed.js', { 'Accept-Encoding': 'gzip' });
    const plain = await nginx.ask('/embed.js');
    expect([packed, plain].map(({ headers }) => headers['content-encoding'])).toEqual(['gzip', undefined]);
    const facts = await nginx.ask('/privacy/default', { Accept: 'application/json' });
    const page = await nginx.ask('/privacy/default', { Accept: 'text/html' });
    expect([facts, page].map(({ headers }) => headers['content-type']?.split(';')[0])).toEqual([
      'application/json',
      'text/html',
    ]);
  });
});
