import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AfterwordError } from '../../src/domain/errors.js';
import { decodeCursor, encodeCursor, nextLink } from '../../src/http/protocol/cursor.js';
import { anyText } from '../support/any-text.js';
import { COMMENTS, decide, post, publish } from '../support/http.js';
import { fc, runs } from '../support/properties.js';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;
let threads = 0;
let longThread: string;

const on = (path: string, parent?: string) => ({ article: { url: `https://blog.example${path}` }, parent });

/** An article with 30 threads, some with answers, some of which are hidden above their answers, some written in the same millisecond, and one that is a placeholder. */
async function writeArticle(): Promise<void> {
  const tops: string[] = [];
  for (let n = 0; n < 30; n++) {
    if (n % 3 === 0) service.clock.advance(-1);
    tops.push(await publish(service, on('/paged')));
  }
  for (const top of tops.slice(5, 15)) await publish(service, on('/paged', top));
  await decide(service, 'hold', ...tops.slice(10, 13));
  threads = 30;
  longThread = tops[0] as string;
  const answers = [longThread];
  for (let n = 0; n < 25; n++) answers.push(await publish(service, on('/paged', answers[(n * 7) % answers.length])));
  await decide(service, 'hold', answers[20] as string);
}

beforeAll(async () => {
  service = await startTestService();
  await writeArticle();
});
afterAll(() => service.stop());

interface Item {
  readonly id: string;
  readonly parent: string | null;
}

/** All pages of a list, by `next` or by the Link header. */
async function pages(query: Record<string, string>, limits: readonly number[], byLink = false): Promise<Item[][]> {
  const all: Item[][] = [];
  let address = `${COMMENTS}?${new URLSearchParams({ ...query, limit: String(limits[0]) })}`;
  for (let n = 1; ; n++) {
    const { body, headers } = await service.agent.get(address).expect(200);
    all.push(body.comments);
    expect(n).toBeLessThan(60);
    if (body.next === null) {
      expect(headers.link).toBeUndefined();
      return all;
    }
    const link = /^<([^>]+)>; rel="next"$/.exec(String(headers.link))?.[1] as string;
    expect(new URL(link, service.url).searchParams.get('cursor')).toBe(body.next);
    const limit = String(limits[n % limits.length]);
    address = byLink ? link : `${COMMENTS}?${new URLSearchParams({ ...query, limit, cursor: body.next })}`;
  }
}

const ids = (items: readonly Item[]) => items.map(({ id }) => id);

describe('the pages of a list', () => {
  const limits = fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 200 })), {
    minLength: 1,
    maxLength: 4,
  });

  it('are together the whole list, whatever their size, forwards and backwards', async () => {
    const whole = {
      oldest: (await pages({ article: '/paged', order: 'oldest' }, [200])).flat(),
      newest: (await pages({ article: '/paged', order: 'newest' }, [200])).flat(),
    };
    const tops = (list: readonly Item[]) => ids(list.filter(({ parent }) => parent === null));
    expect(tops(whole.oldest)).toHaveLength(threads);
    expect(tops(whole.newest)).toEqual(tops(whole.oldest).reverse());
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('oldest' as const, 'newest' as const),
        limits,
        fc.boolean(),
        async (order, sizes, byLink) => {
          const found = await pages({ article: '/paged', order }, sizes, byLink);
          expect(ids(found.flat())).toEqual(ids(whole[order]));
          const most = Math.max(...sizes);
          for (const page of found) expect(tops(page).length).toBeLessThanOrEqual(most);
        },
      ),
      { numRuns: runs(25) },
    );
  });

  it('of one thread are together all its answers', async () => {
    const whole = (await pages({ article: '/paged', thread: longThread }, [200])).flat();
    expect(whole.length).toBeGreaterThan(15);
    for (const [index, { parent }] of whole.entries()) {
      expect(
        parent === longThread ||
          ids(whole)
            .slice(0, index)
            .includes(parent as string),
      ).toBe(true);
    }
    await fc.assert(
      fc.asyncProperty(limits, fc.boolean(), async (sizes, byLink) => {
        const found = await pages({ article: '/paged', thread: longThread }, sizes, byLink);
        expect(ids(found.flat())).toEqual(ids(whole));
      }),
      { numRuns: runs(25) },
    );
  });

  it('neither repeat nor skip what was there when comments come and go between them', async () => {
    const before = (await pages({ article: '/paged' }, [200])).flat().filter(({ parent }) => parent === null);
    const first = await service.agent.get(COMMENTS).query({ article: '/paged', limit: 10 }).expect(200);
    const last = first.body.comments.filter(({ parent }: Item) => parent === null).at(-1).id;
    await decide(service, 'hold', last);
    const added = await publish(service, on('/paged'));
    const rest = await pages({ article: '/paged', cursor: first.body.next }, [7]);
    const seen = [...first.body.comments, ...rest.flat()].filter(({ parent }: Item) => parent === null);
    expect(ids(seen)).toEqual([...ids(before), added]);
    await decide(service, 'approve', last);
    await decide(service, 'trash', added);
  });

  it('have 50 threads unless asked otherwise', async () => {
    const posted: string[] = [];
    for (let n = 0; n < 51; n++) posted.push((await post(service, on('/default'))).comment.id);
    await decide(service, 'approve', ...posted);
    const { body } = await service.agent.get(COMMENTS).query({ article: '/default' }).expect(200);
    expect(body.comments).toHaveLength(50);
    const next = await service.agent.get(COMMENTS).query({ article: '/default', cursor: body.next }).expect(200);
    expect(next.body).toMatchObject({ comments: [{ id: posted[50] }], next: null });
  });
});

