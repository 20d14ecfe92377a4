import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bearer, COMMENTS, decide, MODERATION, publish } from '../support/http.js';
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

/** What the address says to which a form is led. */
function queryOf({ headers }: RawAnswer): Record<string, string> {
  const { pathname, searchParams } = new URL(String(headers.location), service.url);
  expect(pathname).toBe('/sites/default/sent');
  return Object.fromEntries(searchParams);
}

/** What is stored of the comment that a form was sent for. */
async function stored(answer: RawAnswer): Promise<Record<string, unknown>> {
  const id = queryOf(answer).comment;
  const { body } = await service.agent
    .get(`${MODERATION}/comments/${id}`)
    .set(bearer(service.tokens.moderator))
    .expect(200);
  return body;
}

describe('a form of a page without scripts', () => {
  it('is answered 303 to a page that says what became of it', async () => {
    const answer = await send(fields({ 'article.url': 'https://blog.example/2026/an-article#comments' }));
    expect(answer.status).toBe(303);
    expect(queryOf(answer)).toEqual({
      comment: expect.stringMatching(/^[0-9a-f-]{36}$/),
      proof: expect.any(String),
      url: 'https://blog.example/2026/an-article',
    });
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

  it('leads to an address that fits into a header, whatever was sent', async () => {
    for (const [sent, path] of [
      ['https://blog.example/caf\u00e9/\u{1F984}', '/caf%C3%A9/%F0%9F%A6%84'],
      ['https://blog.example/a\r\nSet-Cookie: x=1', '/aSet-Cookie:%20x=1'],
      ['https://ada:secret@blog.example/b', '/b'],
      ['\thttps://blog.example/c\u0000', '/c'],
    ] as const) {
      const answer = await send(fields({ 'article.url': sent }));
      expect([sent, answer.status]).toEqual([sent, 303]);
      expect(answer.headers.location).toMatch(/^\/sites\/default\/sent\?[\x21-\x7e]+$/);
      expect(queryOf(answer).url).toBe(`https://blog.example${path}`);
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
    expect([again.status, queryOf(again).comment]).toEqual([303, queryOf(first).comment]);
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

describe('the page to which a form leads', () => {
  /** Sends a form, and opens what it leads to. */
  async function sent(change: Record<string, string> = {}, headers: Record<string, string> = {}) {
    const answer = await send(fields(change));
    const at = String(answer.headers.location);
    return { at, query: queryOf(answer), page: await service.agent.get(at).set(headers) };
  }

  it('says that the comment is pending, shows it, and leads back to the article', async () => {
    const { page } = await sent({ body: 'Some *words*', 'author.name': 'Ada <b>' });
    expect(page.status).toBe(200);
    expect(page.text).toContain('<h1>Your comment is pending</h1>');
    expect(page.text).toContain('A moderator of A blog approves it before others can read it.');
    expect(page.text).toContain('Ada &lt;b&gt;');
    expect(page.text).toContain('Some <em>words</em>');
    expect(page.text).toContain(
      '<a class="button" href="https://blog.example/2026/an-article">Back to the article</a>',
    );
    expect(page.text).not.toContain('example.org');
    expect(page.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/);
  });

  it('says that it is published once it is, and leads to it', async () => {
    const { at, query } = await sent();
    await decide(service, 'approve', query.comment!);
    const { text } = await service.agent.get(at).expect(200);
    expect(text).toContain('<h1>Your comment is published</h1>');
    expect(text).toContain(`href="https://blog.example/2026/an-article#comment-${query.comment}"`);
  });

  it('follows the reader’s language', async () => {
    const { page } = await sent({}, { 'Accept-Language': 'xx, ar;q=0.8' });
    expect(page.text).toContain('<html lang="ar" dir="rtl">');
    expect(page.text).toContain('تعليقك قيد المراجعة');
  });

  it('shows nothing to whoever has no proof, or another’s, or an old one, and leads nowhere else', async () => {
    const [mine, other] = [await sent(), await sent()];
    const get = (change: Record<string, string>) =>
      service.agent.get('/sites/default/sent').query({ ...mine.query, ...change });
    expect((await get({ proof: other.query.proof! })).status).toBe(404);
    expect((await get({ proof: 'x' })).status).toBe(404);
    expect((await get({ proof: '' })).status).toBe(422);
    expect((await get({ url: 'https://evil.example/' })).text).not.toContain('evil');
    service.clock.advance(25 * 3_600_000);
    expect((await get({})).status).toBe(404);
  });

  it('lets nobody change the comment', async () => {
    const { query } = await sent();
    const change = service.agent.patch(`${COMMENTS}/${query.comment}`).send({ body: 'Other words' });
    expect((await change.set(bearer(query.proof!))).status).toBe(403);
  });
});
