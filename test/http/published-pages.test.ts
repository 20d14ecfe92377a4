import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COMMENTS, publish, SITE } from '../support/http.js';
import { type RawAnswer, rawRequest } from '../support/raw-request.js';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;
let one: string;

/** What everybody may read: long lists, which are worth compressing, and what is too short for it. */
const long: [string, string][] = [
  ['list', `${COMMENTS}?article=/read`],
  ['feed', `${SITE}/feed.atom`],
];
let all: [string, string][] = [];

beforeAll(async () => {
  service = await startTestService();
  const article = { url: 'https://blog.example/read', title: 'What is read' };
  for (let n = 0; n < 8; n++) one = await publish(service, { article });
  long.push(['thread', `${COMMENTS}?article=/read&thread=${one}`]);
  for (let n = 0; n < 3; n++) await publish(service, { article, parent: one });
  all = [
    ...long,
    ['one comment', `${COMMENTS}/${one}`],
    ['counts', `${SITE}/counts?article=/read`],
    ['an unknown article', `${COMMENTS}?article=/unknown`],
    ["an unknown article's feed", `${SITE}/feed.atom?article=/unknown`],
  ];
});
afterAll(() => service.stop());

function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<RawAnswer> {
  return rawRequest(service.url, path, { method, headers });
}

function decoded({ headers, body }: RawAnswer): string {
  const encoding = headers['content-encoding'];
  if (encoding === undefined) return body.toString('utf8');
  return (encoding === 'br' ? brotliDecompressSync(body) : gunzipSync(body)).toString('utf8');
}

const encodingOf = ({ headers }: RawAnswer) => headers['content-encoding'] ?? 'identity';

describe('every public read', () => {
  it('has a strong ETag, may be kept and must be revalidated, and may be read by any page', async () => {
    for (const [name, path] of all) {
      for (const time of ['when it is made', 'from finished bytes']) {
        const { status, headers } = await get(path);
        expect({ name, time, status, headers }).toMatchObject({
          status: 200,
          headers: {
            etag: expect.stringMatching(/^"[\x21\x23-\x7e]+"$/),
            'cache-control': 'public, max-age=0, must-revalidate',
            vary: 'Accept-Encoding',
            'access-control-allow-origin': '*',
            'x-content-type-options': 'nosniff',
          },
        });
      }
    }
  });

  it('is 304 without a body as long as nothing has changed, and keeps what a cache must know', async () => {
    for (const [name, path] of all) {
      for (const encoding of ['identity', 'gzip', 'br']) {
        const first = await get(path, { 'Accept-Encoding': encoding });
        const again = await get(path, { 'Accept-Encoding': encoding, 'If-None-Match': String(first.headers.etag) });
        expect({ name, encoding, status: again.status }).toEqual({ name, encoding, status: 304 });
        expect(again.body).toHaveLength(0);
        for (const kept of ['etag', 'cache-control', 'vary', 'access-control-allow-origin', 'link']) {
          expect([kept, again.headers[kept]]).toEqual([kept, first.headers[kept]]);
        }
        for (const gone of ['content-type', 'content-encoding', 'content-length']) {
          expect(again.headers).not.toHaveProperty(gone);
        }
      }
    }
  });

  it('answers HEAD like GET, without the body', async () => {
    for (const [name, path] of [...all, ['a page', `${COMMENTS}?article=/read&limit=2`] as const]) {
      for (const encoding of ['identity', 'gzip', 'br']) {
        const headers = { 'Accept-Encoding': encoding };
        const wanted = await get(path, headers);
        const { status, headers: got, body } = await get(path, headers, 'HEAD');
        const named = ['etag', 'content-length', 'content-type', 'content-encoding', 'cache-control', 'vary', 'link'];
        expect({ name, status, got: named.map((header) => got[header]) }).toEqual({
          name,
          status: 200,
          got: named.map((header) => wanted.headers[header]),
        });
        expect(body).toHaveLength(0);
        expect((await get(path, { ...headers, 'If-None-Match': String(got.etag) }, 'HEAD')).status).toBe(304);
      }
    }
  });

  it('has its body for GET also when HEAD was asked first', async () => {
    const path = `${COMMENTS}?article=/head-first`;
    const head = await get(path, {}, 'HEAD');
    const { body, headers } = await get(path);
    expect(body.length).toBeGreaterThan(0);
    expect([headers.etag, headers['content-length']]).toEqual([head.headers.etag, String(body.length)]);
  });

  it('has the same text in each encoding, and bytes that its ETag stands for', async () => {
    const bytes = new Map<string, string>();
    for (const [, path] of all) {
      const texts = new Set<string>();
      for (const encoding of ['identity', 'gzip', 'br', 'gzip', 'br', 'identity']) {
        const answer = await get(path, { 'Accept-Encoding': encoding });
        texts.add(decoded(answer));
        const etag = String(answer.headers.etag);
        const sent = `${encodingOf(answer)} ${answer.body.toString('base64')}`;
        expect(bytes.get(etag) ?? sent).toBe(sent);
        bytes.set(etag, sent);
        expect(answer.headers['content-length']).toBe(String(answer.body.length));
      }
      expect(texts.size).toBe(1);
    }
  });

  it('is compressed when it is long, each encoding under an ETag of its own', async () => {
    for (const [name, path] of long) {
      const etags = new Set<unknown>();
      for (const encoding of ['identity', 'gzip', 'br']) {
        const answer = await get(path, { 'Accept-Encoding': encoding });
        expect([name, encodingOf(answer)]).toEqual([name, encoding]);
        etags.add(answer.headers.etag);
      }
      expect(etags.size).toBe(3);
    }
  });

  it('is not answered 304 for the ETag of another encoding', async () => {
    const [, path] = long[0] as [string, string];
    const { headers } = await get(path, { 'Accept-Encoding': 'gzip' });
    const other = await get(path, { 'Accept-Encoding': 'br', 'If-None-Match': String(headers.etag) });
    expect([other.status, encodingOf(other)]).toEqual([200, 'br']);
  });
});

describe('If-None-Match', () => {
  it('is compared weakly, and may be a list or a star', async () => {
    const [, path] = long[0] as [string, string];
    const etag = String((await get(path)).headers.etag);
    for (const same of [
      etag,
      `W/${etag}`,
      ` ${etag} `,
      `"x", ${etag}`,
      `${etag},"x"`,
      `W/"x" , W/${etag}`,
      '*',
      ' * ',
    ]) {
      expect([same, (await get(path, { 'If-None-Match': same })).status]).toEqual([same, 304]);
    }
    for (const other of [
      '"x"',
      'W/"x"',
      etag.slice(1, -1),
      etag.toLowerCase().replace(/"$/, 'x"'),
      `"${etag}"`,
      '',
      ',',
      '"*"',
      `w/${etag}`,
    ]) {
      expect([other, (await get(path, { 'If-None-Match': other })).status]).toEqual([other, 200]);
    }
  });

  it('says nothing about what there is not', async () => {
    expect((await get(`${COMMENTS}/019a7d5e-0000-7000-8000-000000000000`, { 'If-None-Match': '*' })).status).toBe(404);
  });
});

describe('what is not published', () => {
  it('is kept by nobody', async () => {
    for (const path of [`${COMMENTS}/019a7d5e-0000-7000-8000-000000000000`, COMMENTS, '/api/v1/sites/nowhere/counts']) {
      const { headers } = await get(path);
      expect(headers['cache-control']).toBe('no-store');
      expect(headers).not.toHaveProperty('etag');
    }
  });
});