describe('a cursor', () => {
  const refused = async (query: Record<string, string>) => {
    const { body } = await service.agent
      .get(COMMENTS)
      .query({ article: '/paged', ...query })
      .expect(422);
    expect(body.errors).toEqual([{ pointer: '/query/cursor', detail: expect.any(String) }]);
  };

  it('that is none of this list is refused', async () => {
    const { body } = await service.agent.get(COMMENTS).query({ article: '/paged', thread: longThread, limit: 1 });
    const odd = ['', 'x', '!!', 'null', '0', 'W10', encodeCursor(['x']), encodeCursor([]), encodeCursor([1, 2])];
    for (const cursor of [...odd, body.next, 'a'.repeat(2001)]) await refused({ cursor });
    await refused({ cursor: encodeCursor([1]), thread: longThread });
    await service.agent.get(`${COMMENTS}?article=/paged&cursor=a&cursor=b`).expect(422);
  });

  it('of any garbage is refused or answers a page, and never breaks anything', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          anyText(),
          fc.json().map((text) => Buffer.from(text).toString('base64url')),
        ),
        async (cursor) => {
          const { status } = await service.agent.get(COMMENTS).query({ article: '/paged', cursor });
          expect([200, 422]).toContain(status);
        },
      ),
      { numRuns: runs(60) },
    );
  });

  it('gives back what was put into it, and nothing of another form', () => {
    const part = fc.oneof(
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Object.is(n, -0)),
      anyText(),
    );
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 4 }),
        fc.array(fc.constantFrom('string' as const, 'number' as const), { maxLength: 4 }),
        (position, form) => {
          const cursor = encodeCursor(position);
          expect(cursor).toMatch(/^[\w-]*$/);
          const own = position.map((it) => (typeof it === 'string' ? 'string' : 'number'));
          expect(decodeCursor(cursor, own)).toEqual(position);
          if (form.join() !== own.join()) expect(() => decodeCursor(cursor, form)).toThrow(AfterwordError);
        },
      ),
    );
  });

  it('stands in the link beside everything that was asked, also when a question mark is part of it', () => {
    expect(nextLink('/list?article=/a?b&limit=2&cursor=old', 'new')).toEqual({
      Link: '</list?article=%2Fa%3Fb&limit=2&cursor=new>; rel="next"',
    });
    expect(nextLink('/list', 'x')).toEqual({ Link: '</list?cursor=x>; rel="next"' });
    expect(nextLink('/list?limit=2', null)).toEqual({});
  });
});
