import { expect, test } from '@jest/globals';
import type { Engine } from '../../support/store.js';
import { createScene } from '../../support/store-fixtures.js';
import { onStage, refused } from './scene.js';

export function queueContract(engine: Engine): void {
  const stage = onStage(engine);
  type Query = Parameters<ReturnType<typeof stage.scene>['queue']>[0];
  const bodies = async (query: Query) => (await stage.scene().queue(query)).comments.map(({ body }) => body);

  test('lists the comments of a status, or of all, by time', async () => {
    const { post, publish, decide, queue } = stage.scene();
    await post({ body: 'one' });
    await publish({ body: 'two' });
    const { id } = await post({ body: 'three' });
    await decide('spam', id);
    await post({ body: 'four' });
    expect(await bodies({ status: 'pending' })).toEqual(['one', 'four']);
    expect(await bodies({ status: 'pending', order: 'newest' })).toEqual(['four', 'one']);
    expect(await bodies({ status: 'spam' })).toEqual(['three']);
    expect(await bodies({ status: 'trash' })).toEqual([]);
    expect(await bodies({ status: 'all' })).toEqual(['one', 'two', 'three', 'four']);
    expect(await bodies({ status: 'all', order: 'newest', limit: 3 })).toEqual(['four', 'three', 'two']);
    expect(await queue({ status: 'all', limit: 1 })).toMatchObject({ total: 4, totalIsCapped: false });
    expect(await queue({ status: 'pending' })).toMatchObject({ total: 2, totalIsCapped: false, next: null });
  });

  test('finds words in body, name and URL, whatever the status, and nothing of another site', async () => {
    const { store, post, publish } = stage.scene();
    const elsewhere = await createScene(store, { slug: `other-${stage.scene().siteId}` });
    await elsewhere.post({ body: 'tulips elsewhere' });
    await post({ body: 'red tulips' });
    await publish({ body: 'by name', name: 'Tulips Fan' });
    await post({ body: 'by url', authorUrl: 'https://tulips.example/' });
    await post({ body: 'roses' });
    expect(await bodies({ words: 'tulips' })).toEqual(['red tulips', 'by name', 'by url']);
    expect(await bodies({ words: 'TULIPS', status: 'pending', order: 'newest' })).toEqual(['by url', 'red tulips']);
    expect(await bodies({ words: 'tulips roses' })).toEqual([]);
    expect(await bodies({ words: '"' })).toEqual([]);
    expect(await bodies({ words: 'tul' })).toEqual(['red tulips', 'by name', 'by url']);
  });

  test('cannot be made to find by words what is kept for filtering', async () => {
    const { siteId, post } = stage.scene();
    await post({ body: 'plain' });
    for (const words of [`s${siteId}`, 'pending', 'tpending', 'scope', 'u1', 'a1', 'afterword0status0pending']) {
      expect(await bodies({ words })).toEqual([]);
    }
  });

  test('narrows to an article and to whoever wrote a comment', async () => {
    const { post, queue } = stage.scene();
    const { id } = await post({ body: 'ada a' });
    await post({ body: 'bob a', author: 'bob' });
    await post({ body: 'ada b', article: '/b' });
    const nobody = await post({ body: 'nobody', author: null });
    expect(await bodies({ articleKey: '/a' })).toEqual(['ada a', 'bob a', 'nobody']);
    expect(await bodies({ authorOf: id })).toEqual(['ada a', 'ada b']);
    expect(await bodies({ authorOf: id, articleKey: '/b', words: 'ada' })).toEqual(['ada b']);
    expect(await bodies({ articleKey: '/never' })).toEqual([]);
    await post({ body: 'nobody else', author: null });
    expect(await queue({ authorOf: nobody.id })).toMatchObject({
      comments: [{ body: 'nobody' }],
      total: 1,
      next: null,
    });
    expect(await queue({ authorOf: nobody.id, status: 'spam' })).toMatchObject({ comments: [], total: 0 });
    await refused(queue({ authorOf: 'nobody' }), 'not-found');
  });

  test('counts what a filter finds up to a cap, and says that it is one', async () => {
    const { store, comment, queue } = stage.scene();
    const many = Array.from({ length: 1001 }, (_, n) => comment({ body: `common n${n}`, check: 'none' }));
    await Promise.all(many.map((one) => store.submit(one)));
    expect(await queue({ words: 'common', limit: 1 })).toMatchObject({ total: 1000, totalIsCapped: true });
    expect(await queue({ words: 'n500', limit: 1 })).toMatchObject({ total: 1, totalIsCapped: false });
    expect(await queue({ status: 'all', limit: 1 })).toMatchObject({ total: 1001, totalIsCapped: false });
  });

  test('gives a comment’s article, parent, replies and how the asking went', async () => {
    const { publish, post, see, clock } = stage.scene();
    const top = await publish({ title: 'A title' });
    const answer = await post({ parent: top });
    expect(await see(answer.id)).toMatchObject({
      article: '/a',
      articleUrl: 'https://blog.example/a',
      articleTitle: 'A title',
      parent: top,
      verdictAttempts: 1,
      nextAttemptAt: clock.now + 60_000,
      correctionTo: null,
      suspicion: 0.5,
    });
    await publish({ parent: top });
    expect(await see(top)).toMatchObject({ replies: 1, nextAttemptAt: null });
  });

  test('follows every change of a comment’s status and words', async () => {
    const { post, decide, edit } = stage.scene();
    const { id } = await post({ body: 'first words' });
    for (const [decision, status] of [
      ['approve', 'approved'],
      ['spam', 'spam'],
      ['trash', 'trash'],
      ['hold', 'pending'],
    ] as const) {
      await decide(decision, id);
      expect(await bodies({ words: 'first', status })).toEqual(['first words']);
      expect(await bodies({ articleKey: '/a', status })).toEqual(['first words']);
      expect((await stage.scene().queue({ words: 'first' })).total).toBe(1);
    }
    await edit(id, 'second words');
    expect(await bodies({ words: 'first' })).toEqual([]);
    expect(await bodies({ words: 'second', status: 'pending' })).toEqual(['second words']);
  });
}
