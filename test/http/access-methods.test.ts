import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bearer, COMMENTS, embedChunk, MODERATION, publish, SITE } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';
import { SESSION, signIn } from './desk-visitor.js';

const METHODS = ['get', 'head', 'post', 'put', 'patch', 'delete'] as const;

let service: TestService;
let id: string;
let file: string;

/** Every described path with something in place of its parameters, and the methods that it takes. */
function addresses(): { address: string; methods: string[] }[] {
  const values: Readonly<Record<string, string>> = { site: 'default', id, seed: 'new', code: 'invalid', file };
  return Object.entries(service.description.paths).map(([path, item]) => {
    const methods = Object.keys(item).filter((key) => key !== 'parameters');
    return {
      address: path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? name),
      methods: [...methods, ...(methods.includes('get') ? ['head'] : [])],
    };
  });
}

beforeAll(async () => {
  service = await startTestService();
  id = await publish(service);
  file = await embedChunk(service);
});
afterAll(() => service.stop());

describe('methods', () => {
  it('that an address does not take are answered 405 with those that it does', async () => {
    let refused = 0;
    for (const { address, methods } of addresses()) {
      const allow = [...methods.map((method) => method.toUpperCase()), 'OPTIONS'].sort();
      for (const method of METHODS.filter((name) => !methods.includes(name))) {
        const { status, headers } = await service.agent[method](address);
        const got = String(headers.allow).split(', ').sort();
        expect({ method, address, status, allow: got }).toEqual({ method, address, status: 405, allow });
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(60);
  });

  it('are listed for OPTIONS', async () => {
    for (const { address, methods } of addresses()) {
      const { status, headers } = await service.agent.options(address);
      const allow = String(headers.allow).toLowerCase().split(', ');
      expect({ address, status, allow: allow.sort() }).toEqual({
        address,
        status: 204,
        allow: [...methods, 'options'].sort(),
      });
    }
  });

  it('HEAD has the status and the headers of GET, and no body', async () => {
    let looked = 0;
    const visitor = await signIn(service, { token: service.tokens.admin });
    for (const { address, methods } of addresses()) {
      // What became of a comment is told by an address that only its sender gets.
      if (!methods.includes('get') || address.endsWith('/sent')) continue;
      const isAboutAnArticle = address === COMMENTS || address.includes('/thread');
      const at = isAboutAnArticle ? `${address}?article=/2026/an-article` : address;
      const token = address === SESSION ? visitor : bearer(service.tokens.admin);
      // A reader's address takes an author's token where it takes one at all.
      const auth = { ...(address.startsWith(COMMENTS) ? {} : token), 'Accept-Encoding': 'identity' };
      const get = await service.agent.get(at).set(auth).expect(200);
      const head = await service.agent.head(at).set(auth).expect(200);
      expect(head.text ?? '').toBe('');
      const plain = ({ headers }: typeof get) => ({
        type: headers['content-type'],
        etag: headers.etag,
        cache: headers['cache-control'],
      });
      expect({ at, ...plain(head) }).toEqual({ at, ...plain(get) });
      looked += 1;
    }
    expect(looked).toBeGreaterThan(10);
  });
});

describe('problems', () => {
  it.each(['/api', '/api/v1', '/api/v1/sites', '/api/v2/sites/default/comments', '/API/v1/sites/default/comments'])(
    'answer for the unknown address %s',
    async (address) => {
      const { body } = await service.agent.get(address).expect(404);
      expect(body).toEqual({
        type: '/problems/not-found',
        title: expect.any(String),
        status: 404,
        detail: expect.any(String),
      });
    },
  );

  it('have a page at their type that explains them', async () => {
    const { body } = await service.agent.get(`${MODERATION}/summary`).expect(401);
    const page = await service.agent.get(body.type).expect(200);
    expect(page.text).toContain(`<h1>${body.title}</h1>`);
  });

  it('name every wrong field of a body at once, by JSON Pointers', async () => {
    const { body } = await service.agent
      .post(`${MODERATION}/decisions`)
      .set(bearer(service.tokens.moderator))
      .send({ decision: 'burn', comments: [1], 'a/b~c': true, notes: '' })
      .expect(422);
    const pointers = body.errors.map((error: { pointer: string }) => error.pointer);
    expect(pointers).toEqual(expect.arrayContaining(['/decision', '/comments/0', '/notes']));
  });

  it('never repeat what was sent', async () => {
    const secret = 'leak.me@example.org';
    const { moderator } = service.tokens;
    const auth = bearer(moderator);
    const tries = [
      service.agent.post(COMMENTS).send({ [secret]: secret, author: { email: secret, [secret]: 1 }, body: [secret] }),
      service.agent.post(COMMENTS).type('json').send(`{"${secret}": ${secret}`),
      service.agent.post(COMMENTS).type('text/x-secret').send(secret),
      service.agent.get(`/${secret}`),
      service.agent.get(`/api/v1/sites/${secret}/comments?article=/x`),
      service.agent.get(`${COMMENTS}/${secret}`),
      service.agent.get(`${MODERATION}/summary`).set(bearer(secret)),
      service.agent
        .get(`${MODERATION}/comments`)
        .query({ [secret]: secret, order: secret, cursor: secret })
        .set(auth),
      service.agent.get(`${MODERATION}/comments/${secret}`).set(auth),
      service.agent
        .post(`${MODERATION}/decisions`)
        .send({ decision: secret, comments: [{ secret }] })
        .set(auth),
      service.agent.patch(`${SITE}/articles`).send({ article: '/an-article', url: secret }).set(auth),
      service.agent.get(`/problems/${secret}`),
      service.agent.get(`/avatars/${secret}.svg`),
      service.agent.get(`/privacy/${secret}`),
    ];
    for (const request of tries) {
      const { status, text } = await request;
      expect(status).toBeGreaterThanOrEqual(400);
      expect(text).not.toMatch(/leak|example\.org/i);
      expect(text).not.toContain(moderator);
    }
  });

  it.each(['/problems/%ff', '/privacy/%E0%A4%A', `${MODERATION}/comments/%`])(
    'answer an address with broken encoding: %s',
    async (address) => {
      const { body } = await service.agent.get(address).set(bearer(service.tokens.moderator)).expect(400);
      expect(body.type).toBe('/problems/malformed');
    },
  );
});
