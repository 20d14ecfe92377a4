import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { answers } from '../support/fake-akismet.js';
import { aComment, bearer, COMMENTS, decide, MODERATION, SITE } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';

/*
 * What a stranger is answered must not tell whether an email is known here: all of it is asked with the email of somebody who has comments, and
 * with one that nobody has used.
 */

const ADA = { name: 'Ada', email: 'ada@example.org' };
const UNKNOWN = { name: 'Ada', email: 'nobody@example.org' };
const ADAS_IP = '192.0.2.1';
const STRANGERS_IP = '198.51.100.7';

let service: TestService;

beforeAll(async () => {
  service = await startTestService({ akismet: true, settings: { TRUST_PROXY: '1', MODERATION_POLICY: 'first-time' } });
  service.akismet.setDefault((call) => (call.name === 'comment-check' ? answers.ham : answers.thanks));
});
beforeEach(() => service.clock.advance(1000));
afterAll(() => service.stop());

interface Answered {
  readonly comment: { readonly id: string; readonly status: string; readonly author: { readonly avatar: string } };
  readonly authorKey: string | null;
}

function send(ip: string, change: Record<string, unknown>, headers: Record<string, string> = {}) {
  return service.agent
    .post(COMMENTS)
    .set({ 'X-Forwarded-For': ip, ...headers })
    .send(aComment(change));
}

async function sent(ip: string, change: Record<string, unknown>, headers: Record<string, string> = {}) {
  const { body } = await send(ip, change, headers).expect(201);
  return body as Answered;
}

/** Ada has a published comment. @returns the key that her browser got with it */
async function adaIsKnown(): Promise<string> {
  const { comment, authorKey } = await sent(ADAS_IP, { author: ADA });
  await decide(service, 'approve', comment.id);
  return authorKey as string;
}

async function moderated(id: string) {
  const { body } = await service.agent
    .get(`${MODERATION}/comments/${id}`)
    .set(bearer(service.tokens.moderator))
    .expect(200);
  return body;
}

async function avatarOf(id: string): Promise<string> {
  return (await moderated(id)).author.avatar;
}

describe('the policy first-time', () => {
  it('publishes for the browser that has the key of an approved comment', async () => {
    const authorKey = await adaIsKnown();
    expect(authorKey).toMatch(/^[\w-]{43}$/);
    const next = await sent(STRANGERS_IP, { author: ADA, authorKey });
    expect(next.comment.status).toBe('approved');
    expect(next.authorKey).toBe(authorKey);
  });

  it('holds a comment with a known email and no proof, like one with an unknown email', async () => {
    const authorKey = await adaIsKnown();
    const others = await sent(STRANGERS_IP, { author: { name: 'Eve', email: 'eve@example.org' } });
    for (const author of [ADA, UNKNOWN]) {
      for (const key of [undefined, null, '', 'x'.repeat(43), 'forged', others.authorKey]) {
        const { comment } = await sent(STRANGERS_IP, { author, ...(key !== undefined && { authorKey: key }) });
        expect([author.email, key, comment.status]).toEqual([author.email, key, 'pending']);
      }
    }
    expect((await sent(STRANGERS_IP, { author: UNKNOWN, authorKey })).comment.status).toBe('pending');
  });

  it('believes a blog’s server that vouches, and nobody else who says so', async () => {
    const author = { name: 'Ida', email: 'ida@example.org', vouched: true };
    const blog = { Authorization: `Bearer ${service.tokens.blog}` };
    const first = await sent(ADAS_IP, { author }, blog);
    expect(first.authorKey).toBe(null);
    await decide(service, 'approve', first.comment.id);
    expect((await sent(ADAS_IP, { author }, blog)).comment.status).toBe('approved');
    const { vouched: _, ...unvouched } = author;
    expect((await sent(ADAS_IP, { author: unvouched }, blog)).comment.status).toBe('pending');
    await send(STRANGERS_IP, { author }).expect(403);
  });

  it('does not give an earlier stranger’s past to the person whose email it was', async () => {
    const author = { name: 'Eve as Kim', email: 'kim@example.org' };
    const stranger = await sent(STRANGERS_IP, { author });
    await decide(service, 'approve', stranger.comment.id);
    expect((await sent(ADAS_IP, { author })).comment.status).toBe('pending');
    const { authorKey } = stranger;
    expect((await sent(STRANGERS_IP, { author, authorKey })).comment.status).toBe('approved');
  });
});

describe('an avatar', () => {
  it('is the same with proof, and one of its own without', async () => {
    const author = { name: 'Bea', email: 'bea@example.org' };
    const { comment, authorKey } = await sent(ADAS_IP, { author });
    const avatar = await avatarOf(comment.id);
    expect(await avatarOf((await sent(ADAS_IP, { author, authorKey })).comment.id)).toBe(avatar);
    expect(await avatarOf((await sent(STRANGERS_IP, { author })).comment.id)).not.toBe(avatar);
  });
});

