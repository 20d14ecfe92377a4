import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bearer, COMMENTS, decide, MODERATION, type Posted, post, publish, SITE } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';

const WINDOW = 15 * 60_000;
let service: TestService;

beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const at = ({ comment }: Posted) => `${COMMENTS}/${comment.id}`;

function edit(posted: Posted, body: unknown, token: string | null = posted.editToken) {
  return service.agent
    .patch(at(posted))
    .set(token === null ? {} : bearer(token))
    .send({ body });
}

function withdraw(posted: Posted, token: string | null = posted.editToken) {
  return service.agent.delete(at(posted)).set(token === null ? {} : bearer(token));
}

/** A published comment, with what its author was given. */
async function published(change: Record<string, unknown> = {}): Promise<Posted> {
  const posted = await post(service, change);
  await decide(service, 'approve', posted.comment.id);
  return posted;
}

async function moderated({ comment }: Posted) {
  const { body } = await service.agent
    .get(`${MODERATION}/comments/${comment.id}`)
    .set(bearer(service.tokens.moderator))
    .expect(200);
  return body;
}

describe('an edit', () => {
  it('changes the words within the window, and says so', async () => {
    const posted = await post(service);
    service.clock.advance(WINDOW - 1);
    const { body, headers } = await edit(posted, '  Now *other* words \r\n').expect(200);
    expect(body).toEqual({
      ...posted.comment,
      html: '<p>Now <em>other</em> words</p>',
      editedAt: new Date(service.clock.now()).toISOString(),
    });
    expect(headers['cache-control']).toBe('no-store');
    expect((await moderated(posted)).body).toBe('  Now *other* words');
    expect((await service.agent.get(at(posted)).set(bearer(posted.editToken)).expect(200)).body).toEqual(body);
  });

  it('is too late when the window is over, to the millisecond', async () => {
    const posted = await published();
    service.clock.advance(Date.parse(posted.editableUntil) - service.clock.now() - 1);
    await edit(posted, 'In time').expect(200);
    service.clock.advance(1);
    const { body } = await edit(posted, 'Too late').expect(403);
    expect(body.type).toBe('/problems/forbidden');
    expect((await moderated(posted)).proposed.body).toBe('In time');
  });

  it('of a published comment waits beside the words that have passed, for everybody but its author', async () => {
    const posted = await published();
    const before = (await service.agent.get(at(posted)).expect(200)).body;
    const { body } = await edit(posted, 'Words that nobody has seen').expect(200);
    expect(body).toMatchObject({
      status: 'pending',
      html: '<p>Words that nobody has seen</p>',
      editedAt: expect.any(String),
    });
    expect((await service.agent.get(at(posted)).set(bearer(posted.editToken)).expect(200)).body).toEqual(body);
    expect((await service.agent.get(at(posted)).expect(200)).body).toEqual(before);
    const proposed = { body: 'Words that nobody has seen', html: body.html, at: body.editedAt };
    expect(await moderated(posted)).toMatchObject({ status: 'approved', html: before.html, editedAt: null, proposed });
    await decide(service, 'approve', posted.comment.id);
    const seen = await service.agent.get(at(posted)).expect(200);
    expect(seen.body).toMatchObject({ html: '<p>Words that nobody has seen</p>', editedAt: body.editedAt });
  });

  it('is dropped by a moderator who keeps the words that have passed', async () => {
    const posted = await published();
    const before = (await service.agent.get(at(posted)).expect(200)).body;
    await edit(posted, 'Words that nobody wants').expect(200);
    await decide(service, 'keep', posted.comment.id);
    expect((await service.agent.get(at(posted)).set(bearer(posted.editToken)).expect(200)).body).toEqual(before);
    expect(await moderated(posted)).toMatchObject({ status: 'approved', proposed: null });
  });

  it('is limited for one comment, since each is checked again', async () => {
    const posted = await post(service);
    const answers: number[] = [];
    for (let n = 0; n < 21; n++) answers.push((await edit(posted, `Words ${n}`)).status);
    expect(answers).toEqual([...Array(20).fill(200), 429]);
    service.clock.advance(60_000);
    await edit(posted, 'Words after a while').expect(200);
  });

  it('that changes nothing leaves a published comment as it is', async () => {
    const posted = await published({ body: 'The same words' });
    const { body } = await edit(posted, 'The same words ').expect(200);
    expect(body).toMatchObject({ status: 'approved', editedAt: null });
  });

  it('does not tell its author that the comment was taken for spam', async () => {
    const posted = await post(service);
    await decide(service, 'spam', posted.comment.id);
    const { body } = await edit(posted, 'Better words').expect(200);
    expect(body.status).toBe('pending');
    expect((await moderated(posted)).status).toBe('spam');
  });

  it('leaves the answers below a published comment published', async () => {
    const posted = await published();
    const answer = await publish(service, { parent: posted.comment.id });
    await edit(posted, 'Other words').expect(200);
    await service.agent.get(`${COMMENTS}/${answer}`).expect(200);
  });

  it('has the words alone, under the rules for a new comment', async () => {
    const posted = await post(service);
    const wrong = async (body: unknown) => (await edit(posted, body).expect(422)).body.errors;
    expect(await wrong('')).toEqual([{ pointer: '/body', detail: 'must not be empty' }]);
    expect(await wrong(' \u200B')).toEqual([{ pointer: '/body', detail: 'holds no visible character' }]);
    expect(await wrong('>')).toEqual([{ pointer: '/body', detail: 'holds no visible character' }]);
    expect(await wrong(undefined)).toEqual([{ pointer: '/body', detail: 'is missing' }]);
    expect(await wrong('\u{1F984}'.repeat(10_001))).toHaveLength(1);
    await edit(posted, '\u{1F984}'.repeat(10_000)).expect(200);
    const more = await service.agent
      .patch(at(posted))
      .set(bearer(posted.editToken))
      .send({ body: 'x', status: 'approved' })
      .expect(422);
    expect(more.body.errors).toEqual([{ pointer: '/status', detail: 'is not known here' }]);
    await service.agent.patch(at(posted)).set(bearer(posted.editToken)).type('json').send('{').expect(400);
    await service.agent.patch(at(posted)).set(bearer(posted.editToken)).type('text').send('x').expect(415);
    await service.agent
      .patch(at(posted))
      .set(bearer(posted.editToken))
      .send({ body: 'x'.repeat(70_000) })
      .expect(413);
  });
});

