import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aComment, bearer, COMMENTS } from '../support/http.js';
import { startTestService, type TestService, type TestServiceOptions } from '../support/service.js';

let service: TestService;

async function start(settings: NonNullable<TestServiceOptions['settings']>): Promise<void> {
  service = await startTestService({ settings: { POST_LIMIT: '3/1m', ...settings } });
}

function send(from: string | null, change: Record<string, unknown> = {}, headers = {}) {
  const forwarded = from === null ? {} : { 'X-Forwarded-For': from };
  return service.agent.post(COMMENTS).set(forwarded).set(headers).send(aComment(change));
}

/** How many more comments are taken from an address now. */
async function roomFor(from: string | null, headers = {}, change = {}): Promise<number> {
  for (let n = 0; n < 10; n++) {
    const { status } = await send(from, change, headers);
    if (status === 429) return n;
    expect(status).toBe(201);
  }
  return 10;
}

describe('POST_LIMIT', () => {
  beforeAll(() => start({ TRUST_PROXY: '1' }));
  // Then nothing counts any more of what was sent before.
  beforeEach(() => service.clock.advance(60_000));
  afterAll(() => service.stop());

  it('bounds the comments from one address, and says when there is room again', async () => {
    for (let n = 0; n < 3; n++) {
      await send('192.0.2.1').expect(201);
      service.clock.advance(10_000);
    }
    const { headers, body } = await send('192.0.2.1').expect(429);
    expect(headers['retry-after']).toBe('30');
    expect(body).toMatchObject({ type: '/problems/too-many-requests', status: 429 });
    service.clock.advance(29_999);
    expect((await send('192.0.2.1').expect(429)).headers['retry-after']).toBe('1');
    service.clock.advance(1);
    await send('192.0.2.1').expect(201);
    await send('192.0.2.1').expect(429);
  });

  it('counts other addresses by themselves, IPv6 by the /64 network', async () => {
    expect(await roomFor('192.0.2.1')).toBe(3);
    expect(await roomFor('192.0.2.2')).toBe(3);
    expect(await roomFor('2001:db8:1:2::1')).toBe(3);
    expect(await roomFor('2001:db8:1:2:ffff:ffff:ffff:ffff')).toBe(0);
    expect(await roomFor('2001:0DB8:0001:0002::0')).toBe(0);
    expect(await roomFor('2001:db8:1:3::1')).toBe(3);
  });

  it('takes an IPv4 address for the same however it is dressed up', async () => {
    expect(await roomFor('192.0.2.1')).toBe(3);
    for (const same of ['::ffff:192.0.2.1', '::FFFF:c000:201', '0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1:5000'])
      expect([same, await roomFor(same)]).toEqual([same, 0]);
    expect(await roomFor('::ffff:192.0.2.9')).toBe(3);
  });

  it('is not escaped from by an address that is none', async () => {
    expect(await roomFor('unknown')).toBe(3);
    expect(await roomFor('_hidden')).toBe(0);
    expect(await roomFor('x'.repeat(5000))).toBe(0);
  });

  it('counts for each site by itself', async () => {
    await service.addSite('other');
    expect(await roomFor('192.0.2.1')).toBe(3);
    await service.agent
      .post('/api/v1/sites/other/comments')
      .set('X-Forwarded-For', '192.0.2.1')
      .send(aComment({ article: { url: 'https://other.example/a' } }))
      .expect(201);
  });

  it('counts comments that are stored, and neither refused ones nor requests sent again', async () => {
    const from = '192.0.2.1';
    const first = aComment();
    const again = () => send(from, first, { 'Idempotency-Key': 'one' });
    await again().expect(201);
    for (let n = 0; n < 5; n++) {
      await again().expect(201);
      await send(from, { body: '' }).expect(422);
      await send(from, { author: { name: 'Ada' } }).expect(422);
      await send(from, { parent: '019a7d5e-0000-7000-8000-000000000000' }).expect(422);
      await send(from, { client: { ip: from } }).expect(403);
      await send(from, {}, { 'Idempotency-Key': 'x'.repeat(65) }).expect(422);
    }
    const double = aComment();
    await send(from, double).expect(201);
    await send(from, double).expect(409);
    expect(await roomFor(from)).toBe(1);
  });

  it('lets no more through when all come at once', async () => {
    const all = await Promise.all(Array.from({ length: 12 }, () => send('192.0.2.1')));
    expect(all.filter(({ status }) => status === 201)).toHaveLength(3);
    expect(all.filter(({ status }) => status === 429)).toHaveLength(9);
  });

  it('locks nobody out when the clock jumps back', async () => {
    expect(await roomFor('192.0.2.1')).toBe(3);
    service.clock.advance(-3_600_000);
    expect(await roomFor('192.0.2.1')).toBe(3);
  });

  it('limits a token of the role blog by the address that it names, and not at all when it names none', async () => {
    const blog = bearer(service.tokens.blog);
    expect(await roomFor('198.51.100.1', blog)).toBe(10);
    expect(await roomFor('198.51.100.1', blog, { client: { userAgent: 'x' } })).toBe(10);
    const named = { client: { ip: '192.0.2.1' } };
    expect(await roomFor('198.51.100.1', blog, named)).toBe(3);
    expect(await roomFor('198.51.100.2', bearer((await service.newToken('blog')).token), named)).toBe(0);
    expect(await roomFor('192.0.2.1')).toBe(0);
    expect(await roomFor('198.51.100.1', blog, { client: { ip: '::ffff:192.0.2.1' } })).toBe(0);
    expect(await roomFor('198.51.100.1', blog, { client: { ip: '2001:db8::1' } })).toBe(3);
  });

  it('is no way around it for a token of another role', async () => {
    expect(await roomFor('192.0.2.1', bearer(service.tokens.moderator))).toBe(3);
    expect(await roomFor('192.0.2.1', bearer(service.tokens.admin))).toBe(0);
  });

  it('counts by the address that the last trusted proxy saw, whatever stood in the header before', async () => {
    expect(await roomFor('203.0.113.1, 192.0.2.1')).toBe(3);
    expect(await roomFor('203.0.113.2, 192.0.2.1')).toBe(0);
    expect(await roomFor('192.0.2.1, 203.0.113.3')).toBe(3);
  });

  it('keeps no address', async () => {
    await send('192.0.2.77').expect(201);
    expect(JSON.stringify(service.log)).not.toContain('192.0.2.77');
  });
});