describe('moderators', () => {
  it('see that a comment names a known email without proof', async () => {
    const authorKey = await adaIsKnown();
    const unproven = async (change: Record<string, unknown>) =>
      (await moderated((await sent(STRANGERS_IP, change)).comment.id)).author.unproven;
    const author = { name: 'Zoe', email: 'zoe@example.org' };
    const first = await sent(ADAS_IP, { author });
    await decide(service, 'approve', first.comment.id);
    expect((await moderated(first.comment.id)).author.unproven).toBe(false);
    expect(await unproven({ author })).toBe(true);
    expect(await unproven({ author, authorKey })).toBe(true);
    expect(await unproven({ author, authorKey: first.authorKey })).toBe(false);
    expect(await unproven({ author: UNKNOWN })).toBe(false);
  });

  it('find everything with one email, whoever sent it', async () => {
    const author = { name: 'Una', email: 'una@example.org' };
    const { comment } = await sent(ADAS_IP, { author });
    await sent(STRANGERS_IP, { author });
    const { body } = await service.agent
      .get(`${MODERATION}/comments`)
      .query({ status: 'all', author: comment.id })
      .set(bearer(service.tokens.moderator))
      .expect(200);
    expect(body.total).toBe(2);
  });
});

describe('the same words within a minute', () => {
  it('are a double from the same sender only', async () => {
    const words = { author: ADA, body: 'The very same words' };
    const { comment } = await sent(ADAS_IP, words);
    await decide(service, 'approve', comment.id);
    await send(ADAS_IP, words).expect(409);
    for (const email of [ADA.email, UNKNOWN.email]) {
      const echo = await sent(STRANGERS_IP, { ...words, author: { name: 'Eve', email } });
      expect([email, echo.comment.status]).toEqual([email, 'pending']);
    }
  });

  it('from somebody else are held where everything else is published, whatever email they name', async () => {
    await service.addSite('open', { policy: 'publish' });
    const at = (ip: string, change: Record<string, unknown>) =>
      service.agent
        .post('/api/v1/sites/open/comments')
        .set('X-Forwarded-For', ip)
        .send(aComment({ article: { url: 'https://open.example/a' }, author: ADA, ...change }))
        .expect(201);
    const body = 'Words that somebody repeats';
    expect((await at(ADAS_IP, { body })).body.comment.status).toBe('approved');
    for (const email of [ADA.email, UNKNOWN.email]) {
      const echo = await at(STRANGERS_IP, { body, author: { name: 'Eve', email } });
      expect([email, echo.body.comment.status]).toEqual([email, 'pending']);
    }
    expect((await at(STRANGERS_IP, {})).body.comment.status).toBe('approved');
    service.clock.advance(60_001);
    expect((await at(STRANGERS_IP, { body })).body.comment.status).toBe('approved');
  });
});

describe('the key of a browser', () => {
  it('is not in the site’s answers but to its own comment', async () => {
    const { comment, authorKey } = await sent(ADAS_IP, { author: ADA });
    await decide(service, 'approve', comment.id);
    const key = authorKey as string;
    for (const path of [COMMENTS, `${COMMENTS}/${comment.id}`, `${SITE}/feed.atom`]) {
      expect(
        (await service.agent.get(path).query(path === COMMENTS ? { article: '/2026/an-article' } : {})).text,
      ).not.toContain(key);
    }
  });

  it('is none where no email is given', async () => {
    await service.addSite('nameless', { emailRequired: false });
    const comment = aComment({ article: { url: 'https://nameless.example/a' }, author: { name: 'Guest' } });
    const { body } = await service.agent.post('/api/v1/sites/nameless/comments').send(comment).expect(201);
    expect(body.authorKey).toBe(null);
  });

  it('is forgotten with its last comment, whether there are others with the email or not', async () => {
    await service.addSite('quick', { policy: 'publish' });
    const comments = '/api/v1/sites/quick/comments';
    const at = async (change: Record<string, unknown>) =>
      (
        await service.agent
          .post(comments)
          .send(aComment({ article: { url: 'https://quick.example/a' }, ...change }))
          .expect(201)
      ).body;
    await at({ author: ADA });
    for (const author of [ADA, UNKNOWN]) {
      const first = await at({ author });
      const token = bearer(first.editToken);
      await service.agent.delete(`${comments}/${first.comment.id}`).set(token).expect(204);
      const next = await at({ author, authorKey: first.authorKey });
      expect([author.email, next.comment.author.avatar === first.comment.author.avatar]).toEqual([author.email, false]);
    }
  });
});
