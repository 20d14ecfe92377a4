import { expect, test } from '@jest/globals';
import type { ArticlePosition } from '../../../src/store/units/article-list.js';
import type { Engine } from '../../support/store.js';
import { createScene, DAY, NOON } from '../../support/store-fixtures.js';
import { onEmptyStage, refused } from './scene.js';

export function articlesContract(engine: Engine): void {
  const stage = onEmptyStage(engine);

  /** The keys of all pages, each page by itself. */
  async function pagesOf(words: readonly string[], limit: number): Promise<string[][]> {
    const { store, siteId } = stage.scene();
    const pages: string[][] = [];
    let after: ArticlePosition | null = null;
    do {
      const page = await store.articleList({ siteId, words, limit, after });
      pages.push(page.articles.map(({ key }) => key));
      after = page.next;
    } while (after !== null);
    return pages;
  }

  const view = async (key: string) => {
    const { store, siteId } = stage.scene();
    return (await store.articleView({ siteId, key })).article;
  };

  test('are listed by their newest comment, a page at a time, those without comments by when they became known', async () => {
    const { store, siteId, post, clock } = stage.scene();
    const elsewhere = await createScene(store, { slug: 'other' });
    await elsewhere.post({ article: '/elsewhere' });
    for (const article of ['/a', '/b', '/c']) {
      clock.now += 1;
      await post({ article });
    }
    clock.now += 1;
    await store.changeArticle({ siteId, key: '/known', title: 'Known', actor: 'mod', now: clock.now });
    clock.now += 1;
    await post({ article: '/a' });
    expect(await pagesOf([], 2)).toEqual([
      ['/a', '/known'],
      ['/c', '/b'],
    ]);
    expect(await pagesOf([], 3)).toEqual([['/a', '/known', '/c'], ['/b']]);
  });

  test('that became known in the same moment are each listed once', async () => {
    const { store, siteId } = stage.scene();
    for (const key of ['/1', '/2', '/3', '/4'])
      await store.changeArticle({ siteId, key, open: false, actor: 'mod', now: NOON });
    expect(await pagesOf([], 1)).toEqual([['/4'], ['/3'], ['/2'], ['/1']]);
  });

  test('come with how many comments are published, pending and spam; an edit that waits is pending', async () => {
    const { store, siteId, post, publish, decide, edit } = stage.scene();
    await publish();
    const edited = await publish();
    await edit(edited, 'edited');
    await post();
    await decide('spam', (await post()).id);
    await decide('trash', (await post()).id);
    await post({ article: '/b' });
    const { articles } = await store.articleList({ siteId, words: [], limit: 9, after: null });
    expect(articles.map(({ key, count, pending, spam }) => [key, count, pending, spam])).toEqual([
      ['/b', 0, 1, 0],
      ['/a', 2, 2, 1],
    ]);
  });

  test('are found by words of their key and title, without accents and capitals', async () => {
    const { post, clock } = stage.scene();
    for (const [article, title] of [
      ['/2026/ice', 'Łódź on the lake'],
      ['/caf%C3%A9', 'Coffee'],
      ['/2025/lake', null],
    ] as const) {
      clock.now += 1;
      await post({ article, title, byBlog: true });
    }
    const found = async (...words: string[]) => (await pagesOf(words, 9)).flat();
    expect(await found('lake')).toEqual(['/2025/lake', '/2026/ice']);
    expect(await found('LODZ', 'ice')).toEqual(['/2026/ice']);
    expect(await found('Cafe')).toEqual(['/caf%C3%A9']);
    expect(await found('2026', 'coffee')).toEqual([]);
  });

  test('are closed so many days after they became known, and their version changes with that setting', async () => {
    const { store, site, siteId, clock, post } = stage.scene();
    await post({ article: '/old' });
    const before = await view('/old');
    expect(before).toMatchObject({ saidOpen: null, createdAt: NOON, closeAfterDays: null });
    await store.changeSite({ slug: site.slug, closeAfterDays: 2 });
    const after = await view('/old');
    expect(after).toMatchObject({ saidOpen: null, createdAt: NOON, closeAfterDays: 2 });
    expect(after?.version).toBeGreaterThan(before?.version as number);
    expect(await store.publishedVersion({ of: 'article', id: after?.id as number })).toBe(after?.version);
    clock.now = NOON + 2 * DAY - 1;
    await post({ article: '/old' });
    clock.now += 1;
    await refused(post({ article: '/old' }), 'forbidden', /older than 2 days/);
    await post({ article: '/new' });
    await store.changeArticle({ siteId, key: '/old', open: true, actor: 'mod', now: clock.now });
    expect(await view('/old')).toMatchObject({ saidOpen: true });
    await post({ article: '/old' });
    await store.changeArticle({ siteId, key: '/old', open: null, actor: 'mod', now: clock.now });
    await refused(post({ article: '/old' }), 'forbidden', /older than 2 days/);
    await store.changeSite({ slug: site.slug, closeAfterDays: null });
    await post({ article: '/old' });
  });

  test('keep the age at which they are closed when the environment says anew what else the site is', async () => {
    const { store, site } = stage.scene();
    await store.changeSite({ slug: site.slug, closeAfterDays: 90 });
    const { slug, name, url, origins, emailRequired } = site;
    const said = { slug, name, url, origins, emailRequired, policy: 'publish' as const };
    expect(await store.putSite({ ...said, now: NOON })).toMatchObject({ policy: 'publish', closeAfterDays: 90 });
  });

  test('a change of a site is in its audit with whoever made it, and one that changes nothing is not', async () => {
    const { store, site, siteId } = stage.scene();
    const by = { actor: 'Mona', now: NOON };
    await store.changeSite({ slug: site.slug, closeAfterDays: 90, policy: 'publish', by });
    await store.changeSite({ slug: site.slug, closeAfterDays: 90, by });
    const audit = await store.auditOfSite({ siteId, before: null, limit: 9 });
    expect(audit).toMatchObject([
      { actor: 'Mona', action: 'change-site', at: NOON, comment: null, note: 'policy: publish; closeAfterDays: 90' },
    ]);
  });
}
