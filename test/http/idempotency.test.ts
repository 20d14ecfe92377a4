import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aComment, bearer, COMMENTS, decide, MODERATION, post, publish, SITE } from '../support/http.js';
import { fc, runs } from '../support/properties.js';
import { startTestService, type TestService } from '../support/service.js';

const HOUR = 3_600_000;
let service: TestService;

beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

function send(comment: Record<string, unknown>, key?: string, site = SITE) {
  return service.agent
    .post(`${site}/comments`)
    .set(key === undefined ? {} : { 'Idempotency-Key': key })
    .send(comment);
}

async function total(): Promise<number> {
  const { body } = await service.agent
    .get(`${MODERATION}/comments`)
    .query({ status: 'all', limit: 1 })
    .set(bearer(service.tokens.moderator))
    .expect(200);
  return body.total;
}

let keys = 0;
const newKey = () => `key ${++keys}`;

describe('an Idempotency-Key', () => {
  it('gets the first answer again for the same body, to the byte, and stores nothing', async () => {
    const key = newKey();
    const comment = aComment();
    const first = await send(comment, key).expect(201);
    const before = await total();
    service.clock.advance(5 * HOUR);
    const again = await send(comment, key).expect(201);
    expect(again.text).toBe(first.text);
    expect(again.headers.location).toBe(first.headers.location);
    expect(await total()).toBe(before);
  });

  it('takes a body for the same however its JSON is written', async () => {
    const key = newKey();
    const { article, author, body } = aComment();
    const first = await send({ article, author, body }, key).expect(201);
    const again = await service.agent
      .post(COMMENTS)
      .set({ 'Idempotency-Key': key, 'Content-Type': 'application/json; charset=utf-8' })
      .send(JSON.stringify({ body, author, article }, null, 2))
      .expect(201);
    expect(again.body).toEqual(first.body);
  });

  it('of a blog’s server is of no use to readers who guess it', async () => {
    const key = newKey();
    const comment = aComment();
    const blog = bearer(service.tokens.blog);
    const first = await send(comment, key).set(blog).expect(201);
    const guessed = await send(comment, key).expect(201);
    expect(guessed.body.comment.id).not.toBe(first.body.comment.id);
    expect((await send(comment, key).set(blog).expect(201)).text).toBe(first.text);
  });

  it('is refused with another body', async () => {
    const key = newKey();
    const comment = aComment();
    await send(comment, key).expect(201);
    for (const change of [
      { body: 'Other words' },
      { notify: true },
      { author: { name: 'Eve', email: 'eve@example.org' } },
    ]) {
      const { body } = await send({ ...comment, ...change }, key).expect(422);
      expect(body.type).toBe('/problems/invalid');
    }
  });

  it('counts for its site only', async () => {
    await service.addSite('other');
    const key = newKey();
    const here = await send(aComment(), key).expect(201);
    const there = await send(
      aComment({ article: { url: 'https://other.example/a' } }),
      key,
      '/api/v1/sites/other',
    ).expect(201);
    expect(there.body.comment.id).not.toBe(here.body.comment.id);
  });

  it('is forgotten after 24 hours, and not a moment earlier', async () => {
    const key = newKey();
    const comment = aComment();
    const first = await send(comment, key).expect(201);
    service.clock.advance(24 * HOUR - 1);
    expect((await send(comment, key).expect(201)).body).toEqual(first.body);
    service.clock.advance(1);
    const fresh = await send(comment, key).expect(201);
    expect(fresh.body.comment.id).not.toBe(first.body.comment.id);
    expect((await send(comment, key).expect(201)).body).toEqual(fresh.body);
  });

  it('has up to 64 printable ASCII characters', async () => {
    const printable = String.fromCharCode(...Array.from({ length: 94 }, (_, n) => 33 + n));
    await send(aComment(), printable.slice(0, 64)).expect(201);
    await send(aComment(), printable.slice(30)).expect(201);
    await send(aComment(), 'a b').expect(201);
    for (const key of ['x'.repeat(65), '', 'caf\u00e9', 'tab\there']) {
      const { body } = await send(aComment(), key).expect(422);
      expect(body.errors).toEqual([{ pointer: '/headers/idempotency-key', detail: expect.any(String) }]);
    }
  });

  it('may be used again when the request that it was sent with was refused', async () => {
    const key = newKey();
    await send(aComment({ author: { name: 'Ada' } }), key).expect(422);
    await send(aComment({ parent: '019a7d5e-0000-7000-8000-000000000000' }), key).expect(422);
    await send(aComment(), key).expect(201);
  });

  it('gets the first answer also after moderation, an edit and the closing of the article', async () => {
    const key = newKey();
    const comment = aComment({ article: { url: 'https://blog.example/moderated-meanwhile' } });
    const first = await send(comment, key).expect(201);
    const { id } = first.body.comment;
    const again = async () => expect((await send(comment, key).expect(201)).body).toEqual(first.body);
    for (const decision of ['approve', 'spam', 'trash', 'approve'] as const) {
      await decide(service, decision, id);
      await again();
    }
    await service.agent
      .patch(`${COMMENTS}/${id}`)
      .set(bearer(first.body.editToken))
      .send({ body: 'Edited' })
      .expect(200);
    await again();
    await service.agent
      .patch(`${SITE}/articles`)
      .set(bearer(service.tokens.moderator))
      .send({ article: '/moderated-meanwhile', open: false })
      .expect(200);
    await again();
  });

  it('is a conflict when its comment has been removed: it is not stored anew', async () => {
    const key = newKey();
    const comment = aComment();
    const { body } = await send(comment, key).expect(201);
    await service.agent.delete(`${COMMENTS}/${body.comment.id}`).set(bearer(body.editToken)).expect(204);
    const before = await total();
    expect((await send(comment, key).expect(409)).body.type).toBe('/problems/conflict');
    expect(await total()).toBe(before);
  });

  it('makes one comment of requests that are sent at once, and all get the same answer', async () => {
    const key = newKey();
    const comment = aComment();
    const before = await total();
    const all = await Promise.all(Array.from({ length: 12 }, () => send(comment, key).expect(201)));
    expect(new Set(all.map(({ text }) => text)).size).toBe(1);
    expect(await total()).toBe(before + 1);
  });

  it('lets one of several bodies that are sent at once win', async () => {
    const key = newKey();
    const all = await Promise.all(Array.from({ length: 6 }, () => send(aComment(), key)));
    expect(all.map(({ status }) => status).sort()).toEqual([201, 422, 422, 422, 422, 422]);
  });

  it('always tells the same request from another, whatever is sent in whatever order', async () => {
    const bodies = ['one', 'two', 'three'];
    const request = fc.record({
      key: fc.constantFrom('a', 'b', 'c'),
      body: fc.constantFrom(...bodies),
      at: fc.nat(10 * HOUR),
    });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 12 }), async (requests) => {
        run += 1;
        const model = new Map<string, { body: string; until: number; id: string }>();
        for (const { key, body, at } of requests) {
          service.clock.advance(at);
          const { status, body: answer } = await send({ ...aComment(), body: `${run} ${body}` }, `run ${run} ${key}`);
          const known = model.get(key);
          const isKnown = known !== undefined && known.until > service.clock.now();
          if (!isKnown) model.set(key, { body, until: service.clock.now() + 24 * HOUR, id: answer.comment.id });
          expect(status).toBe(isKnown && known.body !== body ? 422 : 201);
          if (isKnown && status === 201) expect(answer.comment.id).toBe(known.id);
        }
      }),
      { numRuns: runs(15) },
    );
  });
});

