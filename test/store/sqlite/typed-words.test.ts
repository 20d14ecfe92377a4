import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sqlite } from '../../support/store.js';
import { createScene } from '../../support/store-fixtures.js';

let opened: Awaited<ReturnType<typeof sqlite.open>>;
let scene: Awaited<ReturnType<typeof createScene>>;

beforeAll(async () => {
  opened = await sqlite.open();
});
beforeEach(async () => {
  await opened.clear();
  scene = await createScene(opened.store);
});
afterAll(() => opened.close());

/** The words of what is found, in the order in which they were posted. */
async function found(words: string): Promise<string[]> {
  const { comments } = await scene.queue({ words, status: 'all', order: 'oldest', limit: 50 });
  return comments.map(({ body }) => body);
}

test('the last word may be the beginning of one, whatever its case and accents', async () => {
  for (const body of ['Éclair', 'eclipse', 'The ECLECTIC', 'recline', 'e c l']) await scene.post({ body });
  expect(await found('ecl')).toEqual(['Éclair', 'eclipse', 'The ECLECTIC']);
  expect(await found('ÉCL')).toEqual(['Éclair', 'eclipse', 'The ECLECTIC']);
  expect(await found('the écl')).toEqual(['The ECLECTIC']);
  expect(await found('ecl the')).toEqual([]);
  expect(await found('eclz')).toEqual([]);
});

test('the last word of several that belong together may be a beginning', async () => {
  for (const body of ['well-known', 'well knowing', 'known well', 'well, I know']) await scene.post({ body });
  expect(await found('well-kno')).toEqual(['well-known', 'well knowing']);
  expect(await found('"well kno"')).toEqual([]);
});

test('scripts that the index takes apart are found by their beginnings, too', async () => {
  for (const body of ['東京都', '京都', 'हिन्दी में', 'हिन्दू', 'žluťoučký', 'Ёлка', 'ёлочка']) await scene.post({ body });
  expect(await found('東京')).toEqual(['東京都']);
  expect(await found('京')).toEqual(['東京都', '京都']);
  expect(await found('हिन्द')).toEqual(['हिन्दी में', 'हिन्दू']);
  expect(await found('zlut')).toEqual(['žluťoučký']);
  expect(await found('ёл')).toEqual(['Ёлка', 'ёлочка']);
});

test('every comment with a word that begins so is found, however many words and comments there are', async () => {
  const { store, comment, queue } = scene;
  const endings = Array.from({ length: 30 }, (_, n) => `casino${String.fromCodePoint(0x61 + (n % 26))}${n}`);
  const bodies = [...endings, ...Array.from({ length: 1000 }, (_, n) => `coffee n${n}`), 'cofa', 'coffin'];
  await Promise.all(bodies.map((body) => store.submit(comment({ body, check: 'none' }))));
  expect(await found('casino')).toEqual(endings);
  expect(await queue({ words: 'casino', limit: 1 })).toMatchObject({ total: 30, totalIsCapped: false });
  expect(await found('coffi')).toEqual(['coffin']);
  expect(await queue({ words: 'cof', limit: 1 })).toMatchObject({ total: 1000, totalIsCapped: true });
  expect((await queue({ words: 'cof', order: 'newest', limit: 2 })).comments).toMatchObject([
    { body: 'coffin' },
    { body: 'cofa' },
  ]);
});

test('where more words begin so than are searched for, it is said that there may be more', async () => {
  const { store, comment, queue } = scene;
  const bodies = Array.from({ length: 201 }, (_, n) => `ab${n}`);
  await Promise.all(bodies.map((body) => store.submit(comment({ body, check: 'none' }))));
  expect(await queue({ words: 'a', limit: 1 })).toMatchObject({ total: 200, totalIsCapped: true });
  expect(await queue({ words: 'ab1', limit: 1 })).toMatchObject({ total: 111, totalIsCapped: false });
});

test('what few comments hold and what many hold is found alike, page by page, and counted alike', async () => {
  const { store, comment, queue } = scene;
  const bodies = Array.from({ length: 1200 }, (_, n) =>
    n % 4 === 0 ? `often seldom${n % 48 === 0} n${n}` : `often n${n}`,
  );
  await Promise.all(bodies.map((body) => store.submit(comment({ body, check: 'none' }))));
  for (const order of ['oldest', 'newest'] as const) {
    for (const words of ['often', 'often seldomtrue', 'seldomtrue']) {
      const should = bodies.filter((body) => words.split(' ').every((word) => body.split(' ').includes(word)));
      if (order === 'newest') should.reverse();
      const seen: string[] = [];
      let after = null;
      do {
        const page: Awaited<ReturnType<typeof queue>> = await queue({ words, order, limit: 200, after });
        seen.push(...page.comments.map(({ body }) => body));
        after = page.next;
        expect(page.total).toBe(Math.min(1000, should.length));
      } while (after !== null);
      expect(seen).toEqual(should);
    }
  }
});