describe('an edit token', () => {
  it('is needed, and is good for its own comment only', async () => {
    const [mine, other] = [await post(service), await post(service)];
    for (const change of [
      (token: string | null) => edit(mine, 'x', token),
      (token: string | null) => withdraw(mine, token),
    ]) {
      const { headers } = await change(null).expect(401);
      expect(headers['www-authenticate']).toBe('Bearer');
      await change(other.editToken).expect(403);
      await change(`${mine.editToken}x`).expect(403);
      await change(mine.editToken.slice(1)).expect(403);
      await change(service.tokens.admin).expect(403);
    }
    expect((await moderated(mine)).editedAt).toBe(null);
  });

  it('is of no use on another site, or for a comment that there is not', async () => {
    await service.addSite('other');
    const posted = await post(service);
    for (const path of [
      `/api/v1/sites/other/comments/${posted.comment.id}`,
      `/api/v1/sites/nowhere/comments/${posted.comment.id}`,
    ]) {
      await service.agent.patch(path).set(bearer(posted.editToken)).send({ body: 'x' }).expect(404);
      await service.agent.delete(path).set(bearer(posted.editToken)).expect(404);
    }
    await service.agent.patch(`${COMMENTS}/no-id`).set(bearer(posted.editToken)).send({ body: 'x' }).expect(404);
  });

  it('shows the author the own comment as long as it waits, also after the window, and nobody else', async () => {
    const posted = await post(service);
    const other = await post(service);
    service.clock.advance(WINDOW * 100);
    const look = (token?: string) => service.agent.get(at(posted)).set(token === undefined ? {} : bearer(token));
    const own = await look(posted.editToken).expect(200);
    expect(own.body).toEqual(posted.comment);
    expect(own.headers['cache-control']).toBe('no-store');
    expect(own.headers.etag).toBeUndefined();
    await look().expect(404);
    await look(other.editToken).expect(403);
    for (const decision of ['spam', 'trash', 'hold'] as const) {
      await decide(service, decision, posted.comment.id);
      expect((await look(posted.editToken).expect(200)).body).toEqual(posted.comment);
    }
  });

  it('is not told apart from none once everybody sees the comment', async () => {
    const posted = await published();
    const everybody = await service.agent.get(at(posted)).expect(200);
    const author = await service.agent.get(at(posted)).set(bearer(posted.editToken)).expect(200);
    expect(author.body).toEqual(everybody.body);
  });
});

