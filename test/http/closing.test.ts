import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aComment, bearer, COMMENTS, MODERATION, post, publish, SITE } from '../support/http.js';
import { rawRequest } from '../support/raw-request.js';
import { startTestService, type TestService } from '../support/service.js';

const DAY = 24 * 3_600_000;

let service: TestService;
let articles = 0;
let path: string;

beforeAll(async () => {
  service = await startTestService();
  await closeAfter(90);
});
afterAll(() => service.stop());
beforeEach(() => {
  path = `/ageing-${++articles}`;
});

const here = (change: Record<string, unknown> = {}) => ({ article: { url: `https://blog.example${path}` }, ...change });

async function closeAfter(closeAfterDays: number | null): Promise<void> {
  await service.agent
    .patch(`${MODERATION}/settings`)
    .set(bearer(service.tokens.admin))
    .send({ closeAfterDays })
    .expect(200);
}

async function say(open: boolean | null) {
  const { body } = await service.agent
    .patch(`${SITE}/articles`)
    .set(bearer(service.tokens.moderator))
    .send({ article: path, open })
    .expect(200);
  return body;
}

/** What everybody reads of the article, from finished bytes where there are some. */
async function read(): Promise<{ open: boolean; closedAfterDays?: number }> {
  return ((await rawRequest(service.url, `${COMMENTS}?article=${path}`)).json as { article: never }).article;
}

const page = async () => (await rawRequest(service.url, `/sites/default/thread?article=${path}`)).text;

describe('an article that is older than its site allows', () => {
  it('takes no comments and no replies any more, and says why', async () => {
    const id = await publish(service, here());
    service.clock.advance(90 * DAY);
    for (const change of [here(), here({ parent: id })]) {
      const { body } = await service.agent.post(COMMENTS).send(aComment(change)).expect(403);
      expect(body.detail).toBe('Comments are closed. This article is older than 90 days.');
    }
    const list = await service.agent.get(COMMENTS).query({ article: path }).expect(200);
    expect(list.body.article).toMatchObject({ open: false, closedAfterDays: 90, count: 1 });
    const text = await page();
    expect(text).toContain('Comments are closed. This article is older than 90 days.');
    expect(text).not.toMatch(/<form|>Reply</);
  });

  it('turns closed in what is kept of it when the time comes, although nothing is written', async () => {
    await publish(service, here());
    for (let n = 0; n < 3; n++) {
      expect(await read()).toMatchObject({ open: true });
      expect(await page()).toContain('<form');
    }
    const { headers } = await rawRequest(service.url, `${COMMENTS}?article=${path}`);
    service.clock.advance(90 * DAY - 10);
    expect(await read()).toMatchObject({ open: true });
    service.clock.advance(10);
    expect(await read()).toMatchObject({ open: false, closedAfterDays: 90 });
    expect(await page()).toContain('older than 90 days');
    const again = await rawRequest(service.url, `${COMMENTS}?article=${path}`, {
      headers: { 'If-None-Match': String(headers.etag) },
    });
    expect(again.status).toBe(200);
  });

  it('is open again as soon as the site allows more, and closed when it allows less', async () => {
    await publish(service, here());
    service.clock.advance(100 * DAY);
    expect(await read()).toMatchObject({ open: false });
    await closeAfter(101);
    expect(await read()).toMatchObject({ open: true });
    await closeAfter(null);
    service.clock.advance(1000 * DAY);
    expect(await read()).toMatchObject({ open: true });
    await post(service, here());
    await closeAfter(90);
    expect(await read()).toMatchObject({ open: false });
  });

  it('stays open where a moderator has opened it, until its age is to decide again', async () => {
    await publish(service, here());
    service.clock.advance(100 * DAY);
    expect(await say(true)).toMatchObject({ open: true });
    expect(await read()).toMatchObject({ open: true });
    await post(service, here());
    expect(await say(null)).toMatchObject({ open: false, closedAfterDays: 90 });
    await service.agent.post(COMMENTS).send(aComment(here())).expect(403);
  });

  it('keeps what its age has nothing to do with: one that was closed by hand says nothing of days', async () => {
    await publish(service, here());
    service.clock.advance(100 * DAY);
    expect(await say(false)).not.toHaveProperty('closedAfterDays');
    expect(await page()).toContain('<p>Comments are closed.</p>');
    const { body } = await service.agent.post(COMMENTS).send(aComment(here())).expect(403);
    expect(body.detail).toBe('This article is closed for comments.');
  });
});
