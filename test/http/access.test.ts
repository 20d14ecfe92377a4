import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aComment, bearer, embedChunk, publish } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';

/** Who calls the site `default`, in the order of the table's columns. */
const CALLERS = [
  ...['nobody', 'a wrong token', 'a revoked token'],
  ...["the site's blog", "the site's moderator", "the site's admin"],
  ...["another site's blog", "another site's moderator", "another site's admin"],
  ...["every site's blog", "every site's moderator", "every site's admin"],
] as const;
type Caller = (typeof CALLERS)[number];

const EVERYBODY = 'in  in  in   in  in  in   in  in  in   in  in  in';
const MODERATORS = '401 401 401  403 in  in   403 403 403  403 in  in';
const ADMINS = '401 401 401  403 403 in   403 403 403  403 403 in';
/** Of all sites at once: a token of one site is for none of it. */
const OF_ALL_SITES = '401 401 401  403 403 403  403 403 403  403 in  in';
const AUTHORS = '401 403 403  403 403 403  403 403 403  403 403 403';

/** What each caller gets from each operation: `in`, or the status that keeps it out. */
const TABLE: Readonly<Record<string, string>> = {
  postComment: /*    */ 'in  401 401  in  in  in   403 403 403  in  in  in',
  listComments: EVERYBODY,
  getComment: /*     */ 'in  403 403  403 403 403  403 403 403  403 403 403',
  editComment: AUTHORS,
  withdrawComment: AUTHORS,
  countComments: EVERYBODY,
  feed: EVERYBODY,
  getStamp: EVERYBODY,
  listModerated: MODERATORS,
  getModerated: MODERATORS,
  revealEmail: MODERATORS,
  decide: MODERATORS,
  summary: MODERATORS,
  audit: MODERATORS,
  listModeratedOfAllSites: OF_ALL_SITES,
  summaryOfAllSites: OF_ALL_SITES,
  auditOfAllSites: OF_ALL_SITES,
  listArticles: MODERATORS,
  changeArticle: MODERATORS,
  getSiteSettings: MODERATORS,
  changeSiteSettings: ADMINS,
  signIn: /*         */ '403 403 403  403 403 403  403 403 403  403 403 403',
  session: /*        */ '401 401 401  401 401 401  401 401 401  401 401 401',
  signOut: /*        */ '401 401 401  401 401 401  401 401 401  401 401 401',
  desk: EVERYBODY,
  deskScript: EVERYBODY,
  deskStyle: EVERYBODY,
  deskManifest: EVERYBODY,
  deskIcon192: EVERYBODY,
  deskIcon512: EVERYBODY,
  deskIconFull512: EVERYBODY,
  deskAppleTouchIcon: EVERYBODY,
  getSite: EVERYBODY,
  previewComment: EVERYBODY,
  threadPage: EVERYBODY,
  threadFragment: EVERYBODY,
  /* Only the browser that has sent the comment has the address. */
  sentPage: /*       */ '404 404 404  404 404 404  404 404 404  404 404 404',
  embed: EVERYBODY,
  embedChunk: EVERYBODY,
  firstLook: EVERYBODY,
  health: EVERYBODY,
  readiness: EVERYBODY,
  metrics: /*        */ '401 401 401  403 403 403  403 403 403  403 403 in',
  description: EVERYBODY,
  privacy: EVERYBODY,
  avatar: EVERYBODY,
  favicon: EVERYBODY,
  robots: EVERYBODY,
  problem: EVERYBODY,
};

const QUERIES: Readonly<Record<string, (comment: string) => string>> = {
  sentPage: (comment) => `?comment=${comment}&proof=guessed`,
};
const ABOUT_AN_ARTICLE = ['listComments', 'threadPage', 'threadFragment'];

interface Operation {
  readonly id: string;
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  readonly path: string;
}

let service: TestService;
let published: string;
/** A part of the script that blogs load. */
let chunk: string;
const tokens = new Map<Caller, string>();

function operations(): Operation[] {
  return Object.entries(service.description.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => method !== 'parameters')
      .map(([method, { operationId }]) => ({ id: operationId, method: method as Operation['method'], path })),
  );
}

/** A body that the operation takes, so that only the token can be wrong. */
function bodyFor(id: string): object | undefined {
  switch (id) {
    case 'postComment':
      return aComment();
    case 'editComment':
      return { body: 'Other words' };
    case 'decide':
      return { decision: 'approve', comments: [published] };
    case 'signIn':
      return { token: service.tokens.moderator };
    case 'previewComment':
      return { body: 'Some words' };
    case 'changeArticle':
      return { article: '/2026/an-article', open: true };
    case 'changeSiteSettings':
      return { closeAfterDays: null };
    default:
      return undefined;
  }
}

