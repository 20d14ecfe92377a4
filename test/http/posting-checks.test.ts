import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { answers, type FakeCall } from '../support/fake-akismet.js';
import { aComment, bearer, COMMENTS, decide, MODERATION, type Posted, post } from '../support/http.js';
import { type RawAnswer, rawRequest } from '../support/raw-request.js';
import { startTestService, type TestService } from '../support/service.js';

/** A status in the way a moderator sees it. */
async function statusOf(service: TestService, id: string, site = 'default'): Promise<string> {
  const { body } = await service.agent
    .get(`/api/v1/sites/${site}/moderation/comments/${id}`)
    .set(bearer(service.tokens.admin))
    .expect(200);
  return body.status;
}

function send(service: TestService, change: Record<string, unknown>, headers = {}): Promise<RawAnswer> {
  service.clock.advance(1);
  return rawRequest(service.url, COMMENTS, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(aComment(change)),
  });
}

/** The names and types in a value, whatever the texts and numbers. */
function shapeOf(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value === null ? null : typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shapeOf(part)]));
}

const SPAM = { author: { name: 'akismet-guaranteed-spam', email: 'spammer@example.org' } };

describe('a comment that Akismet is asked about', () => {
  let service: TestService;

  beforeEach(async () => {
    service = await startTestService({
      akismet: true,
      settings: { MODERATION_POLICY: 'publish', CHECK_WAIT_MS: '5000' },
    });
  });
  afterEach(() => service.stop());

  it('is published when the verdict comes in time and the policy is publish, and everybody sees what was answered', async () => {
    const { comment, editToken } = await post(service, { author: { name: 'Ada', email: 'ada@example.org' } });
    expect(comment).toMatchObject({ status: 'approved', editedAt: null, replies: 0 });
    expect(comment.author).toMatchObject({ avatar: expect.stringMatching(/^\/avatars\/[0-9a-f]{16}\.svg$/) });
    const seen = await service.agent.get(`${COMMENTS}/${comment.id}`).expect(200);
    expect(seen.body).toEqual(comment);
    const own = await service.agent.get(`${COMMENTS}/${comment.id}`).set(bearer(editToken)).expect(200);
    expect(own.body).toEqual(comment);
    const list = await service.agent.get(COMMENTS).query({ article: comment.article as string });
    expect(list.body.comments).toEqual([comment]);
  });

  it('answers exactly like one that waits when it is taken for spam', async () => {
    const waiting = await service.addSite('held', { policy: 'hold' });
    const held = await rawRequest(service.url, `/api/v1/sites/${waiting.slug}/comments`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(aComment({ article: { url: 'https://held.example/a' } })),
    });
    const spam = await send(service, SPAM);
    const discard = await (async () => {
      service.akismet.answerWith(answers.discard);
      return send(service, {});
    })();
    expect(await statusOf(service, (held.json as Posted).comment.id, 'held')).toBe('pending');
    for (const answer of [spam, discard]) {
      const { comment } = answer.json as Posted;
      expect(await statusOf(service, comment.id)).toBe('spam');
      expect(answer.status).toBe(held.status);
      expect(Object.keys(answer.headers)).toEqual(Object.keys(held.headers));
      expect(shapeOf(answer.json)).toEqual(shapeOf(held.json));
      expect(Object.keys(comment)).toEqual(Object.keys((held.json as Posted).comment));
      expect(comment.status).toBe('pending');
      expect(comment.author).toMatchObject({
        avatar: ((held.json as Posted).comment.author as { avatar: string }).avatar,
      });
      const own = await service.agent
        .get(`${COMMENTS}/${comment.id}`)
        .set(bearer((answer.json as Posted).editToken))
        .expect(200);
      expect(own.body).toEqual(comment);
      await service.agent.get(`${COMMENTS}/${comment.id}`).expect(404);
    }
  });

  it('is told to Akismet with all that may be told, the honeypot included', async () => {
    await send(
      service,
      {
        article: { url: 'https://blog.example/told#c' },
        author: { name: 'Ada', email: 'Ada@Example.org', url: 'https://ada.example' },
        body: 'Buy *this*',
        trap: 'https://trap.example',
      },
      { 'User-Agent': 'Browser/1.0', Referer: 'https://blog.example/told' },
    );
    const [call] = (await service.akismet.waitForCalls(1)) as [FakeCall];
    expect(call.name).toBe('comment-check');
    expect(call.fields).toMatchObject({
      blog: 'https://blog.example/',
      permalink: 'https://blog.example/told',
      user_ip: '127.0.0.1',
      user_agent: 'Browser/1.0',
      referrer: 'https://blog.example/told',
      comment_type: 'comment',
      comment_author: 'Ada',
      comment_author_email: 'ada@example.org',
      comment_author_url: 'https://ada.example/',
      comment_content: 'Buy *this*',
      honeypot_field_name: 'trap',
      trap: 'https://trap.example',
    });
  });

  it('is taken for spam when the honeypot was filled in, and answers nothing special', async () => {
    const answer = await send(service, { trap: 'https://trap.example' });
    expect(answer.status).toBe(201);
    const { comment } = answer.json as Posted;
    expect(comment.status).toBe('pending');
    expect(await statusOf(service, comment.id)).toBe('spam');
  });

  it('is checked although it comes without user agent and referrer', async () => {
    const { status, json } = await send(service, {});
    expect([status, (json as Posted).comment.status]).toEqual([201, 'approved']);
    expect(service.akismet.callCount).toBe(1);
    expect(service.akismet.calls[0]?.fields).not.toHaveProperty('user_agent');
  });

  it("is told with the reader whom a blog's server speaks for, and not with the server", async () => {
    const client = { ip: '203.0.113.9', userAgent: 'Reader/1.0', referrer: 'https://search.example/' };
    const headers = { ...bearer(service.tokens.blog), 'User-Agent': 'Server/9', Referer: 'https://server.example' };
    await send(service, { client }, headers);
    await send(service, {}, headers);
    const [named, unnamed] = (await service.akismet.waitForCalls(2)) as [FakeCall, FakeCall];
    expect(named.fields).toMatchObject({
      user_ip: client.ip,
      user_agent: client.userAgent,
      referrer: client.referrer,
    });
    expect(JSON.stringify(unnamed.fields)).not.toContain('erver');
    await send(service, { client: { ip: '::ffff:192.0.2.1' } }, headers);
    expect((await service.akismet.waitForCalls(3))[2]?.fields.user_ip).toBe('192.0.2.1');
  });

  it('says that it is a reply, and to which comment', async () => {
    const parent = (await post(service)).comment.id;
    await post(service, { parent });
    const [, call] = (await service.akismet.waitForCalls(2)) as [FakeCall, FakeCall];
    expect(call.fields).toMatchObject({ comment_type: 'reply', comment_parent: parent });
  });

  it('is stored and waits while Akismet fails in whatever way', async () => {
    const bad = [
      answers.serverError,
      answers.reset,
      answers.error('10003'),
      answers.refused('no'),
      { body: 'perhaps' },
    ];
    for (const answer of bad) {
      service.akismet.answerWith(answer);
      const posted = await send(service, {});
      expect(posted.status).toBe(201);
      const { comment } = posted.json as Posted;
      expect([comment.status, await statusOf(service, comment.id)]).toEqual(['pending', 'pending']);
    }
  });
});

