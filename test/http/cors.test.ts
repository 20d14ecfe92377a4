import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aComment, bearer, COMMENTS, MODERATION, post, publish, SITE } from '../support/http.js';
import { type RawAnswer, rawRequest } from '../support/raw-request.js';
import { startTestService, type TestService } from '../support/service.js';

const OWN = 'https://blog.example';
const FURTHER = 'https://www.blog.example';
const FOREIGN = [
  'https://evil.example',
  'http://blog.example',
  'https://blog.example:8443',
  'https://sub.blog.example',
  'https://blog.example.evil.example',
  'https://BLOG.example',
  'null',
  '',
  '*',
];

let service: TestService;

beforeAll(async () => {
  service = await startTestService({ settings: { SITE_ORIGINS: FURTHER } });
});
afterAll(() => service.stop());

function preflight(path: string, origin: string, method: string): Promise<RawAnswer> {
  return rawRequest(service.url, path, {
    method: 'OPTIONS',
    headers: {
      Origin: origin,
      'Access-Control-Request-Method': method,
      'Access-Control-Request-Headers': 'authorization,content-type,idempotency-key',
    },
  });
}

function postFrom(origin: string, headers = {}, change: Record<string, unknown> = {}): Promise<RawAnswer> {
  return rawRequest(service.url, COMMENTS, {
    method: 'POST',
    headers: { Origin: origin, 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(aComment(change)),
  });
}

function words(header: string | string[] | undefined): string[] {
  return String(header ?? '')
    .split(',')
    .map((word) => word.trim().toLowerCase());
}

const allowed = (answer: RawAnswer) => answer.headers['access-control-allow-origin'];

describe('a browser that asks first', () => {
  it("may write from the site's origins and from the service's own pages, with the headers that this takes", async () => {
    const { id } = (await post(service)).comment;
    for (const origin of [OWN, FURTHER, service.url]) {
      for (const [path, method] of [
        [COMMENTS, 'POST'],
        [`${COMMENTS}/${id}`, 'PATCH'],
        [`${COMMENTS}/${id}`, 'DELETE'],
      ] as const) {
        const answer = await preflight(path, origin, method);
        expect(answer.status).toBe(204);
        expect(allowed(answer)).toBe(origin);
        expect(words(answer.headers['access-control-allow-methods'])).toContain(method.toLowerCase());
        expect(words(answer.headers['access-control-allow-headers'])).toEqual(
          expect.arrayContaining(['authorization', 'content-type', 'idempotency-key']),
        );
        expect(words(answer.headers.vary)).toContain('origin');
        expect(answer.body).toHaveLength(0);
      }
    }
  });

  it('may write from nowhere else', async () => {
    const { id } = (await post(service)).comment;
    for (const origin of FOREIGN) {
      for (const [path, method] of [
        [COMMENTS, 'POST'],
        [`${COMMENTS}/${id}`, 'PATCH'],
        [`${COMMENTS}/${id}`, 'DELETE'],
      ] as const) {
        const answer = await preflight(path, origin, method);
        expect([origin, allowed(answer)]).toEqual([origin, undefined]);
        expect(answer.headers).not.toHaveProperty('access-control-allow-methods');
        expect(words(answer.headers.vary)).toContain('origin');
      }
    }
  });

  it('may read from any origin', async () => {
    const id = await publish(service);
    for (const origin of [OWN, 'https://elsewhere.example', 'null']) {
      for (const path of [`${COMMENTS}?article=/x`, `${COMMENTS}/${id}`, `${SITE}/counts`, `${SITE}/feed.atom`]) {
        const answer = await preflight(path, origin, 'GET');
        expect(allowed(answer)).toBe('*');
        expect(words(answer.headers['access-control-allow-headers'])).toEqual(
          expect.arrayContaining(['authorization', 'if-none-match']),
        );
      }
    }
  });

  it('is not let in where only tokens of the service count, or for a method that there is not', async () => {
    for (const [path, method] of [
      [`${MODERATION}/comments`, 'GET'],
      [`${MODERATION}/decisions`, 'POST'],
      [`${SITE}/articles`, 'PATCH'],
      [COMMENTS, 'PUT'],
      [COMMENTS, 'DELETE'],
    ] as const) {
      expect(allowed(await preflight(path, OWN, method))).toBeUndefined();
    }
  });

  it('follows what another process says of the site, at once', async () => {
    const site = await service.addSite('moving');
    const path = '/api/v1/sites/moving/comments';
    expect(allowed(await preflight(path, 'https://moved.example', 'POST'))).toBeUndefined();
    await service.store.changeSite({ slug: site.slug, origins: ['https://moved.example'] });
    expect(allowed(await preflight(path, 'https://moved.example', 'POST'))).toBe('https://moved.example');
    expect(allowed(await preflight(path, 'https://moving.example', 'POST'))).toBeUndefined();
  });
});

describe('a page that writes', () => {
  it("of the site or of the service may read the answer, errors and 'Location' and 'Retry-After' included", async () => {
    for (const origin of [OWN, FURTHER, service.url]) {
      const created = await postFrom(origin);
      const wrong = await postFrom(origin, {}, { body: '' });
      const unknownToken = await postFrom(origin, bearer('unknown'));
      expect([created.status, wrong.status, unknownToken.status]).toEqual([201, 422, 401]);
      for (const answer of [created, wrong, unknownToken]) {
        expect(allowed(answer)).toBe(origin);
        expect(words(answer.headers.vary)).toContain('origin');
        expect(words(answer.headers['access-control-expose-headers'])).toEqual(['location', 'retry-after']);
      }
    }
  });

  it('of another origin is refused before anything is stored, although a browser would send it unasked', async () => {
    const before = service.store.writerStats().units;
    const form = new URLSearchParams({
      'article.url': `${OWN}/a`,
      'author.name': 'Eve',
      'author.email': 'eve@example.org',
      body: 'x',
    });
    for (const origin of FOREIGN.filter((text) => text !== '')) {
      const answer = await postFrom(origin);
      expect([origin, answer.status]).toEqual([origin, 403]);
      expect(allowed(answer)).toBeUndefined();
      const simple = await rawRequest(service.url, COMMENTS, {
        method: 'POST',
        headers: { Origin: origin, 'Content-Type': 'application/x-www-form-urlencoded' },
        body: form.toString(),
      });
      expect([origin, simple.status]).toEqual([origin, 403]);
    }
    expect(service.store.writerStats().units).toBe(before);
  });

  it('of another origin cannot change or take back a comment, even with its edit token', async () => {
    const { comment, editToken } = await post(service);
    for (const method of ['PATCH', 'DELETE']) {
      const { status } = await rawRequest(service.url, `${COMMENTS}/${comment.id}`, {
        method,
        headers: { Origin: 'https://evil.example', 'Content-Type': 'application/json', ...bearer(editToken) },
        body: method === 'PATCH' ? '{"body":"x"}' : '',
      });
      expect(status).toBe(403);
    }
  });

  it('is not the service itself only because it says that it stands on the same host', async () => {
    const host = 'comments.example';
    expect((await postFrom(`http://${host}`, { Host: host })).status).toBe(201);
    expect((await postFrom(`https://${host}`, { Host: host })).status).toBe(403);
    expect((await postFrom(`https://${host}`, { Host: host, 'X-Forwarded-Proto': 'https' })).status).toBe(403);
    expect((await postFrom('https://evil.example', { 'X-Forwarded-Host': 'evil.example' })).status).toBe(403);
  });

  it("is no browser's when it shows a token, or names no origin", async () => {
    expect((await postFrom('https://server.example', bearer(service.tokens.blog))).status).toBe(201);
    await post(service);
  });
});

describe('a page that reads', () => {
  it('may read from any origin, errors included', async () => {
    const id = await publish(service);
    for (const path of [
      `${COMMENTS}?article=/x`,
      `${COMMENTS}/${id}`,
      `${SITE}/counts?article=/x`,
      `${SITE}/feed.atom`,
      COMMENTS,
      `${COMMENTS}/unknown`,
      '/api/v1/sites/nowhere/comments?article=/x',
    ]) {
      for (const headers of [{}, { Origin: 'https://elsewhere.example' }]) {
        const answer = await rawRequest(service.url, path, { headers });
        expect([path, allowed(answer)]).toEqual([path, '*']);
      }
    }
  });
});

describe('no page', () => {
  it('may ever send credentials', async () => {
    const id = await publish(service);
    const answers = [
      await preflight(COMMENTS, OWN, 'POST'),
      await preflight(`${COMMENTS}/${id}`, OWN, 'GET'),
      await postFrom(OWN),
      await postFrom(service.url),
      await postFrom('https://evil.example'),
      await rawRequest(service.url, `${COMMENTS}/${id}`, { headers: { Origin: OWN } }),
      await rawRequest(service.url, `${MODERATION}/summary`, {
        headers: { Origin: OWN, ...bearer(service.tokens.moderator) },
      }),
    ];
    for (const { headers } of answers) {
      expect(headers).not.toHaveProperty('access-control-allow-credentials');
      expect(headers).not.toHaveProperty('set-cookie');
    }
  });
});
