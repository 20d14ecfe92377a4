import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aComment, COMMENTS, publish } from '../support/http.js';
import { type RawAnswer, rawRequest } from '../support/raw-request.js';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;

beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

function send(body: string | Uint8Array, headers: Record<string, string> = {}): Promise<RawAnswer> {
  return rawRequest(service.url, COMMENTS, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body,
  });
}

async function status(body: string | Uint8Array, headers: Record<string, string> = {}): Promise<number> {
  const answer = await send(body, headers);
  if (answer.status >= 400) {
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.json).toMatchObject({ status: answer.status, title: expect.any(String), detail: expect.any(String) });
  }
  return answer.status;
}

const json = (change: Record<string, unknown> = {}) => JSON.stringify(aComment(change));

describe('a request body', () => {
  it('that is not JSON is malformed', async () => {
    for (const body of ['{', 'article=1', '{"a":1}x', '{"a":01}', "{'a':1}", '\u0000', 'undefined', '{"a":NaN}']) {
      expect([body, await status(body)]).toEqual([body, 400]);
    }
  });

  it('that is empty is malformed', async () => {
    expect(await status('')).toBe(400);
    expect(await status(' ')).toBe(400);
    expect(await status('', { 'Transfer-Encoding': 'chunked' })).toBe(400);
  });

  it('may begin with a byte order mark', async () => {
    expect(await status(`\uFEFF${json()}`)).toBe(201);
  });

  it('is not read with another media type, or with none', async () => {
    for (const type of [
      'text/plain',
      'text/plain;charset=UTF-8',
      'application/jsonp',
      'application/problem+json',
      'multipart/form-data; boundary=x',
      'application/json, text/plain',
      '',
    ]) {
      expect([type, await status(json(), { 'Content-Type': type })]).toEqual([type, 415]);
    }
    const untyped = await rawRequest(service.url, COMMENTS, { method: 'POST', body: json() });
    expect(untyped.status).toBe(415);
  });

  it('is read whatever the letter case of its media type', async () => {
    expect(await status(json(), { 'Content-Type': 'Application/JSON; Charset="UTF-8"' })).toBe(201);
  });

  it('is UTF-8 and nothing else', async () => {
    for (const charset of ['iso-8859-1', 'utf-16', 'utf-16le', 'utf-7', 'klingon']) {
      const type = `application/json; charset=${charset}`;
      expect([charset, await status(json(), { 'Content-Type': type })]).toEqual([charset, 415]);
    }
    expect(await status(json(), { 'Content-Type': 'application/json; charset=utf-8' })).toBe(201);
    const latin1 = Buffer.from(json({ body: 'caf\u00e9' }), 'latin1');
    expect(await status(latin1)).toBe(400);
    expect(await status(Buffer.from(json({ body: 'caf\u00e9' }), 'utf16le'))).toBe(400);
  });

  it('may hold half a surrogate pair, of which no page is broken', async () => {
    const answer = await send(json({ body: 'x' }).replace('"x"', '"half \\ud83e"'));
    expect(answer.status).toBe(201);
    expect((answer.json as { comment: { html: string } }).comment.html).toBe('<p>half \uFFFD</p>');
  });

  it('has at most 64 KiB', async () => {
    const padded = (bytes: number) => json().padEnd(bytes, ' ');
    expect(await status(padded(65_536))).toBe(201);
    expect(await status(padded(65_537))).toBe(413);
    expect(await status(padded(65_537), { 'Transfer-Encoding': 'chunked' })).toBe(413);
    expect(await status(padded(5_000_000))).toBe(413);
  });

  it('may be compressed', async () => {
    for (const [encoding, how] of Object.entries({ gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync })) {
      expect([encoding, await status(how(json()), { 'Content-Encoding': encoding })]).toEqual([encoding, 201]);
    }
    expect(await status(json(), { 'Content-Encoding': 'identity' })).toBe(201);
    expect(await status(json(), { 'Content-Encoding': 'compress' })).toBe(415);
    expect(await status(gzipSync(gzipSync(json())), { 'Content-Encoding': 'gzip, gzip' })).toBe(415);
    expect(await status(json(), { 'Content-Encoding': 'gzip' })).toBe(400);
    expect(await status(gzipSync(json()).subarray(0, 50), { 'Content-Encoding': 'gzip' })).toBe(400);
  });

  it('is refused as too large when more than that comes out of it', async () => {
    const bombs = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync };
    for (const [encoding, how] of Object.entries(bombs)) {
      const bomb = how(Buffer.alloc(20_000_000, ' '));
      expect(bomb.length).toBeLessThan(65_536);
      expect([encoding, await status(bomb, { 'Content-Encoding': encoding })]).toEqual([encoding, 413]);
    }
  });

  it('leaves the connection usable when it is refused', async () => {
    const article = '/after-all';
    await publish(service, { article: { url: `https://blog.example${article}` } });
    for (const body of ['{', json().padEnd(70_000, ' '), json()]) await send(body);
    const answer = await rawRequest(service.url, `${COMMENTS}?article=${article}`);
    expect(answer.status).toBe(200);
  });
});