/** A service of its own for a test that needs other settings. */
async function withService(settings: Record<string, string>, work: (service: TestService) => Promise<void>) {
  const service = await startTestService({ akismet: true, settings: { MODERATION_POLICY: 'publish', ...settings } });
  try {
    await work(service);
  } finally {
    service.akismet.release();
    await service.stop();
  }
}

describe('the policy first-time', () => {
  it('publishes whoever has a published comment, known by the email and the key of the browser, and by nothing else', () =>
    withService({ MODERATION_POLICY: 'first-time', CHECK_WAIT_MS: '5000' }, async (service) => {
      let authorKey: string | undefined;
      const by = (email: string, name = 'Ada') => post(service, { author: { name, email }, authorKey });
      const first = await by('ada@example.org');
      authorKey = first.authorKey;
      expect(first.comment.status).toBe('pending');
      expect((await by('ada@example.org')).comment.status).toBe('pending');
      await decide(service, 'approve', first.comment.id);
      expect((await by('ADA@example.org', 'Somebody else')).comment.status).toBe('approved');
      expect((await by('eve@example.org')).comment.status).toBe('pending');
      authorKey = undefined;
      expect((await by('ada@example.org')).comment.status).toBe('pending');
    }));
});

describe('an answer', () => {
  it('comes when CHECK_WAIT_MS is over, and the verdict still counts when it comes', () =>
    withService({ CHECK_WAIT_MS: '40' }, async (service) => {
      service.akismet.setDefault(answers.hang);
      const posted = post(service);
      await service.akismet.waitForCalls(1);
      service.clock.advance(40);
      const { comment } = await posted;
      expect(comment.status).toBe('pending');
      expect(comment.author).toMatchObject({ avatar: '/avatars/new.svg' });
      service.akismet.release();
      await service.worker?.idle();
      const seen = await service.agent.get(`${COMMENTS}/${comment.id}`).expect(200);
      expect(seen.body).toMatchObject({ status: 'approved' });
    }));

  it('comes at once when it is not to wait at all', () =>
    withService({ CHECK_WAIT_MS: '0' }, async (service) => {
      service.akismet.setDefault(answers.hang);
      expect((await post(service)).comment.status).toBe('pending');
    }));

  it('says pending although blatant spam is not even kept', () =>
    withService({ CHECK_WAIT_MS: '5000', BLATANT_SPAM: 'drop' }, async (service) => {
      service.akismet.setDefault(answers.discard);
      const { comment } = await post(service);
      expect(comment.status).toBe('pending');
      await service.agent.get(`${MODERATION}/comments/${comment.id}`).set(bearer(service.tokens.moderator)).expect(404);
    }));
});
