import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { erase } from '../../src/app/people/erase.js';
import { type Opened, openStore } from '../../src/service/open-store.js';
import { aComment, bearer, COMMENTS, decide, type Posted, post, publish, SITE } from '../support/http.js';
import { type RawAnswer, rawRequest } from '../support/raw-request.js';
import { sameDatabase, startTestService, type TestService } from '../support/service.js';

let service: TestService;
/** A second process on the same database. */
let other: Opened;
let articles = 0;
let path: string;
/** Another service on the same database, which takes nothing that it has made for true again. */
let forgetful: TestService;

beforeAll(async () => {
  service = await startTestService({ settings: { METRICS_PUBLIC: 'true' } });
  forgetful = await startTestService({
    settings: sameDatabase(service),
    wrapStore: (store) => ({ ...store, lastChange: () => null, publishedVersion: async () => -1 }),
  });
  other = await openStore(service.settings, service.clock.now());
});
afterAll(async () => {
  await other.store.close();
  await forgetful.stop();
  await service.stop();
});
beforeEach(() => {
  path = `/article-${++articles}`;
});

const here = (change: Record<string, unknown> = {}) => ({ article: { url: `https://blog.example${path}` }, ...change });

function get(address: string, headers: Record<string, string> = {}): Promise<RawAnswer> {
  return rawRequest(service.url, address, { headers });
}

function addresses(...ids: string[]): string[] {
  return [
    `${COMMENTS}?article=${path}`,
    `${COMMENTS}?article=${path}&order=newest&limit=1`,
    `${SITE}/counts?article=${path}`,
    `${SITE}/feed.atom`,
    `${SITE}/feed.atom?article=${path}`,
    ...ids.map((id) => `${COMMENTS}/${id}`),
    ...ids.map((id) => `${COMMENTS}?article=${path}&thread=${id}`),
  ];
}

/** Reads often enough for finished bytes to be there in all encodings. @returns what was read, as a browser keeps it */
async function warm(...ids: string[]): Promise<Map<string, RawAnswer>> {
  const kept = new Map<string, RawAnswer>();
  for (const address of addresses(...ids)) {
    for (const encoding of ['br', 'gzip', 'identity', 'identity']) {
      kept.set(address, await get(address, { 'Accept-Encoding': encoding }));
    }
  }
  return kept;
}

/** What is read, from finished bytes or not, is what is made anew; so is a browser that asks what has changed. */
async function expectTruth(kept: Map<string, RawAnswer>): Promise<string[]> {
  const changed: string[] = [];
  for (const [address, before] of kept) {
    const now = await get(address);
    const fresh = await rawRequest(forgetful.url, address);
    expect([address, now.status, now.text]).toEqual([address, fresh.status, fresh.text]);
    expect(now.headers.etag).toBe(fresh.headers.etag);
    const again = await get(address, { 'If-None-Match': String(before.headers.etag) });
    const isSame = now.text === before.text;
    expect([address, again.status]).toEqual([address, isSame && before.status === 200 ? 304 : now.status]);
    if (!isSame) changed.push(address);
  }
  return changed;
}

async function list(): Promise<{
  article: { title: string | null; open: boolean; count: number };
  comments: { id: string; html: string }[];
}> {
  return (await get(`${COMMENTS}?article=${path}`)).json as never;
}

