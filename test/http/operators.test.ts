import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { bearer, decide, post } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;

describe('the service as its operator sees it', () => {
  beforeAll(async () => {
    service = await startTestService();
  });
  afterAll(() => service.stop());

  it('says that it lives', async () => {
    const { body, headers } = await service.agent.get('/healthz').expect(200);
    expect(body).toEqual({ status: 'ok' });
    expect(headers['cache-control']).toBe('no-store');
  });

  it('gives every answer an id of its own', async () => {
    const ids = new Set<string>();
    for (let n = 0; n < 5; n++) ids.add((await service.agent.get('/healthz')).headers['x-request-id']!);
    expect(ids.size).toBe(5);
  });

  it("counts in Prometheus' text format, for admins of all sites", async () => {
    await post(service);
    const { text, headers } = await service.agent.get('/metrics').set(bearer(service.tokens.admin)).expect(200);
    expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(text).toMatch(/^afterword_http_request_duration_seconds_count\{.*route="postComment".*\} [1-9]/m);
    expect(text).toMatch(/^afterword_comments\{site="default",status="pending"\} 1$/m);
    expect(text).toMatch(/^afterword_store_commits_total [1-9]/m);
  });

  it('names nobody in its metrics', async () => {
    const author = { name: 'Zebedee', email: 'zebedee@example.org', url: 'https://zebedee.example/' };
    const { comment } = await post(service, { author });
    await decide(service, 'approve', comment.id);
    await service.agent.get('/zebedee').expect(404);
    const { text } = await service.agent.get('/metrics').set(bearer(service.tokens.admin)).expect(200);
    expect(text).not.toMatch(/zebedee|127\.0\.0\.1|an-article/i);
    for (const token of Object.values(service.tokens)) expect(text).not.toContain(token);
    expect(text).not.toContain(comment.id);
  });

  it.each(['0123456789abcdef', 'ffffffffffffffff', 'new'])(
    'draws the avatar %s, which may do nothing',
    async (seed) => {
      const { body, headers } = await service.agent.get(`/avatars/${seed}.svg`).expect(200);
      expect(String(body)).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
      expect(headers).toMatchObject({
        'content-type': 'image/svg+xml; charset=utf-8',
        'content-security-policy':
          "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
        'cross-origin-resource-policy': 'cross-origin',
        'access-control-allow-origin': '*',
        'x-content-type-options': 'nosniff',
      });
    },
  );

  it('lets the drawing of a seed be kept for ever, and the neutral one for a day', async () => {
    const seed = await service.agent.get('/avatars/0123456789abcdef.svg').expect(200);
    expect(seed.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const neutral = await service.agent.get('/avatars/new.svg').expect(200);
    expect(neutral.headers['cache-control']).toBe('public, max-age=86400');
  });

  it('draws the very avatar that a published comment names', async () => {
    const { comment } = await post(service);
    await decide(service, 'approve', comment.id);
    const { body } = await service.agent.get(`/api/v1/sites/default/comments/${comment.id}`).expect(200);
    await service.agent.get(body.author.avatar).expect(200);
    await service.agent.get(String((comment.author as { avatar: string }).avatar)).expect(200);
  });

  it.each(['0123456789ABCDEF', '0123456789abcde', '0123456789abcdef0', 'old', '..%2fnew'])(
    'has no avatar %s',
    async (seed) => {
      await service.agent.get(`/avatars/${seed}.svg`).expect(404);
    },
  );

  it.each(['invalid', 'unauthorized', 'internal', 'too-many-requests'])('explains the problem %s', async (code) => {
    const { text, headers } = await service.agent.get(`/problems/${code}`).expect(200);
    expect(text).toMatch(/^<!doctype html>/);
    expectPage(headers);
  });

  it.each(['unknown', 'constructor', '__proto__', 'toString'])('knows no problem %s', async (code) => {
    await service.agent.get(`/problems/${code}`).expect(404);
  });
});

describe('open metrics', () => {
  afterEach(() => service.stop());

  it('need no token', async () => {
    service = await startTestService({ settings: { METRICS_PUBLIC: 'true' } });
    await service.agent.get('/metrics').expect(200);
    await service.agent.get('/metrics').set(bearer('whatever')).expect(200);
    expect(service.description.paths['/metrics']?.get?.security).toEqual([]);
  });
});

describe('the privacy page', () => {
  beforeAll(async () => {
    service = await startTestService({
      akismet: true,
      settings: { AKISMET_WITHHOLD: 'email', RETENTION_CLIENT_DAYS: '7', SITE_NAME: 'Ada & Bo' },
    });
    await service.addSite('other', { name: 'The other', emailRequired: false });
  });
  afterAll(() => service.stop());

  it('is HTML that can do nothing', async () => {
    const { text, headers } = await service.agent.get('/privacy/default').expect(200);
    expect(text).toContain('For Ada &amp; Bo. In short');
    expect(text).toContain('7 days');
    expectPage(headers);
    expect(headers.vary).toBe('Accept, Accept-Encoding');
  });

  it('comes as JSON with the same facts', async () => {
    const { body } = await service.agent.get('/privacy/default').accept('application/json').expect(200);
    expect(body.site).toEqual({ name: 'Ada & Bo', url: 'https://blog.example/' });
    const told = body.fields
      .filter((field: { recipients: { who: string }[] }) => field.recipients.some(({ who }) => who === 'akismet'))
      .map(({ field }: { field: string }) => field);
    expect(told).toEqual(['name', 'website', 'words', 'ipAddress', 'userAgent', 'referrer']);
  });

  it('speaks of each site by itself', async () => {
    const { body } = await service.agent.get('/privacy/other').accept('application/json').expect(200);
    expect(body.site.name).toBe('The other');
    expect(body.fields.find(({ field }: { field: string }) => field === 'email').given).toBe('optional');
    await service.agent.get('/privacy/nowhere').expect(404);
  });

  it.each([
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'text/html'],
    ['*/*', 'text/html'],
    ['', 'text/html'],
    ['text/*', 'text/html'],
    ['application/json', 'application/json'],
    ['APPLICATION/JSON; charset=utf-8', 'application/json'],
    ['application/*', 'application/json'],
    ['text/html;q=0.4, application/json;q=0.5', 'application/json'],
    ['text/html;q=0, */*', 'application/json'],
    ['image/png, application/json;q=0.1', 'application/json'],
  ])('for "Accept: %s" is %s', async (accept, type) => {
    const { headers } = await service.agent.get('/privacy/default').set('Accept', accept).expect(200);
    expect(headers['content-type']).toBe(`${type}; charset=utf-8`);
  });

  it.each(['image/png', 'application/json;q=0', 'nonsense'])('does not come for "Accept: %s"', async (accept) => {
    const { body } = await service.agent.get('/privacy/default').set('Accept', accept).expect(406);
    expect(body.type).toBe('/problems/not-acceptable');
  });
});

/** A page of ours runs no script, stands in no frame, and takes nothing from elsewhere; its style alone is allowed, by its hash. */
function expectPage(headers: Record<string, string>): void {
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(headers['content-security-policy']).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
  );
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['referrer-policy']).toBe('no-referrer');
  expect(headers['cache-control']).toMatch(/^public, max-age=\d+$/);
}
