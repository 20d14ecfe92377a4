import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { importUnchecked } from '../faults/backlog.js';
import { aComment, bearer, COMMENTS, decide, MODERATION, post, publish, SITE } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';

const UNKNOWN = '01890000-0000-7000-8000-000000000000';

let service: TestService;

/** Whether readers see the comment. */
async function isPublished(id: string): Promise<boolean> {
  const { status } = await service.agent.get(`${COMMENTS}/${id}`);
  expect([200, 404]).toContain(status);
  return status === 200;
}

async function statusOf(id: string): Promise<string | null> {
  const response = await service.agent.get(`${MODERATION}/comments/${id}`).set(bearer(service.tokens.moderator));
  return response.status === 404 ? null : response.body.status;
}

function order(body: unknown) {
  return service.agent
    .post(`${MODERATION}/decisions`)
    .set(bearer(service.tokens.moderator))
    .send(body as object);
}

beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

describe('a decision', () => {
  it.each([
    ['approve', 'approved'],
    ['spam', 'spam'],
    ['trash', 'trash'],
  ] as const)('to %s moves a pending comment to %s', async (decision, to) => {
    const { id } = (await post(service)).comment;
    expect(await decide(service, decision, id)).toEqual([{ id, from: 'pending', to, changed: true }]);
    expect(await statusOf(id)).toBe(to);
    expect(await isPublished(id)).toBe(to === 'approved');
  });

  it('to hold takes a published comment back to the queue', async () => {
    const id = await publish(service);
    expect(await decide(service, 'hold', id)).toEqual([{ id, from: 'approved', to: 'pending', changed: true }]);
    expect(await isPublished(id)).toBe(false);
  });

  it('that is so already changes nothing', async () => {
    const id = await publish(service);
    expect(await decide(service, 'approve', id)).toEqual([{ id, from: 'approved', to: 'approved', changed: false }]);
  });

  it.each(['spam', 'trash'] as const)('to delete erases a comment in %s for good', async (from) => {
    const { id } = (await post(service)).comment;
    await decide(service, from, id);
    expect(await decide(service, 'delete', id)).toEqual([{ id, from, to: 'deleted', changed: true }]);
    expect(await statusOf(id)).toBeNull();
  });

  it.each(['pending', 'approved'] as const)('to delete refuses a comment that is %s', async (status) => {
    const id = status === 'approved' ? await publish(service) : (await post(service)).comment.id;
    const problem = expect.stringMatching(/spam or trash/);
    expect(await decide(service, 'delete', id)).toEqual([{ id, from: status, to: status, changed: false, problem }]);
    expect(await statusOf(id)).toBe(status);
  });

  it('on an unknown comment is a problem in its own row and does not stop the others', async () => {
    const { id } = (await post(service)).comment;
    const problem = 'There is no such comment.';
    expect(await decide(service, 'approve', UNKNOWN, id, 'nonsense')).toEqual([
      { id: UNKNOWN, from: null, to: null, changed: false, problem },
      { id, from: 'pending', to: 'approved', changed: true },
      { id: 'nonsense', from: null, to: null, changed: false, problem },
    ]);
    expect(await isPublished(id)).toBe(true);
  });

  it("does not reach another site's comments", async () => {
    await service.addSite('other');
    const { id } = (await post(service, { article: { url: 'https://other.example/x' } }, 'other')).comment;
    expect(await decide(service, 'approve', id)).toEqual([expect.objectContaining({ id, to: null, changed: false })]);
  });

  it('takes 500 comments at once, and answers for each in the order asked', async () => {
    const ids = await importUnchecked(service, 499);
    // Neither the order in which they were written nor that of their ids.
    const comments = [...ids.filter((_, n) => n % 2 === 0), UNKNOWN, ...ids.filter((_, n) => n % 2 === 1).reverse()];
    const { body } = await order({ decision: 'approve', comments }).expect(200);
    expect(body.results).toEqual(
      comments.map((id) =>
        id === UNKNOWN
          ? expect.objectContaining({ id, changed: false, problem: expect.any(String) })
          : { id, from: 'pending', to: 'approved', changed: true },
      ),
    );
    const counts = await service.agent.get(`${SITE}/counts`).query({ article: '/imported' }).expect(200);
    expect(counts.body.counts).toEqual({ '/imported': 499 });
  });

  it('writes one commit however many comments it names', async () => {
    const ids = [];
    for (let n = 0; n < 20; n++) ids.push((await post(service)).comment.id);
    const before = service.store.writerStats();
    await decide(service, 'approve', ...ids);
    const after = service.store.writerStats();
    expect({ commits: after.commits - before.commits, units: after.units - before.units }).toEqual({
      commits: 1,
      units: 1,
    });
  });

  const some = [UNKNOWN];
  it.each([
    ['an unknown decision', { decision: 'publish', comments: some }, '/decision'],
    ['no decision', { comments: some }, '/decision'],
    ['no comments', { decision: 'approve', comments: [] }, '/comments'],
    ['more than 500 comments', { decision: 'approve', comments: Array(501).fill(UNKNOWN) }, '/comments'],
    ['an id that is no text', { decision: 'approve', comments: [1] }, '/comments/0'],
    ['an id that is too long', { decision: 'approve', comments: [UNKNOWN, 'x'.repeat(101)] }, '/comments/1'],
    ['a note that is too long', { decision: 'approve', comments: some, note: 'x'.repeat(1001) }, '/note'],
    ['an unknown property', { decision: 'approve', comments: some, status: 'approved' }, '/status'],
    ['something else than an object', [], ''],
  ])('with %s is refused', async (_, body, pointer) => {
    const response = await order(body).expect(422);
    expect(response.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([pointer]);
  });

  it('shows at once where the thread was read before', async () => {
    const article = { url: 'https://blog.example/fresh' };
    const { id } = (await post(service, { article })).comment;
    const thread = () => service.agent.get(COMMENTS).query({ article: '/fresh' }).expect(200);
    const etag = (await thread()).headers.etag;
    await decide(service, 'approve', id);
    const after = await thread();
    expect(after.body.comments).toHaveLength(1);
    expect(after.headers.etag).not.toBe(etag);
    await decide(service, 'trash', id);
    expect((await thread()).body.comments).toEqual([]);
  });

  it('wins over the author, whose edit of refused words does not publish them', async () => {
    const { comment, editToken } = await post(service);
    await decide(service, 'spam', comment.id);
    await service.agent.patch(`${COMMENTS}/${comment.id}`).set(bearer(editToken)).send({ body: 'Please' }).expect(200);
    expect(await statusOf(comment.id)).toBe('spam');
  });
});

describe('a closed article', () => {
  const article = { url: 'https://blog.example/closing', title: 'Closing' };

  function change(open: boolean, key = '/closing') {
    return service.agent.patch(`${SITE}/articles`).set(bearer(service.tokens.moderator)).send({ article: key, open });
  }

  it('takes no comments until it is opened again, and says so to readers', async () => {
    await publish(service, { article });
    const view = { key: '/closing', url: 'https://blog.example/closing', title: 'Closing', count: 1 };
    expect((await change(false).expect(200)).body).toEqual({ ...view, open: false });
    await service.agent.post(COMMENTS).send(aComment({ article })).expect(403);
    const closed = await service.agent.get(COMMENTS).query({ article: '/closing' }).expect(200);
    expect(closed.body.article).toEqual({ ...view, open: false });
    expect((await change(true).expect(200)).body).toEqual({ ...view, open: true });
    await post(service, { article });
  });

  it('stands in the audit with whoever closed it', async () => {
    await publish(service, { article: { url: 'https://blog.example/closed-twice', title: 'Closed twice' } });
    await change(false, '/closed-twice').expect(200);
    await change(false, '/closed-twice').expect(200);
    const { body } = await service.agent.get(`${MODERATION}/audit?limit=2`).set(bearer(service.tokens.moderator));
    expect(body.entries.map((entry: { action: string }) => entry.action)).not.toEqual([
      'close-article',
      'close-article',
    ]);
    expect(body.entries[0]).toMatchObject({
      actor: 'the moderator',
      action: 'close-article',
      comment: null,
      note: '/closed-twice',
    });
  });

  it('may be closed before anybody has commented on it', async () => {
    const { body } = await change(false, '/never-commented-on').expect(200);
    expect(body).toEqual({ key: '/never-commented-on', url: null, title: null, open: false, count: 0 });
    const article = { url: 'https://blog.example/never-commented-on' };
    await service.agent.post(COMMENTS).send(aComment({ article })).expect(403);
  });

  it('is named by its key and a truth value', async () => {
    const wrong = await service.agent
      .patch(`${SITE}/articles`)
      .set(bearer(service.tokens.moderator))
      .send({ article: '', open: 'no' })
      .expect(422);
    expect(wrong.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual(['/article', '/open']);
  });
});

describe('the audit', () => {
  it('lists everything newest first, page by page', async () => {
    await publish(service);
    const { id } = (await post(service)).comment;
    await decide(service, 'approve', id);
    await decide(service, 'spam', id);
    await decide(service, 'delete', id);
    const seen: { action: string; comment: string }[] = [];
    let path: string | null = `${MODERATION}/audit?limit=2`;
    while (path !== null && seen.length < 3) {
      const { body, headers }: { body: { entries: typeof seen }; headers: Record<string, string> } = await service.agent
        .get(path)
        .set(bearer(service.tokens.moderator))
        .expect(200);
      expect(body.entries).toHaveLength(2);
      seen.push(...body.entries);
      path = /<([^>]+)>/.exec(headers.link ?? '')?.[1] ?? null;
    }
    expect(seen.slice(0, 3).map(({ action, comment }) => [action, comment])).toEqual([
      ['delete', id],
      ['spam', id],
      ['approve', id],
    ]);
  });

  it('ends where a page is just full', async () => {
    await service.addSite('small');
    const { id } = (await post(service, { article: { url: 'https://small.example/x' } }, 'small')).comment;
    const at = '/api/v1/sites/small/moderation';
    const auth = bearer(service.tokens.admin);
    for (const decision of ['spam', 'trash']) {
      await service.agent
        .post(`${at}/decisions`)
        .set(auth)
        .send({ decision, comments: [id] })
        .expect(200);
    }
    const page = async (limit: number) => (await service.agent.get(`${at}/audit?limit=${limit}`).set(auth)).body;
    expect(await page(1)).toMatchObject({ entries: [{ action: 'trash' }], next: expect.any(String) });
    expect(await page(2)).toMatchObject({ entries: [{ action: 'trash' }, { action: 'spam' }], next: null });
  });

  it('shows nothing of another site', async () => {
    await service.addSite('quiet');
    const { body } = await service.agent.get('/api/v1/sites/quiet/moderation/audit').set(bearer(service.tokens.admin));
    expect(body).toEqual({ entries: [], next: null });
  });

  it.each(['cursor=x', 'before=1', 'limit=1.5'])('refuses %s', async (query) => {
    await service.agent.get(`${MODERATION}/audit?${query}`).set(bearer(service.tokens.moderator)).expect(422);
  });
});
