import { expect, test } from '@jest/globals';
import { fc, runs } from '../../support/properties.js';
import type { Engine } from '../../support/store.js';
import { MINUTE, type Scene } from '../../support/store-fixtures.js';
import { onStage } from './scene.js';

/** A list that is read a page at a time: gives a page's ids and where the next one begins, null at the end. */
type Pages<Cursor> = (limit: number, after: Cursor | null) => Promise<{ ids: string[]; next: Cursor | null }>;

/** All pages of a list, one behind the other; between two pages something may happen. */
async function everyPage<Cursor>(pages: Pages<Cursor>, limit: number, between?: () => Promise<unknown>) {
  const ids: string[] = [];
  for (let after: Cursor | null = null; ; ) {
    const page: { ids: string[]; next: Cursor | null } = await pages(limit, after);
    expect(page.ids.length).toBeLessThanOrEqual(limit);
    ids.push(...page.ids);
    if (page.next === null) return ids;
    expect(page.ids).toHaveLength(limit);
    after = page.next;
    await between?.();
  }
}

/** Every list of the store that has pages, for a site on which `populate` has been at work. */
function lists({ store, siteId, queue }: Scene, first: string) {
  const idsOf = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);
  const threads =
    (order: 'oldest' | 'newest'): Pages<number> =>
    async (limit, after) => {
      const page = await store.publishedPage({ siteId, key: '/a', order, limit, after });
      return { ids: idsOf(page.threads), next: page.next };
    };
  const answers: Pages<string> = async (limit, after) => {
    const page = await store.publishedThread({ siteId, key: '/a', thread: first, limit, after });
    return { ids: idsOf(page.answers), next: page.next };
  };
  const moderated =
    (query: Parameters<Scene['queue']>[0]): Pages<{ suspicion: number; seq: number }> =>
    async (limit, after) => {
      const page = await queue({ ...query, limit, after });
      return { ids: idsOf(page.comments), next: page.next };
    };
  const audit: Pages<number> = async (limit, before) => {
    const rows = await store.auditOfSite({ siteId, before, limit });
    const page = rows.slice(0, limit);
    return { ids: page.map(({ id }) => String(id)), next: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
  };
  return {
    'threads, oldest first': threads('oldest'),
    'threads, newest first': threads('newest'),
    'answers of a thread': answers,
    'the queue, oldest first': moderated({ status: 'pending' }),
    'the queue, newest first': moderated({ status: 'pending', order: 'newest' }),
    'the queue, most suspicious first': moderated({ status: 'pending', order: 'suspicious' }),
    'all comments, oldest first': moderated({}),
    'all comments, newest first': moderated({ order: 'newest' }),
    'all comments, most suspicious first': moderated({ order: 'suspicious' }),
    'what holds a word': moderated({ words: 'common' }),
    'what holds a word, newest first': moderated({ words: 'common', order: 'newest' }),
    'what holds a word, most suspicious first': moderated({ words: 'common', order: 'suspicious' }),
    'an article’s comments': moderated({ articleKey: '/a', order: 'newest' }),
    'an author’s comments': moderated({ authorOf: first }),
    'the audit': audit,
  } as Record<string, Pages<unknown>>;
}

/** Threads, answers at several depths, comments of every status. @returns the thread with the answers */
async function populate({ publish, post, decide, clock }: Scene): Promise<string> {
  const first = await publish({ body: 'common top' });
  const answered = [first];
  for (let n = 0; n < 9; n++) {
    clock.now += n % 2;
    answered.push(await publish({ body: `common answer${n}`, parent: answered[Math.floor(n / 2)] as string }));
    await publish({ body: `thread${n}`, author: 'bob' });
    const { id } = await post({ body: `common n${n}`, article: n % 3 === 0 ? '/b' : '/a' });
    if (n % 4 === 0) await decide(n % 8 === 0 ? 'spam' : 'trash', id);
  }
  return first;
}

export function pagingContract(engine: Engine): void {
  const stage = onStage(engine);

  test('are together the whole list, whatever their size', async () => {
    const first = await populate(stage.scene());
    for (const [name, pages] of Object.entries(lists(stage.scene(), first))) {
      const { ids } = await pages(200, null);
      expect([name, ids.length]).toEqual([name, expect.any(Number)]);
      expect(ids.length).toBeGreaterThan(4);
      expect(new Set(ids).size).toBe(ids.length);
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: ids.length + 1 }), async (limit) => {
          expect([name, await everyPage(pages, limit)]).toEqual([name, ids]);
        }),
        { numRuns: runs(6) },
      );
    }
  });

  test('leave nothing out and give nothing twice while comments come in and are published', async () => {
    const scene = stage.scene();
    const first = await populate(scene);
    const { post, publish, clock } = scene;
    const more = async () => {
      clock.now += MINUTE;
      await post({ body: 'common later' });
      await publish({ body: 'common published later' });
      await publish({ body: 'common answer later', parent: first });
    };
    for (const [name, pages] of Object.entries(lists(scene, first))) {
      const { ids: before } = await pages(200, null);
      let added = 0;
      const walked = await everyPage(pages, 3, async () => {
        added += 1;
        if (added <= 3) await more();
      });
      expect([name, walked.filter((id) => before.includes(id))]).toEqual([name, before]);
      expect(new Set(walked).size).toBe(walked.length);
    }
  });
}
