import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { bearer, MODERATION, post } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';
import { cookieParts, fromDesk, keepNoCookies, newCode, SESSION, signIn } from './desk-visitor.js';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const SUMMARY = `${MODERATION}/summary`;

let service: TestService;
beforeAll(async () => {
  service = keepNoCookies(await startTestService());
  await service.addSite('another');
});
// Wrong tokens and codes are counted by the minute.
afterEach(() => service.clock.advance(61_000));
afterAll(() => service.stop());

const ask = (by: object) => service.agent.post(SESSION).set(fromDesk(service)).send(by);
const look = (visitor: Record<string, string>, at = SUMMARY) => service.agent.get(at).set(visitor);

describe('a session of the desk', () => {
  it('begins with a moderator’s token, and says who it is', async () => {
    const { token } = await service.newToken('moderator', { site: 'default', name: 'Mona' });
    const { body } = await ask({ token }).expect(200);
    expect(body).toEqual({
      name: 'Mona',
      role: 'moderator',
      sites: [{ id: 'default', name: 'A blog', url: 'https://blog.example/' }],
      expiresAt: new Date(service.clock.now() + 12 * HOUR).toISOString(),
    });
    const again = await look(await signIn(service, { token }), SESSION).expect(200);
    expect(again.body).toEqual(body);
  });

  it('shows an admin every site', async () => {
    const { body } = await ask({ token: service.tokens.admin }).expect(200);
    expect(body.sites.map(({ id }: { id: string }) => id)).toEqual(['default', 'another']);
  });

  it('hands out a cookie that scripts cannot read and other sites cannot send', async () => {
    const response = await ask({ token: service.tokens.moderator }).expect(200);
    const [value, ...attributes] = cookieParts(response);
    expect(value).toMatch(/^afterword_desk=[\w-]{43}$/);
    expect(attributes.sort()).toEqual(['HttpOnly', 'Max-Age=43200', 'Path=/', 'SameSite=Strict']);
    expect(response.headers['cache-control']).toBe('no-store');
    expect(response.text).not.toContain(value?.split('=')[1]);
  });

  it('is taken by the moderation API as the token is', async () => {
    const visitor = await signIn(service, { token: service.tokens.moderator });
    const { comment } = await post(service);
    await look(visitor).expect(200);
    const { body } = await service.agent
      .post(`${MODERATION}/decisions`)
      .set(visitor)
      .send({ decision: 'approve', comments: [comment.id] })
      .expect(200);
    expect(body.results[0]).toMatchObject({ to: 'approved', changed: true });
    const one = await look(visitor, `${MODERATION}/comments/${comment.id}`).expect(200);
    expect(one.body.history.at(-1)).toMatchObject({ actor: 'the moderator', action: 'approve' });
  });

  it('reaches only the sites of its token', async () => {
    const visitor = await signIn(service, { code: await newCode(service, { site: 'default' }) });
    await look(visitor, '/api/v1/sites/another/moderation/summary').expect(403);
    await look(visitor).expect(200);
  });

  it('counts for nothing but moderation, whatever its role', async () => {
    const { Cookie } = await signIn(service, { token: service.tokens.admin });
    const cookie = { ...fromDesk(service), Cookie };
    await service.agent.get('/metrics').set(cookie).expect(401);
    await service.agent
      .get('/metrics')
      .set(bearer(Cookie.split('=')[1] as string))
      .expect(401);
    const unpublished = (await post(service)).comment.id;
    await service.agent.get(`/api/v1/sites/default/comments/${unpublished}`).set(cookie).expect(404);
  });

  it('is refused to tokens of blogs and to wrong ones', async () => {
    await ask({ token: service.tokens.blog }).expect(403);
    const wrong = await ask({ token: 'a'.repeat(43) }).expect(401);
    expect(wrong.headers['set-cookie']).toBeUndefined();
    await ask({}).expect(422);
    await ask({ token: service.tokens.moderator, code: 'both' }).expect(422);
  });

  it('lasts for twelve hours and not a millisecond longer', async () => {
    const visitor = await signIn(service, { token: service.tokens.moderator });
    service.clock.advance(12 * HOUR - 1);
    await look(visitor).expect(200);
    service.clock.advance(1);
    await look(visitor).expect(401);
    await look(visitor, SESSION).expect(401);
  });

  it('ends when its token is revoked', async () => {
    const { id, token } = await service.newToken('moderator');
    const visitor = await signIn(service, { token });
    await look(visitor).expect(200);
    await service.store.revokeToken({ id, now: service.clock.now() });
    await look(visitor).expect(401);
  });

  it('ends by signing out, also for whoever kept the cookie', async () => {
    const visitor = await signIn(service, { token: service.tokens.moderator });
    const other = await signIn(service, { token: service.tokens.moderator });
    const response = await service.agent.delete(SESSION).set(visitor).expect(204);
    expect(cookieParts(response).slice(0, 3)).toEqual(['afterword_desk=', 'Path=/', 'Max-Age=0']);
    await look(visitor).expect(401);
    await look(other).expect(200);
  });

  it('is a new one at every sign-in, and ends the one before (no fixation)', async () => {
    const planted = `afterword_desk=${'p'.repeat(43)}`;
    const response = await ask({ token: service.tokens.moderator }).set('Cookie', planted).expect(200);
    const first = cookieParts(response)[0] as string;
    expect(first).not.toBe(planted);
    await look({ ...fromDesk(service), Cookie: planted }).expect(401);
    const next = await ask({ token: service.tokens.moderator }).set('Cookie', first).expect(200);
    await look({ ...fromDesk(service), Cookie: first }).expect(401);
    await look({ ...fromDesk(service), Cookie: cookieParts(next)[0] as string }).expect(200);
  });

  it('is not taken when a second cookie of its name stands beside it', async () => {
    const visitor = await signIn(service, { token: service.tokens.moderator });
    await look({ ...visitor, Cookie: `${visitor.Cookie}; afterword_desk=${'p'.repeat(43)}` }).expect(401);
    await look({ ...visitor, Cookie: `theme=dark; ${visitor.Cookie}; other=1` }).expect(200);
  });

  it('outlives a restart', async () => {
    const visitor = await signIn(service, { token: service.tokens.moderator });
    service = keepNoCookies(await service.restart());
    await look({ ...visitor, Origin: service.url }).expect(200);
  });
});