describe('finished bytes are true at once', () => {
  it('when a comment on an unknown article makes it known, and when it is published', async () => {
    const kept = await warm();
    const { comment } = await post(service, here());
    await expectTruth(kept);
    expect((await list()).comments).toEqual([]);
    const waiting = await warm();
    await decide(service, 'approve', comment.id);
    expect((await list()).comments).toHaveLength(1);
    expect(await expectTruth(waiting)).toHaveLength(5);
  });

  it('when a comment leaves an empty place above its answers, and when it comes back', async () => {
    const top = await publish(service, here());
    const answer = await publish(service, here({ parent: top }));
    const kept = await warm(top, answer);
    for (const decision of ['hold', 'spam', 'trash'] as const) {
      await decide(service, decision, top);
      expect((await list()).comments).toMatchObject([{ id: top, removed: 'moderator' }, { id: answer }]);
      expect(await expectTruth(kept)).not.toHaveLength(0);
      await decide(service, 'approve', top);
      expect((await list()).comments).toHaveLength(2);
      // What is published again is what was published last.
      expect(await expectTruth(kept)).toEqual([`${SITE}/feed.atom`, `${SITE}/feed.atom?article=${path}`]);
    }
  });

  it('when its author changes a comment', async () => {
    const { comment, editToken } = await post(service, here({ body: 'Passed' }));
    await decide(service, 'approve', comment.id);
    const kept = await warm(comment.id);
    await service.agent.patch(`${COMMENTS}/${comment.id}`).set(bearer(editToken)).send({ body: 'Edited' }).expect(200);
    expect((await list()).comments).toMatchObject([{ html: '<p>Passed</p>' }]);
    await expectTruth(kept);
    await decide(service, 'approve', comment.id);
    expect((await list()).comments).toMatchObject([{ html: '<p>Edited</p>' }]);
    await expectTruth(kept);
  });

  it('when its author takes a comment back, with and without answers', async () => {
    const write = async (change = {}) => {
      const posted: Posted = await post(service, here(change));
      await decide(service, 'approve', posted.comment.id);
      return posted;
    };
    const top = await write();
    const answer = await write({ parent: top.comment.id });
    const kept = await warm(top.comment.id, answer.comment.id);
    const withdraw = ({ comment, editToken }: Posted) =>
      service.agent.delete(`${COMMENTS}/${comment.id}`).set(bearer(editToken)).expect(204);
    await withdraw(top);
    expect((await list()).comments).toMatchObject([{ html: '', replies: 1 }, { parent: top.comment.id }]);
    await expectTruth(kept);
    await withdraw(answer);
    expect((await list()).comments).toEqual([]);
    await expectTruth(kept);
  });

  it('when a person is erased by another process', async () => {
    const author = { name: 'Eve', email: `eve-${articles}@example.org` };
    const top = await publish(service, here({ author }));
    await publish(service, here({ parent: top }));
    const kept = await warm(top);
    await erase(other.store, other.keys, service.clock, author.email);
    expect((await list()).comments[0]).toMatchObject({ author: null, html: '' });
    await expectTruth(kept);
  });

  it('when the blog gives an article another title, and when it is closed or opened', async () => {
    const id = await publish(service, here());
    const kept = await warm(id);
    const titled = { article: { url: `https://blog.example${path}`, title: 'Another title' } };
    await service.agent.post(COMMENTS).set(bearer(service.tokens.blog)).send(aComment(titled)).expect(201);
    expect((await list()).article.title).toBe('Another title');
    expect(await expectTruth(kept)).toContain(`${SITE}/feed.atom?article=${path}`);
    for (const open of [false, true]) {
      await service.agent
        .patch(`${SITE}/articles`)
        .set(bearer(service.tokens.moderator))
        .send({ article: path, open })
        .expect(200);
      expect((await list()).article.open).toBe(open);
      await expectTruth(kept);
    }
  });

  it('when another process decides, closes an article or changes the site', async () => {
    const { comment } = await post(service, here());
    const kept = await warm(comment.id);
    const [now, siteId] = [service.clock.now(), 1];
    await other.store.decide({
      ...{ siteId, decision: 'approve', ids: [comment.id], note: null, actor: 'another process', now },
      ...{ correctionAt: now, correctionGiveUpAt: now, lessons: [] },
    });
    expect((await list()).comments).toHaveLength(1);
    await expectTruth(kept);
    await other.store.changeArticle({ siteId, key: path, open: false, actor: 'another process', now });
    expect((await list()).article.open).toBe(false);
    await expectTruth(kept);
    const feeds = await warm();
    await other.store.changeSite({ slug: 'default', name: `Renamed ${articles}` });
    expect((await get(`${SITE}/feed.atom`)).text).toContain(`Renamed ${articles}`);
    expect(await expectTruth(feeds)).toEqual([`${SITE}/feed.atom`]);
  });
});

/** How many requests the routes themselves have answered, finished bytes left out, and how many came from finished bytes. */
async function answered(): Promise<{ made: number; total: number }> {
  const { text } = await get('/metrics');
  const sum = (pattern: RegExp) => [...text.matchAll(pattern)].reduce((all, [, n]) => all + Number(n), 0);
  return {
    made: sum(
      /^afterword_http_request_duration_seconds_count\{route="(?:listComments|getComment|countComments|feed)".*\} (\d+)$/gm,
    ),
    total: sum(/^afterword_published_answers_total\{.*\} (\d+)$/gm),
  };
}

describe('finished bytes', () => {
  it('serve as long as nothing that they show has changed, whatever else is written', async () => {
    const elsewhere = { article: { url: 'https://blog.example/elsewhere' } };
    const published = await publish(service, elsewhere);
    const id = await publish(service, here());
    const kept = await warm(id);
    const before = await answered();
    await post(service, elsewhere);
    await post(service, here());
    await decide(service, 'spam', (await post(service, here())).comment.id);
    await service.newToken('blog');
    for (const address of kept.keys()) {
      expect([address, (await get(address)).status]).toEqual([address, 200]);
    }
    const after = await answered();
    expect(after.made).toBe(before.made);
    expect(after.total).toBe(before.total + kept.size);

    await decide(service, 'hold', published);
    for (const address of kept.keys()) {
      if (address.startsWith(COMMENTS)) await get(address);
    }
    expect((await answered()).made).toBe(before.made);
  });

  it('are counted as 200 and 304', async () => {
    const address = `${COMMENTS}?article=${path}`;
    const etag = String((await get(address)).headers.etag);
    const count = async (status: string) =>
      Number(
        new RegExp(`afterword_published_answers_total\\{status="${status}"\\} (\\d+)`).exec(
          (await get('/metrics')).text,
        )?.[1],
      );
    const [ok, notModified] = [await count('200'), await count('304')];
    await get(address);
    await get(address, { 'If-None-Match': etag });
    await get(address, { 'If-None-Match': etag });
    expect([await count('200'), await count('304')]).toEqual([ok + 1, notModified + 2]);
  });

  it('hold nothing of who asked for them first', async () => {
    const id = await publish(service, here());
    for (const address of addresses(id)) {
      const headers = {
        Host: 'evil.example',
        Origin: 'https://evil.example',
        'X-Forwarded-Host': 'evil.example',
        Referer: 'https://evil.example',
      };
      const first = await get(address, headers);
      expect(first.status).toBe(200);
      expect(first.text + JSON.stringify(first.headers)).not.toContain('evil');
    }
  });

  it('are the same for an address in whatever order its parameters stand', async () => {
    await publish(service, here());
    const answers = [];
    for (const query of [
      `article=${path}&order=newest&limit=5`,
      `limit=5&order=newest&article=${path}`,
      `order=newest&limit=05&article=%2F${path.slice(1)}`,
    ]) {
      answers.push(await get(`${COMMENTS}?${query}`));
    }
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(new Set(answers.map(({ headers }) => headers.etag)).size).toBe(1);
  });
});
