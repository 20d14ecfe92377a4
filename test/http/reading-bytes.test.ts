import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { BYTES_ON_PAGE } from '../../src/store/units/page-room.js';
import { bearer, COMMENTS, MODERATION, SITE } from '../support/http.js';
import { plant } from '../support/plant.js';
import { startTestService, type TestService } from '../support/service.js';

/** 10,000 characters of which 84 KB of HTML come out, which is as much as any text gives. */
const LONG = '<a@b.c>\n'.repeat(1250);
const article = 'https://blog.example/long';
const LENGTH_OF_LONGEST = 100_000;
/** What stands around a comment's HTML, and what escapes it once more: a feed's is escaped, and a page's blocks tell their direction. */
const AROUND = 2;

let service: TestService;
let tops: string[];
let answers: string[];
let pending: string[];

beforeAll(async () => {
  service = await startTestService();
  const comment = { body: LONG, url: article };
  tops = await plant(service, Array(20).fill(comment));
  answers = await plant(service, Array(20).fill({ ...comment, parent: tops[3] }));
  pending = await plant(service, Array(20).fill({ ...comment, status: 'pending' }));
});
afterAll(() => service.stop());
// How much is made anew for one network is limited.
beforeEach(() => service.clock.advance(60_000));

/** Every page of a list, by its cursors. */
async function walk(query: Record<string, string>, address = COMMENTS): Promise<string[][]> {
  const pages: string[][] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    service.clock.advance(20_000);
    const answer = await service.agent
      .get(address)
      .set(address === MODERATION_LIST ? bearer(service.tokens.moderator) : {})
      .query({ limit: '200', ...query, ...(cursor !== '' && { cursor }) })
      .expect(200);
    expect(answer.text.length).toBeLessThan(AROUND * (BYTES_ON_PAGE + LENGTH_OF_LONGEST));
    const list = answer.body as { comments: { id: string }[]; next: string | null };
    pages.push(list.comments.map(({ id }) => id));
    cursor = list.next;
  }
  return pages;
}

const MODERATION_LIST = `${MODERATION}/comments`;

describe('the longest comments there can be', () => {
  it.each(['oldest', 'newest'])(
    'are on as many pages as they need, none twice and none left out, %s first',
    async (order) => {
      const pages = await walk({ article: '/long', order });
      expect(pages.length).toBeGreaterThan(3);
      const shown = pages.flat().filter((id) => tops.includes(id));
      expect(shown).toEqual(order === 'oldest' ? tops : tops.toReversed());
      const page = pages.find((ids) => ids.includes(tops[3] as string)) as string[];
      const here = page.filter((id) => answers.includes(id));
      expect(here).toEqual(answers.slice(0, here.length));
      expect(here.length).toBeGreaterThan(3);
      expect((await walk({ article: '/long', thread: tops[3] as string })).flat()).toEqual(answers);
    },
  );

  it.each(['oldest', 'newest', 'suspicious'])('come to moderators likewise, %s first', async (order) => {
    const pages = await walk({ order }, MODERATION_LIST);
    expect(pages.length).toBeGreaterThan(3);
    expect(pages.flat().toSorted()).toEqual(pending.toSorted());
  });

  it.each([
    ['the page without scripts', '/sites/default/thread'],
    ['the fragment', '/sites/default/thread.html'],
  ])('are bounded on %s, which says where it goes on', async (_, path) => {
    const { text, headers } = await service.agent.get(path).query({ article: '/long', limit: 200 }).expect(200);
    expect(text.length).toBeLessThan(AROUND * (BYTES_ON_PAGE + LENGTH_OF_LONGEST));
    expect(text.match(/<article/g)?.length).toBeGreaterThanOrEqual(3);
    expect(`${text}${headers.link}`).toContain('rel="next"');
  });

  it('are bounded in the feed, which begins with the newest', async () => {
    const { text } = await service.agent.get(`${SITE}/feed.atom`).expect(200);
    expect(text.length).toBeLessThan(AROUND * (BYTES_ON_PAGE + LENGTH_OF_LONGEST));
    expect(text).toContain(answers.at(-1));
    expect(text.match(/<entry>/g)?.length).toBeGreaterThan(3);
  });
});

describe('a comment that is longer than a page', () => {
  let shared: TestService;
  beforeAll(async () => {
    shared = service;
    service = await startTestService();
  });
  afterAll(async () => {
    await service.stop();
    service = shared;
  });

  it('has one of its own', async () => {
    // No text gives as much today; what was stored by another version may.
    const [id] = await plant(service, [{ body: 'x'.repeat(BYTES_ON_PAGE + 1), url: 'https://blog.example/giant' }]);
    await plant(service, [{ body: 'y', url: 'https://blog.example/giant' }]);
    const pages = await walk({ article: '/giant' });
    expect(pages).toEqual([[id], [expect.any(String)]]);
  });
});
