import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createReading } from '../../src/app/comments/reading.js';
import type { Sender, SubmitResult } from '../../src/app/comments/submit.js';
import { createLimiter } from '../../src/http/access/limiter.js';
import { commentRoutes } from '../../src/http/api/comments.js';
import { aComment, COMMENTS, SITE } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';

const STAMP = `${SITE}/stamp`;
let service: TestService;

beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

async function aStamp(): Promise<string> {
  return (await service.agent.get(STAMP).expect(200)).body.stamp;
}

describe('a stamp for a form', () => {
  it('is made for each who asks, kept by no cache, and good for a day', async () => {
    const { body, headers } = await service.agent.get(STAMP).expect(200);
    expect(headers).toMatchObject({ 'cache-control': 'no-store' });
    expect(headers.etag).toBeUndefined();
    expect(Date.parse(body.expiresAt) - service.clock.now()).toBe(24 * 3_600_000);
    service.clock.advance(1);
    expect(await aStamp()).not.toBe(body.stamp);
  });

  it("is for the site's own pages, like posting", async () => {
    const own = await service.agent.get(STAMP).set('Origin', 'https://blog.example').expect(200);
    expect(own.headers['access-control-allow-origin']).toBe('https://blog.example');
    await service.agent.get(STAMP).set('Origin', 'https://elsewhere.example').expect(403);
    await service.agent.get('/api/v1/sites/unknown/stamp').expect(404);
  });

  it('is taken with a comment, by JSON and by a form', async () => {
    const stamp = await aStamp();
    await service.agent.post(COMMENTS).send(aComment({ stamp })).expect(201);
    await service.agent
      .post(COMMENTS)
      .send(aComment({ stamp: null }))
      .expect(201);
    const fields = {
      'article.url': 'https://blog.example/x',
      'author.name': 'Ada',
      'author.email': 'ada@example.org',
      body: 'By a form',
      stamp,
    };
    await service.agent.post(COMMENTS).type('form').send(fields).expect(303);
  });

  it('stops no comment, whatever it is: forged, of another site, over', async () => {
    await service.addSite('other');
    const { body } = await service.agent.get('/api/v1/sites/other/stamp').expect(200);
    const old = await aStamp();
    service.clock.advance(25 * 3_600_000);
    for (const stamp of ['', 'forged', body.stamp, old]) {
      await service.agent.post(COMMENTS).send(aComment({ stamp })).expect(201);
    }
    const { body: problem } = await service.agent
      .post(COMMENTS)
      .send(aComment({ stamp: 'x'.repeat(201) }))
      .expect(422);
    expect(problem.errors).toEqual([{ pointer: '/stamp', detail: expect.any(String) }]);
  });

  it('does not make a repeated request another one', async () => {
    const comment = aComment();
    const send = async () =>
      service.agent
        .post(COMMENTS)
        .set('Idempotency-Key', 'the-same-words')
        .send({ ...comment, stamp: await aStamp() })
        .expect(201);
    const first = await send();
    service.clock.advance(1000);
    expect((await send()).body).toEqual(first.body);
  });

  it.each([
    ['nothing without a stamp', undefined, null],
    ['nothing with one that does not count', 'forged', null],
    ['the seconds with one that does', 'valid', 12.5],
  ])('hands on %s', async (_, stamp, expected) => {
    const senders: Sender[] = [];
    const [post] = commentRoutes({
      reading: createReading(service.store, (path) => path, service.clock),
      submit: async (_site, _sent, sender) => {
        senders.push(sender);
        return { answer: { comment: { id: 'an-id' } }, articleUrl: '', isRepeat: false } as unknown as SubmitResult;
      },
      author: {} as Parameters<typeof commentRoutes>[0]['author'],
      posts: createLimiter(null, service.clock),
      edits: createLimiter(null, service.clock),
      secondsSince: (site, text) => (site === 'default' && text === 'valid' ? 12.5 : null),
    });
    const call = {
      site: { slug: 'default' },
      body: aComment(stamp === undefined ? {} : { stamp }),
      token: null,
      client: { ip: '192.0.2.1', userAgent: '', referrer: '' },
      headers: {},
      isForm: false,
      at: (path: string) => path,
    };
    await post?.handle(call as unknown as Parameters<typeof post.handle>[0]);
    expect(senders).toMatchObject([{ secondsToWrite: expected }]);
  });
});
