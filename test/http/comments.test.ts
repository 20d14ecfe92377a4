import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aComment, bearer, COMMENTS, decide, type Posted, post, publish, SITE } from '../support/http.js';
import { type RawAnswer, rawRequest } from '../support/raw-request.js';
import { startTestService, type TestService } from '../support/service.js';

const SECRETS = ['ada@example.org', '192.0.2.44', 'Secret-Agent/1.0'];
let service: TestService;

beforeAll(async () => {
  service = await startTestService({ settings: { TRUST_PROXY: '1' } });
});
afterAll(() => service.stop());

/** Every value in a JSON document with its path. */
function leaves(value: unknown, path = ''): [string, unknown][] {
  if (value === null || typeof value !== 'object') return [[path, value]];
  return Object.entries(value).flatMap(([name, part]) => leaves(part, `${path}/${name}`));
}

describe('what the API for readers answers', () => {
  it('has times in UTC with milliseconds, ids that are UUIDv7, and names in camelCase', async () => {
    const posted = await post(service);
    await decide(service, 'approve', posted.comment.id);
    await publish(service, { parent: posted.comment.id });
    const list = await service.agent.get(COMMENTS).query({ article: '/2026/an-article' }).expect(200);
    for (const [path, value] of [...leaves(posted), ...leaves(list.body)]) {
      const name = path.split('/').at(-1) as string;
      if (/(At|Until)$/.test(name) && value !== null) expect(value).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      if (/^(id|parent)$/.test(name) && value !== null)
        expect(value).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}$/);
      expect(path).toMatch(/^(\/([a-z][A-Za-z]*|\d+))+$/);
    }
  });

  it('is JSON in UTF-8, or a problem', async () => {
    const { headers, text } = await rawRequest(service.url, `${COMMENTS}?article=/2026/an-article`);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(JSON.parse(text)).toMatchObject({ next: null });
  });
});

