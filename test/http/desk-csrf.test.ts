import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MODERATION, post } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';
import { cookieParts, fromDesk, keepNoCookies, newCode, SESSION, signIn } from './desk-visitor.js';

const DECISIONS = `${MODERATION}/decisions`;

let service: TestService;
let visitor: Record<string, string>;
let id: string;
beforeAll(async () => {
  service = keepNoCookies(await startTestService());
  visitor = await signIn(service, { token: service.tokens.moderator });
  id = (await post(service)).comment.id;
});
afterAll(() => service.stop());

const order = () => ({ decision: 'approve', comments: [id] });
const status = async () => (await service.store.moderatedComment({ siteId: 1, id })).comment.status;

describe('what changes something in a session of the desk', () => {
  it.each([
    ['a page of the blog', { Origin: 'https://blog.example' }],
    ['a page in a sandbox', { Origin: 'null' }],
    ['the same host by another scheme or port', { Origin: 'https://127.0.0.1' }],
  ])('is refused from %s, even with the desk’s header', async (_, headers) => {
    await service.agent
      .post(DECISIONS)
      .set({ ...visitor, ...headers })
      .send(order())
      .expect(403);
    await service.agent
      .delete(SESSION)
      .set({ ...visitor, ...headers })
      .expect(403);
    expect(await status()).toBe('pending');
  });

  it('is refused without an Origin', async () => {
    const { Cookie } = visitor;
    const headers = { Cookie: Cookie as string, 'X-Afterword-Desk': '1' };
    await service.agent.post(DECISIONS).set(headers).send(order()).expect(403);
    expect(await status()).toBe('pending');
  });

  it('is refused without the header of the desk, in any form that a page can send by itself', async () => {
    const headers = { Cookie: visitor.Cookie as string, Origin: service.url };
    await service.agent.post(DECISIONS).set(headers).send(order()).expect(403);
    await service.agent
      .post(DECISIONS)
      .set(headers)
      .type('form')
      .send({ decision: 'approve', comments: id })
      .expect(403);
    await service.agent.post(DECISIONS).set(headers).type('text/plain').send(JSON.stringify(order())).expect(403);
    expect(await status()).toBe('pending');
  });

  it('is not told to a preflight that foreign pages may send the header', async () => {
    const preflight = await service.agent.options(DECISIONS).set({
      Origin: 'https://blog.example',
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'x-afterword-desk, content-type',
    });
    expect(preflight.headers['access-control-allow-origin']).toBeUndefined();
    expect(preflight.headers['access-control-allow-headers']).toBeUndefined();
    expect(preflight.headers['access-control-allow-credentials']).toBeUndefined();
  });

  it('includes a look at an email, which is written down', async () => {
    const { Cookie } = visitor;
    await service.agent
      .get(`${MODERATION}/comments/${id}/email`)
      .set('Cookie', Cookie as string)
      .expect(403);
    await service.agent.get(`${MODERATION}/comments/${id}/email`).set(visitor).expect(200);
  });

  it('includes signing in: no page can have somebody work under a name of its own', async () => {
    const code = await newCode(service);
    await service.agent
      .post(SESSION)
      .set({ Origin: 'https://blog.example', 'X-Afterword-Desk': '1' })
      .send({ code })
      .expect(403);
    await service.agent.post(SESSION).set({ Origin: service.url }).send({ code }).expect(403);
    await service.agent.post(SESSION).set(fromDesk(service)).type('form').send({ code }).expect(415);
    await service.agent.post(SESSION).set(fromDesk(service)).send({ code }).expect(200);
  });
});

describe('over https', () => {
  it('the cookie is bound to this host, and pages of the same host over http are foreign', async () => {
    const proxied = keepNoCookies(await startTestService({ settings: { TRUST_PROXY: 'loopback' } }));
    try {
      const https = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'comments.example' };
      const desk = { ...https, Origin: 'https://comments.example', 'X-Afterword-Desk': '1' };
      const token = proxied.tokens.moderator;
      await proxied.agent
        .post(SESSION)
        .set({ ...desk, Origin: 'http://comments.example' })
        .send({ token })
        .expect(403);
      const response = await proxied.agent.post(SESSION).set(desk).send({ token }).expect(200);
      const [value, ...attributes] = cookieParts(response);
      expect(value).toMatch(/^__Host-afterword_desk=[\w-]{43}$/);
      expect(attributes.sort()).toEqual(['HttpOnly', 'Max-Age=43200', 'Path=/', 'SameSite=Strict', 'Secure']);
      await proxied.agent
        .get(SESSION)
        .set({ ...desk, Cookie: value as string })
        .expect(200);
      const withoutPrefix = (value as string).replace('__Host-', '');
      await proxied.agent
        .get(SESSION)
        .set({ ...desk, Cookie: withoutPrefix })
        .expect(401);
    } finally {
      await proxied.stop();
    }
  });
});
