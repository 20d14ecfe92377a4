import { expect, test } from '@jest/globals';
import type { Engine } from '../../support/store.js';
import { addSite, createScene } from '../../support/store-fixtures.js';
import { onStage } from './scene.js';

export function publishedContract(engine: Engine): void {
  const stage = onStage(engine);

  /** A thread of eight comments, two of them two deep, one three deep. */
  async function tree() {
    const { publish } = stage.scene();
    const a = await publish({ body: 'a' });
    const b = await publish({ body: 'b', parent: a });
    const c = await publish({ body: 'c', parent: a });
    const d = await publish({ body: 'd', parent: b });
    const e = await publish({ body: 'e', parent: d });
    const f = await publish({ body: 'f', parent: b });
    const g = await publish({ body: 'g' });
    const h = await publish({ body: 'h', parent: g });
    return { a, b, c, d, e, f, g, h };
  }
  const WHOLE = ['a (5)', '.b (3)', '..d (1)', '...e', '..f', '.c', 'g (1)', '.h'];

  test('shows threads with their answers in the order of a depth-first walk, and counts all replies below each', async () => {
    await tree();
    const { read, articleCount } = stage.scene();
    expect(await read()).toEqual(WHOLE);
    expect(await articleCount()).toBe(8);
  });

  test('shows the newest thread first when asked to, its answers in the same order as ever', async () => {
    await tree();
    expect(await stage.scene().read('/a', 'newest')).toEqual(['g (1)', '.h', ...WHOLE.slice(0, 6)]);
  });

  test('keeps answers in the order in which they were written, also the tenth and the fortieth', async () => {
    const { plant, read } = stage.scene();
    const words = Array.from({ length: 45 }, (_, n) => `n${n}`);
    await plant(['top', ...words], ([top]) => top ?? null);
    expect(await read()).toEqual(['top (45)', ...words.map((body) => `.${body}`)]);
  });

  test.each(['hold', 'spam', 'trash'] as const)(
    'leaves an empty place of a comment after %s, its answers published and counted, until it is back',
    async (decision) => {
      const { b, d } = await tree();
      const { decide, read, articleCount, store, siteId } = stage.scene();
      await decide(decision, b);
      expect(await read()).toEqual(['a (4)', '.… (3)', '..d (1)', '...e', '..f', '.c', 'g (1)', '.h']);
      expect(await articleCount()).toBe(7);
      expect((await store.publishedCounts({ siteId, keys: ['/a'] })).counts).toEqual([7]);
      const place = { removed: 'moderator', authorName: '', authorUrl: null, avatar: '', html: '', editedAt: null };
      expect(await store.publishedComment({ siteId, id: b })).toMatchObject(place);
      expect(await store.publishedComment({ siteId, id: d })).toMatchObject({ removed: null, html: '<p>d</p>' });
      await decide('approve', b);
      expect(await read()).toEqual(WHOLE);
      expect(await articleCount()).toBe(8);
      expect((await store.publishedCounts({ siteId, keys: ['/a'] })).counts).toEqual([8]);
    },
  );

  test('shows an answer that is published while what it answers is not', async () => {
    const { a, d, e } = await tree();
    const { decideAll, decide, read } = stage.scene();
    await decideAll('hold', [a, d, e]);
    await decide('approve', e);
    expect(await read()).toEqual(['… (4)', '.b (2)', '..… (1)', '...e', '..f', '.c', 'g (1)', '.h']);
    await decide('approve', a);
    expect(await read()).toEqual(['a (4)', '.b (2)', '..… (1)', '...e', '..f', '.c', 'g (1)', '.h']);
    await decide('approve', d);
    expect(await read()).toEqual(WHOLE);
  });

  test('counts an answer everywhere above it once it is published, and not before', async () => {
    const { publish, post, decide, read } = stage.scene();
    const top = await publish({ body: 'top' });
    const answer = await publish({ body: 'answer', parent: top });
    const { id } = await post({ body: 'below', parent: answer });
    expect(await read()).toEqual(['top (1)', '.answer']);
    await decide('approve', id);
    expect(await read()).toEqual(['top (2)', '.answer (1)', '..below']);
  });

  test('keeps articles and sites apart', async () => {
    const { publish, read, articleCount, store } = stage.scene();
    const elsewhere = await createScene(store, { slug: `other-${stage.scene().siteId}` });
    await publish({ body: 'here' });
    await publish({ body: 'beside', article: '/b' });
    await elsewhere.publish({ body: 'elsewhere' });
    expect(await read()).toEqual(['here']);
    expect(await articleCount()).toBe(1);
    expect(await elsewhere.read()).toEqual(['elsewhere']);
    expect(await elsewhere.store.publishedCounts({ siteId: elsewhere.siteId, keys: ['/b', '/a', '/c'] })).toMatchObject(
      {
        counts: [0, 1, 0],
      },
    );
  });

  test('knows nothing of an article that was never commented on, and gives it the version of its site', async () => {
    const { store, siteId } = stage.scene();
    const page = await store.publishedPage({ siteId, key: '/never', order: 'oldest', limit: 50, after: null });
    expect(page).toEqual({ article: null, siteVersion: expect.any(Number), threads: [], answers: [], next: null });
    expect(await store.publishedVersion({ of: 'site', id: siteId })).toBe(page.siteVersion);
  });

  test('raises the versions with every change of what readers see, and with nothing else', async () => {
    const { store, siteId, post, decide, publish } = stage.scene();
    const id = await publish();
    const { article } = await store.articleView({ siteId, key: '/a' });
    const versions = async () => [
      await store.publishedVersion({ of: 'article', id: article?.id ?? -1 }),
      await store.publishedVersion({ of: 'site', id: siteId }),
    ];
    const before = await versions();
    const hidden = await post({ parent: id });
    await decide('spam', hidden.id);
    expect(await versions()).toEqual(before);
    await decide('approve', hidden.id);
    const after = await versions();
    expect(after.every((version, index) => version > (before[index] as number))).toBe(true);
  });

  test('raises the version of the site alone when another article becomes known', async () => {
    const { store, siteId, post, publish } = stage.scene();
    await publish();
    const before = await store.articleView({ siteId, key: '/a' });
    await post({ article: '/new' });
    const after = await store.articleView({ siteId, key: '/a' });
    expect(after.article?.version).toBe(before.article?.version);
    expect(after.siteVersion).toBeGreaterThan(before.siteVersion);
  });

  test('gives at most a hundred answers with their thread and the true number of replies', async () => {
    const { store, siteId, plant } = stage.scene();
    const words = Array.from({ length: 102 }, (_, n) => `n${n}`);
    const [thread] = await plant(words, ([top]) => top ?? null);
    const page = await store.publishedPage({ siteId, key: '/a', order: 'oldest', limit: 50, after: null });
    expect(page.answers[0]).toHaveLength(100);
    expect(page.threads[0]?.replies).toBe(101);
    const whole = { siteId, key: '/a', thread: thread as string, limit: 200, after: null };
    expect((await store.publishedThread(whole)).answers).toHaveLength(101);
  });

  test('gives the answers of a thread whose top is hidden, and none of one that is hidden, unknown, or no thread but an answer', async () => {
    const { a, b, g, h } = await tree();
    const { store, siteId, decide } = stage.scene();
    const thread = async (id: string, key = '/a') =>
      (await store.publishedThread({ siteId, key, thread: id, limit: 50, after: null })).answers.length;
    expect(await thread(a)).toBe(5);
    expect(await thread(a, '/b')).toBe(0);
    expect(await thread(b)).toBe(0);
    expect(await thread('nothing')).toBe(0);
    await decide('hold', g);
    expect(await thread(g)).toBe(1);
    await decide('hold', h);
    expect(await thread(g)).toBe(0);
  });

  test('gives one published comment, and none that is hidden or of another site', async () => {
    const { store, siteId, post, publish } = stage.scene();
    const id = await publish({ body: 'seen' });
    const hidden = await post();
    const other = await addSite(store, { slug: `other-${stage.scene().siteId}` });
    expect(await store.publishedComment({ siteId, id })).toMatchObject({ id, article: '/a', html: '<p>seen</p>' });
    expect(await store.publishedComment({ siteId, id: hidden.id })).toBeUndefined();
    expect(await store.publishedComment({ siteId: other.id, id })).toBeUndefined();
    expect(await store.ownComment({ siteId, id: hidden.id })).toMatchObject({ status: 'pending' });
  });

  test('gives what was published last on a site or under an article, answers too', async () => {
    const { store, siteId, clock, publish, post, decide } = stage.scene();
    const top = await publish({ body: 'first' });
    await publish({ body: 'other', article: '/b' });
    await publish({ body: 'answer', parent: top });
    const late = await post({ body: 'late' });
    const latest = async (key: string | null, limit = 50) =>
      (await store.latestPublished({ siteId, key, limit })).comments.map(({ html }) => html.slice(3, -4));
    expect(await latest(null)).toEqual(['answer', 'other', 'first']);
    expect(await latest('/a')).toEqual(['answer', 'first']);
    expect(await latest(null, 1)).toEqual(['answer']);
    expect(await latest('/never')).toEqual([]);
    await publish({ body: 'newer' });
    clock.now += 1000;
    await decide('approve', late.id);
    expect(await latest('/a', 2)).toEqual(['late', 'newer']);
    const { comments } = await store.latestPublished({ siteId, key: null, limit: 1 });
    expect(comments[0]).toMatchObject({ id: late.id, publishedAt: clock.now });
  });

  test('never gives a reader anything that came from an address', async () => {
    const { store, siteId, publish } = stage.scene();
    await publish();
    const page = await store.publishedPage({ siteId, key: '/a', order: 'oldest', limit: 50, after: null });
    const names = Object.keys(page.threads[0] ?? {});
    expect(names).toContain('html');
    expect(names.filter((name) => /mail|client|ip|hash|author_?id|seed/i.test(name))).toEqual([]);
  });
}
