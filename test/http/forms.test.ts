import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bearer, COMMENTS, MODERATION, publish } from '../support/http.js';
import { type RawAnswer, rawRequest } from '../support/raw-request.js';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;
let written = 0;

beforeAll(async () => {
  service = await startTestService({ settings: { POST_LIMIT: '60/1m' } });
});
afterAll(() => service.stop());

/** The fields of a page's form, all of them filled in. */
function fields(change: Record<string, string> = {}): Record<string, string> {
  return {
    'article.url': 'https://blog.example/2026/an-article',
    'author.name': 'Ada',
    'author.email': 'ada@example.org',
    body: `From a form, number ${++written}`,
    ...change,
  };
}

function send(form: Record<string, string> | string, headers = {}): Promise<RawAnswer> {
  return rawRequest(service.url, COMMENTS, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: 'https://blog.example', ...headers },
    body: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
  });
}

async function refused(form: Record<string, string> | string): Promise<{ pointer: string; detail: string }[]> {
  const answer = await send(form);
  expect(answer.status).toBe(422);
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  return (answer.json as { errors: { pointer: string; detail: string }[] }).errors;
}

/** What is stored of the comment that a form was sent for. */
async function stored(answer: RawAnswer): Promise<Record<string, unknown>> {
  const id = /#comment-(.*)$/.exec(String(answer.headers.location))?.[1];
  const { body } = await service.agent
    .get(`${MODERATION}/comments/${id}`)
    .set(bearer(service.tokens.moderator))
    .expect(200);
  return body;
}

describe('a form of a page without scripts', () => {
  it('is answered 303 back to the article, at the comment', async () => {
    const answer = await send(fields({ 'article.url': 'https://blog.example/2026/an-article#comments' }));
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toMatch(/^https:\/\/blog\.example\/2026\/an-article#comment-[0-9a-f-]{36}$/);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body).toHaveLength(0);
  });

  it.each(['application/json', 'application/json, text/html;q=0.5'])(
    'is answered 201 with JSON to a script that accepts %s',
    async (accept) => {
      const answer = await send(fields(), { Accept: accept });
      expect([answer.status, answer.headers['content-type']]).toEqual([201, 'application/json; charset=utf-8']);
      const { comment, editToken } = answer.json as { comment: { id: string; status: string }; editToken: string };
      expect([comment.status, typeof editToken]).toEqual(['pending', 'string']);
      expect(answer.headers.location).toBe(`${COMMENTS}/${comment.id}`);
    },
  );

  it.each(['text/html', '*/*', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'image/png'])(
    'is answered 303 to a browser that accepts %s',
    async (accept) => {
      expect((await send(fields(), { Accept: accept })).status).toBe(303);
    },
  );

  it('stores what the same comment in JSON would store, under flat names', async () => {
    const parent = await publish(service);
    const answer = await send(
      fields({
        'article.title': 'The title & more',
        'author.url': 'https://ada.example',
        parent,
        body: 'Two words + sign,\r\nä line & 100 %',
        notify: 'on',
        trap: '',
      }),
    );
    expect(await stored(answer)).toMatchObject({
      parent,
      article: '/2026/an-article',
      body: 'Two words + sign,\nä line & 100 %',
      author: { name: 'Ada', url: 'https://ada.example/' },
      status: 'pending',
    });
  });

  it('may leave what is optional empty, as browsers send it', async () => {
    const answer = await send(
      fields({ 'article.title': '', 'article.key': '', parent: '', 'author.url': '', notify: '', trap: '' }),
    );
    expect(answer.status).toBe(303);
  });

  it('names its wrong fields like one in JSON', async () => {
    expect(await refused(fields({ 'author.name': '' }))).toEqual([{ pointer: '/author/name', detail: 'is missing' }]);
    expect(await refused(fields({ 'author.email': 'ada' }))).toEqual([
      { pointer: '/author/email', detail: 'is not an email address' },
    ]);
    expect(await refused(fields({ 'article.url': 'https://evil.example/' }))).toEqual([
      { pointer: '/article/url', detail: expect.any(String) },
    ]);
    expect(await refused(fields({ notify: 'perhaps' }))).toEqual([{ pointer: '/notify', detail: 'must be a boolean' }]);
    expect((await refused('')).map(({ pointer }) => pointer)).toEqual(['/article', '/author', '/body']);
  });

  it('has no unknown fields, whatever they are called', async () => {
    expect(await refused(fields({ status: 'approved' }))).toEqual([
      { pointer: '/status', detail: 'is not known here' },
    ]);
    expect(await refused(fields({ 'author.verified': 'true' }))).toEqual([
      { pointer: '/author/verified', detail: 'is not known here' },
    ]);
    for (const name of [
      'a.b.c',
      'author.name.first',
      '__proto__.name',
      'constructor.prototype',
      '.',
      'author.',
      'author[name]',
    ]) {
      expect((await refused(fields({ [name]: 'x' }))).length).toBeGreaterThan(0);
    }
    expect(({} as { name?: string }).name).toBeUndefined();
  });

  it('takes the last of several values, and no value that is a group as well', async () => {
    const twice = await send(`${new URLSearchParams(fields())}&body=The+last`);
    expect(await stored(twice)).toMatchObject({ body: 'The last' });
    expect(await refused(`${new URLSearchParams(fields())}&author=Ada`)).toEqual([
      { pointer: '/author', detail: 'must be an object' },
    ]);
  });

  it('goes back to an address that fits into a header, whatever was sent', async () => {
    for (const [sent, path] of [
      ['https://blog.example/caf\u00e9/\u{1F984}', '/caf%C3%A9/%F0%9F%A6%84'],
      ['https://blog.example/a\r\nSet-Cookie: x=1', '/aSet-Cookie:%20x=1'],
      ['https://ada:secret@blog.example/b', '/b'],
      ['\thttps://blog.example/c\u0000', '/c'],
    ] as const) {
      const answer = await send(fields({ 'article.url': sent }));
      expect([sent, answer.status]).toEqual([sent, 303]);
      expect(answer.headers.location).toMatch(/^https:\/\/blog\.example\/[\x21-\x7e]*#comment-[0-9a-f-]{36}$/);
      expect(new URL(String(answer.headers.location)).pathname).toBe(path);
      expect(answer.headers).not.toHaveProperty('set-cookie');
    }
  });

  it('is UTF-8, and other media types are no forms', async () => {
    const type = (text: string) => send(fields(), { 'Content-Type': text });
    expect((await type('application/x-www-form-urlencoded; charset=UTF-8')).status).toBe(303);
    expect((await type('application/x-www-form-urlencoded; charset=windows-1252')).status).toBe(415);
    expect((await type('multipart/form-data; boundary=x')).status).toBe(415);
    expect((await type('text/plain')).status).toBe(415);
  });

  it('gets the same answer again with an Idempotency-Key, and a conflict without one', async () => {
    const form = fields();
    const first = await send(form, { 'Idempotency-Key': 'a form' });
    const again = await send(form, { 'Idempotency-Key': 'a form' });
    expect([again.status, again.headers.location]).toEqual([303, first.headers.location]);
    const other = fields();
    expect((await send(other)).status).toBe(303);
    expect((await send(other)).status).toBe(409);
  });

  it('is taken for a comment only: an edit is JSON', async () => {
    const { status } = await rawRequest(service.url, `${COMMENTS}/019a7d5e-0000-7000-8000-000000000000`, {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...bearer('x') },
      body: 'body=x',
    });
    expect(status).toBe(415);
  });
});