describe('a problem', () => {
  async function problem(answer: Promise<RawAnswer>): Promise<RawAnswer> {
    const got = await answer;
    expect(got.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(got.headers['cache-control']).toBe('no-store');
    const { type, status, title, detail, ...rest } = got.json as Record<string, unknown>;
    expect(status).toBe(got.status);
    expect([typeof title, typeof detail]).toEqual(['string', 'string']);
    expect(Object.keys(rest).filter((name) => name !== 'errors')).toEqual([]);
    const page = await rawRequest(service.url, String(type));
    expect([type, page.status]).toEqual([type, 200]);
    return got;
  }

  const send = (method: string, path: string, headers: Record<string, string> = {}, body = '') =>
    rawRequest(service.url, path, { method, headers: { 'Content-Type': 'application/json', ...headers }, body });

  it('has the status that the contract gives it, and a page that explains it', async () => {
    const { comment, editToken } = await post(service);
    const one = `${COMMENTS}/${comment.id}`;
    const double = JSON.stringify(aComment());
    await send('POST', COMMENTS, {}, double);
    const cases: [number, Promise<RawAnswer>][] = [
      [400, send('POST', COMMENTS, {}, '{')],
      [400, send('GET', '/api/v1/sites/%E0%A4%A/comments?article=/x')],
      [401, send('PATCH', one, {}, '{"body":"x"}')],
      [401, send('POST', COMMENTS, { Authorization: 'Basic YTpi' }, double)],
      [403, send('PATCH', one, bearer(`${editToken}x`), '{"body":"x"}')],
      [404, send('GET', '/api/v1/sites/nowhere/comments?article=/x')],
      [404, send('GET', one)],
      [404, send('GET', '/api/v1/nothing')],
      [409, send('POST', COMMENTS, {}, double)],
      [413, send('POST', COMMENTS, {}, ' '.repeat(65_537))],
      [415, send('POST', COMMENTS, { 'Content-Type': 'text/plain' }, double)],
      [422, send('POST', COMMENTS, {}, '{}')],
      [422, send('GET', `${COMMENTS}?limit=0&article=/x`)],
    ];
    for (const [status, answer] of cases) expect((await problem(answer)).status).toBe(status);
  });

  it('about a method names those that there are', async () => {
    const id = await publish(service);
    for (const [method, path, allow] of [
      ['PUT', COMMENTS, 'POST, GET, HEAD, OPTIONS'],
      ['DELETE', COMMENTS, 'POST, GET, HEAD, OPTIONS'],
      ['POST', `${COMMENTS}/${id}`, 'GET, PATCH, DELETE, HEAD, OPTIONS'],
      ['POST', `${SITE}/counts`, 'GET, HEAD, OPTIONS'],
      ['PATCH', `${SITE}/feed.atom`, 'GET, HEAD, OPTIONS'],
      ['PROPFIND', `${SITE}/feed.atom`, 'GET, HEAD, OPTIONS'],
    ] as const) {
      const { status, headers } = await problem(send(method, path));
      expect([method, path, status, headers.allow]).toEqual([method, path, 405, allow]);
    }
  });

  it('about a token says which kind is wanted', async () => {
    for (const headers of [{}, { Authorization: 'Basic YTpi' }, { Authorization: 'Bearer' }] as Record<
      string,
      string
    >[]) {
      const answer = await problem(send('DELETE', `${COMMENTS}/019a7d5e-0000-7000-8000-000000000000`, headers));
      expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, 'Bearer']);
    }
  });

  it('never repeats an address, a token or a stack', async () => {
    const { editToken } = await post(service);
    const headers = { 'X-Forwarded-For': SECRETS[1] as string, 'User-Agent': SECRETS[2] as string };
    const comment = aComment();
    const author = { name: 'Ada', email: `${SECRETS[0]} ` };
    const sent: Promise<RawAnswer>[] = [
      ...[
        { author: { ...author, email: `x ${SECRETS[0]}` } },
        { article: { url: `https://${SECRETS[0]}/` } },
        { parent: SECRETS[0] },
        { [SECRETS[0] as string]: 1 },
      ].map((change) => send('POST', COMMENTS, headers, JSON.stringify({ ...comment, ...change }))),
      send('POST', COMMENTS, { ...headers, ...bearer(`${editToken}`) }, JSON.stringify(comment)),
      send('POST', COMMENTS, { ...headers, 'Idempotency-Key': `${editToken}${editToken}` }, JSON.stringify(comment)),
      send('PATCH', `${COMMENTS}/${editToken}`, bearer(editToken), '{"body":"x"}'),
      send('POST', COMMENTS, headers, `{"author":"${SECRETS[0]}",`),
      send('GET', `${COMMENTS}?article=/x&cursor=${editToken}&thread=${SECRETS[0]}`, headers),
    ];
    for (const answer of sent) {
      const { text, headers: got, status } = await problem(answer);
      expect(status).toBeGreaterThanOrEqual(400);
      for (const secret of [...SECRETS, editToken]) expect(text + JSON.stringify(got)).not.toContain(secret);
      expect(text).not.toMatch(/node_modules|\bat .*:\d+/);
    }
  });
});

describe('what readers are shown', () => {
  it('holds no address, no agent and nothing that both of two authors with one address share', async () => {
    const headers = {
      'X-Forwarded-For': SECRETS[1] as string,
      'User-Agent': SECRETS[2] as string,
      Referer: 'https://secret.example',
    };
    const article = { url: 'https://blog.example/shown', title: 'Shown' };
    const write = async (name: string) => {
      service.clock.advance(1);
      const answer = await rawRequest(service.url, COMMENTS, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...headers },
        body: JSON.stringify(aComment({ article, author: { name, email: SECRETS[0] } })),
      });
      return answer.json as Posted;
    };
    const [ada, eve] = [await write('Ada'), await write('Eve')];
    await decide(service, 'approve', ada.comment.id, eve.comment.id);
    const pages = [`${COMMENTS}?article=/shown`, `${COMMENTS}/${ada.comment.id}`, `${SITE}/feed.atom?article=/shown`];
    for (const path of pages) {
      const { text } = await rawRequest(service.url, path);
      for (const secret of [...SECRETS, 'secret.example', 'gravatar']) expect(text).not.toContain(secret);
    }
    const { json } = await rawRequest(service.url, pages[0] as string);
    const [one, two] = (json as { comments: { author: { avatar: string } }[] }).comments;
    expect(one?.author.avatar).not.toBe(two?.author.avatar);
  });
});