describe("the reader's address", () => {
  afterEach(() => service.stop());

  it('is that of the connection as long as no proxy is trusted, whatever a header says', async () => {
    await start({});
    expect(await roomFor('192.0.2.1')).toBe(3);
    expect(await roomFor('192.0.2.2')).toBe(0);
    expect(
      await roomFor(null, { Forwarded: 'for=192.0.2.3', 'X-Real-IP': '192.0.2.3', 'CF-Connecting-IP': '192.0.2.3' }),
    ).toBe(0);
  });

  it('is the first that no trusted subnet holds, seen from here', async () => {
    await start({ TRUST_PROXY: 'loopback, 10.0.0.0/8' });
    expect(await roomFor('203.0.113.1, 192.0.2.1, 10.1.2.3')).toBe(3);
    expect(await roomFor('203.0.113.2, 192.0.2.1, 10.9.9.9, 10.1.2.3')).toBe(0);
    expect(await roomFor('192.0.2.1, 203.0.113.2')).toBe(3);
  });

  it('is not believed from a proxy that is not trusted', async () => {
    await start({ TRUST_PROXY: '10.0.0.0/8' });
    expect(await roomFor('192.0.2.1')).toBe(3);
    expect(await roomFor('192.0.2.2')).toBe(0);
  });
});

describe('POST_LIMIT=off', () => {
  afterEach(() => service.stop());

  it('limits nobody', async () => {
    await start({ POST_LIMIT: 'off' });
    expect(await roomFor(null)).toBe(10);
  });
});
