import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bearer } from '../support/http.js';
import { type RawAnswer, rawRequest } from '../support/raw-request.js';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;

beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

/** Whatever a browser, a program or a scraper gets that is neither a comment nor about one. */
const PAGES = ['/openapi.json', '/', '/privacy/default', '/problems/invalid', '/desk', '/metrics'];
/** Those that stay the same from one request to the next. */
const STEADY = PAGES.filter((path) => path !== '/metrics');

function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<RawAnswer> {
  const authorization = path === '/metrics' ? bearer(service.tokens.admin) : {};
  return rawRequest(service.url, path, { method, headers: { ...authorization, ...headers } });
}

describe('a page of the service', () => {
  it.each(PAGES)('%s comes compressed as the client likes', async (path) => {
    const plain = await get(path);
    expect([plain.status, plain.headers['content-encoding']]).toEqual([200, undefined]);
    for (const [encoding, unpack] of [
      ['gzip', gunzipSync],
      ['br', brotliDecompressSync],
    ] as const) {
      const { headers, body } = await get(path, { 'Accept-Encoding': encoding });
      expect(headers['content-encoding']).toBe(encoding);
      expect(Number(headers['content-length'])).toBe(body.length);
      expect(body.length).toBeLessThan(plain.body.length);
      expect(String(headers.vary).toLowerCase()).toContain('accept-encoding');
      if (path !== '/metrics') expect(unpack(body).toString()).toBe(plain.text);
      else expect(unpack(body).toString()).toContain('afterword_build_info');
    }
  });

  it.each(STEADY)('%s is not sent again to who has it', async (path) => {
    for (const encoding of ['identity', 'gzip', 'br']) {
      const headers = { 'Accept-Encoding': encoding };
      const { etag } = (await get(path, headers)).headers;
      expect(etag).toMatch(/^"[^"]+"$/);
      const again = await get(path, { ...headers, 'If-None-Match': String(etag) });
      expect([again.status, again.body.length, again.headers.etag]).toEqual([304, 0, etag]);
      expect(again.headers['content-security-policy']).toBe(
        (await get(path, headers)).headers['content-security-policy'],
      );
      expect((await get(path, { ...headers, 'If-None-Match': '"other"' })).status).toBe(200);
    }
  });

  it.each(PAGES)('%s is answered to HEAD with the headers of GET', async (path) => {
    const [head, whole] = [await get(path, {}, 'HEAD'), await get(path)];
    expect([head.status, head.body.length]).toEqual([200, 0]);
    const steady = ['cache-control', 'content-type', 'vary', 'content-security-policy'];
    for (const name of steady) expect([name, head.headers[name]]).toEqual([name, whole.headers[name]]);
  });

  it('has another ETag in another form', async () => {
    const tag = async (headers: Record<string, string>) => (await get('/privacy/default', headers)).headers.etag;
    const tags = new Set([
      await tag({}),
      await tag({ Accept: 'application/json' }),
      await tag({ 'Accept-Encoding': 'br' }),
      await tag({ Accept: 'application/json', 'Accept-Encoding': 'br' }),
    ]);
    expect(tags.size).toBe(4);
    expect((await get('/privacy/default', { Accept: 'application/json' })).headers.vary).toBe(
      'Accept, Accept-Encoding',
    );
  });

  it('changes with what it says', async () => {
    const { etag } = (await get('/privacy/default')).headers;
    await service.store.changeSite({ slug: 'default', name: 'Another name' });
    const changed = await get('/privacy/default', { 'If-None-Match': String(etag) });
    expect(changed.status).toBe(200);
    expect(changed.text).toContain('Another name');
  });

  it('is kept by nobody if a token is needed for it', async () => {
    const { headers } = await get('/metrics');
    expect([headers['cache-control'], headers.etag]).toEqual(['no-store', undefined]);
  });
});