describe('a comment sent twice without a key', () => {
  it('is a conflict within a minute, and another comment after it', async () => {
    const comment = aComment();
    await send(comment).expect(201);
    service.clock.advance(59_999);
    const { body } = await send(comment).expect(409);
    expect(body).toMatchObject({ type: '/problems/conflict', status: 409 });
    service.clock.advance(1);
    await send(comment).expect(201);
  });

  it('is known by author, article, parent and words: by nothing less', async () => {
    const comment = aComment({ article: { url: 'https://blog.example/doubles', title: 'One title' } });
    const parent = await publish(service, { article: comment.article });
    const another = await publish(service, { article: comment.article });
    await send(comment).expect(201);
    const other = [
      { parent },
      { parent: another },
      { body: 'Other words' },
      { author: { name: 'Ada', email: 'eve@example.org' } },
      { article: { url: 'https://blog.example/doubles/2' } },
    ];
    for (const change of other) await send({ ...comment, ...change }).expect(201);
  });

  it('is known by author, article, parent and words: by nothing more', async () => {
    const comment = aComment({ article: { url: 'https://blog.example/doubles/3', title: 'One title' } });
    await send(comment).expect(201);
    const same = [
      { author: { name: 'Another name', email: 'ADA@example.org', url: 'https://ada.example' } },
      { article: { url: 'https://blog.example/doubles/3?page=2', title: 'Another title' } },
      { body: `${comment.body}  \r\n` },
      { notify: true },
    ];
    for (const change of same) expect([change, (await send({ ...comment, ...change })).status]).toEqual([change, 409]);
  });

  it('stores one comment when it is sent several times at once', async () => {
    const comment = aComment();
    const all = await Promise.all(Array.from({ length: 5 }, () => send(comment)));
    expect(all.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
  });

  it('may be written again once its author has taken it back', async () => {
    const comment = aComment();
    const { body } = await send(comment).expect(201);
    await service.agent.delete(`${COMMENTS}/${body.comment.id}`).set(bearer(body.editToken)).expect(204);
    await send(comment).expect(201);
  });

  it('may come from two people without an email who share a name', async () => {
    await service.addSite('relaxed', { emailRequired: false });
    const comment = aComment({ article: { url: 'https://relaxed.example/a' }, author: { name: 'Guest' } });
    const from = async (ip: string) => {
      const { token } = await service.newToken('blog');
      return service.agent
        .post('/api/v1/sites/relaxed/comments')
        .set(bearer(token))
        .send({ ...comment, client: { ip } });
    };
    expect((await from('192.0.2.1')).status).toBe(201);
    expect((await from('192.0.2.2')).status).toBe(201);
    expect((await from('192.0.2.1')).status).toBe(409);
  });

  it('may be sent with keys that differ', async () => {
    const comment = aComment();
    await send(comment, newKey()).expect(201);
    await send(comment, newKey()).expect(201);
    await post(service);
  });
});