describe('a link to the desk', () => {
  it('signs in once, under the name that it was made for', async () => {
    const code = await newCode(service, { name: 'Otto' });
    const { body } = await ask({ code }).expect(200);
    expect(body).toMatchObject({ name: 'Otto', role: 'moderator' });
    await ask({ code }).expect(401);
  });

  it('signs in one of many who use it in the same moment', async () => {
    const code = await newCode(service);
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask({ code })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(401)]);
  });

  it('waits for fifteen minutes and not a millisecond longer', async () => {
    const [early, late] = [await newCode(service), await newCode(service)];
    service.clock.advance(15 * MINUTE - 1);
    await ask({ code: early }).expect(200);
    service.clock.advance(1);
    await ask({ code: late }).expect(401);
  });

  it('leaves a token that ends with the session and that nobody can show', async () => {
    const code = await newCode(service, { name: 'short-lived' });
    const visitor = await signIn(service, { code });
    const named = async () => (await service.store.allTokens()).filter(({ name }) => name === 'short-lived');
    expect(await named()).toMatchObject([{ role: 'moderator', site: null, revokedAt: null }]);
    await service.agent.get(SUMMARY).set(bearer(code)).expect(401);
    await service.agent.delete(SESSION).set(visitor).expect(204);
    expect(await named()).toMatchObject([{ revokedAt: service.clock.now() }]);
  });

  it('has its token revoked, and every trace of the session forgotten, once twelve hours are over', async () => {
    await signIn(service, { code: await newCode(service, { name: 'forgotten' }) });
    service.clock.advance(12 * HOUR);
    await service.store.forgetDeskSessions({ now: service.clock.now() });
    const token = (await service.store.allTokens()).find(({ name }) => name === 'forgotten');
    expect(token?.revokedAt).toBe(service.clock.now());
  });

  it('can be guessed at only a few times a minute, together with tokens', async () => {
    for (let tries = 0; tries < 10; tries++) {
      await ask({ code: `guess${tries}` }).expect(401);
      await ask({ token: `guess${tries}` }).expect(401);
    }
    const limited = await ask({ code: 'another' }).expect(429);
    expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
    await ask({ code: await newCode(service) }).expect(200);
  });
});