async function outcome({ id, method, path }: Operation, caller: Caller): Promise<string> {
  const values: Readonly<Record<string, string>> = {
    site: 'default',
    id: published,
    seed: '0123456789abcdef',
    code: 'invalid',
    file: chunk,
  };
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? name);
  const query = ABOUT_AN_ARTICLE.includes(id) ? '?article=/2026/an-article' : (QUERIES[id]?.(published) ?? '');
  const token = tokens.get(caller);
  const { status } = await service.agent[method](address + query)
    .set(token === undefined ? {} : bearer(token))
    .send(bodyFor(id));
  return status < 300 ? 'in ' : String(status);
}

beforeAll(async () => {
  service = await startTestService();
  published = await publish(service);
  chunk = await embedChunk(service);
  await service.addSite('other');
  const revoked = await service.newToken('admin');
  await service.store.revokeToken({ id: revoked.id, now: service.clock.now() });
  tokens.set('a wrong token', 'a'.repeat(43)).set('a revoked token', revoked.token);
  for (const role of ['blog', 'moderator', 'admin'] as const) {
    tokens.set(`the site's ${role}`, (await service.newToken(role, { site: 'default' })).token);
    tokens.set(`another site's ${role}`, (await service.newToken(role, { site: 'other' })).token);
    tokens.set(`every site's ${role}`, (await service.newToken(role)).token);
  }
});
afterAll(() => service.stop());

describe('access', () => {
  // Wrong tokens are counted; a minute later they are forgotten.
  beforeEach(() => service.clock.advance(61_000));

  it('is decided for every operation that the service describes, and for no other', () => {
    expect(operations().map(({ id }) => id)).toEqual(Object.keys(TABLE));
  });

  it.each(Object.entries(TABLE))('to %s is as the table says', async (id, row) => {
    const operation = operations().find((candidate) => candidate.id === id)!;
    const expected = row.split(/\s+/).map((cell, index) => `${CALLERS[index]}: ${cell}`);
    const found: string[] = [];
    for (const caller of CALLERS) found.push(`${caller}: ${(await outcome(operation, caller)).trim()}`);
    expect(found).toEqual(expected);
  });

  it('of moderators is described by roles, and takes a token', () => {
    for (const item of Object.values(service.description.paths)) {
      for (const [method, operation] of Object.entries(item)) {
        if (method === 'parameters') continue;
        const row = TABLE[operation.operationId]!;
        const isForAdmins = row === ADMINS || operation.operationId === 'metrics';
        const roles =
          row === MODERATORS || row === OF_ALL_SITES ? ['moderator', 'admin'] : isForAdmins ? ['admin'] : [];
        expect([operation.operationId, operation['x-roles']]).toEqual([operation.operationId, roles]);
        if (row === MODERATORS || row === OF_ALL_SITES || row === ADMINS)
          expect(operation.security).toEqual([{ token: [] }, { deskSession: [] }]);
        else if (roles.length > 0) expect(operation.security).toEqual([{ token: [] }]);
      }
    }
  });

  it('ends at once when a token is revoked', async () => {
    const { id, token } = await service.newToken('moderator');
    const look = () => service.agent.get('/api/v1/sites/default/moderation/summary').set(bearer(token));
    await look().expect(200);
    await service.store.revokeToken({ id, now: service.clock.now() });
    await look().expect(401);
  });

  it.each(['Basic YTpi', 'Bearer', 'Bearer two words', 'Token x', 'bearer  '])(
    'is not given for the header "Authorization: %s"',
    async (header) => {
      const response = await service.agent
        .get('/api/v1/sites/default/moderation/summary')
        .set('Authorization', header)
        .expect(401);
      expect(response.headers['www-authenticate']).toBe('Bearer');
    },
  );

  it('is given whatever the letter case of the scheme', async () => {
    await service.agent
      .get('/api/v1/sites/default/moderation/summary')
      .set('Authorization', `bEARER ${service.tokens.moderator}`)
      .expect(200);
  });

  it('is asked for before it is told whether a site exists', async () => {
    const at = '/api/v1/sites/nowhere/moderation/summary';
    await service.agent.get(at).expect(401);
    await service.agent.get(at).set(bearer(service.tokens.blog)).expect(403);
    await service.agent.get(at).set(bearer(service.tokens.admin)).expect(404);
  });

  it('is not taken from a query or a cookie', async () => {
    const at = '/api/v1/sites/default/moderation/summary';
    const { moderator } = service.tokens;
    await service.agent.get(at).query({ access_token: moderator, token: moderator }).expect(401);
    await service.agent.get(at).set('Cookie', `token=${moderator}`).expect(401);
  });

  it('lets no other web page read what moderators see', async () => {
    const at = '/api/v1/sites/default/moderation/comments';
    const origin = { Origin: 'https://blog.example' };
    const answer = await service.agent.get(at).set(origin).set(bearer(service.tokens.moderator)).expect(200);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    expect(answer.headers['cache-control']).toBe('no-store');
    const preflight = await service.agent
      .options(at)
      .set({ ...origin, 'Access-Control-Request-Method': 'GET', 'Access-Control-Request-Headers': 'authorization' })
      .expect(204);
    expect(preflight.headers['access-control-allow-origin']).toBeUndefined();
  });
});