describe('a withdrawal', () => {
  it('takes the comment away within the window, from everywhere', async () => {
    const posted = await published({ article: { url: 'https://blog.example/withdrawn' } });
    const response = await withdraw(posted).expect(204);
    expect(response.text).toBe('');
    await service.agent.get(at(posted)).expect(404);
    await service.agent.get(at(posted)).set(bearer(posted.editToken)).expect(404);
    const { body } = await service.agent.get(COMMENTS).query({ article: '/withdrawn' }).expect(200);
    expect(body).toMatchObject({ article: { count: 0 }, comments: [] });
    await withdraw(posted).expect(404);
    await edit(posted, 'x').expect(404);
  });

  it('is too late when the window is over', async () => {
    const posted = await published();
    service.clock.advance(WINDOW);
    await withdraw(posted).expect(403);
    await service.agent.get(at(posted)).expect(200);
  });

  it('leaves an empty placeholder of a comment with answers, which cannot be changed or answered', async () => {
    const article = { url: 'https://blog.example/placeholders' };
    const top = await published({ article });
    const answer = await publish(service, { article, parent: top.comment.id });
    await withdraw(top).expect(204);
    const placeholder = {
      id: top.comment.id,
      article: '/placeholders',
      parent: null,
      author: null,
      html: '',
      createdAt: top.comment.createdAt,
      editedAt: null,
      status: 'approved',
      replies: 1,
      removed: 'author',
    };
    const { body } = await service.agent.get(COMMENTS).query({ article: '/placeholders' }).expect(200);
    expect(body.comments[0]).toEqual(placeholder);
    expect(body.comments[1]).toMatchObject({ id: answer, parent: top.comment.id });
    expect(body.article.count).toBe(1);
    expect((await service.agent.get(at(top)).expect(200)).body).toEqual(placeholder);
    expect((await service.agent.get(at(top)).set(bearer(top.editToken)).expect(200)).body).toEqual(placeholder);
    await edit(top, 'x').expect(404);
    await withdraw(top).expect(404);
    await service.agent
      .post(COMMENTS)
      .send({ article, parent: top.comment.id, author: { name: 'A', email: 'a@example.org' }, body: 'x' })
      .expect(422);
  });

  it('takes the placeholder along with its last answer', async () => {
    const article = { url: 'https://blog.example/last-answer' };
    const top = await published({ article });
    const answer = await published({ article, parent: top.comment.id });
    await withdraw(top).expect(204);
    await withdraw(answer).expect(204);
    await service.agent.get(at(top)).expect(404);
    const counts = await service.agent.get(`${SITE}/counts`).query({ article: '/last-answer' }).expect(200);
    expect(counts.body.counts).toEqual({ '/last-answer': 0 });
  });
});
