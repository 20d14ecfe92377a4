import { expect, test } from '@jest/globals';
import { MAX_DEPTH } from '../../../src/domain/comment.js';
import type { Engine } from '../../support/store.js';
import { addSite, bytes, createScene, DAY, MINUTE } from '../../support/store-fixtures.js';
import { onStage, refused } from './scene.js';

/** The field that a refusal names. */
function field(pointer: string) {
  return { code: 'invalid', facts: { fields: [expect.objectContaining({ pointer })] } };
}

export function submitContract(engine: Engine): void {
  const stage = onStage(engine);

  test('stores a comment as pending and unchecked, seen by moderators only', async () => {
    const { post, see, read, counts } = stage.scene();
    const { id } = await post({ body: 'hello', authorUrl: 'https://ada.example/' });
    expect(await see(id)).toMatchObject({
      status: 'pending',
      body: 'hello',
      authorUrl: 'https://ada.example/',
      verdictBy: 'none',
      verdictOutcome: 'unchecked',
      email: bytes('email of ada'),
      client: bytes('client of ada'),
    });
    expect(await read()).toEqual([]);
    expect(await counts()).toEqual({ pending: 1, approved: 0, spam: 0, trash: 0 });
  });

  test('keeps what it has acknowledged after the store is opened anew', async () => {
    const { post, siteId } = stage.scene();
    const { id } = await post({ body: 'kept' });
    await stage.opened().reopen();
    const { store } = stage.opened();
    expect((await store.moderatedComment({ siteId, id })).comment.body).toBe('kept');
  });

  test('refuses the same comment of the same author twice within a minute, and takes it again after it', async () => {
    const { post, clock, counts } = stage.scene();
    await post({ body: 'twice' });
    clock.now += MINUTE - 1;
    await refused(post({ body: 'twice' }), 'conflict', /moment ago/);
    clock.now += 1;
    await post({ body: 'twice' });
    expect((await counts()).pending).toBe(2);
  });

  test('takes the same words of another author, under another article, or as an answer to another comment', async () => {
    const { post, publish, counts } = stage.scene();
    const parent = await publish({ body: 'parent' });
    await post({ body: 'same' });
    await post({ body: 'same', author: 'bob' });
    await post({ body: 'same', article: '/b' });
    await post({ body: 'same', parent });
    expect((await counts()).pending).toBe(4);
  });

  test('gives the first answer again for the same Idempotency-Key, and stores nothing', async () => {
    const { store, comment, clock, counts } = stage.scene();
    const first = comment({ body: 'once', key: 'k' });
    expect(await store.submit(first)).toMatchObject({ kind: 'stored' });
    clock.now += DAY - 1;
    const again = await store.submit(comment({ body: 'once', key: 'k' }));
    expect(again).toEqual({ kind: 'replayed', commentId: first.id, answer: first.request.answer });
    expect((await counts()).pending).toBe(1);
  });

  test('gives the answer again that was recorded last', async () => {
    const { store, comment } = stage.scene();
    const first = comment({ body: 'once', key: 'k' });
    await store.submit(first);
    await store.recordAnswer({ key: first.request.key, answer: bytes('approved') });
    expect(await store.storedAnswer({ key: first.request.key })).toEqual(bytes('approved'));
    expect(await store.submit(comment({ body: 'once', key: 'k' }))).toMatchObject({ answer: bytes('approved') });
  });

  test('refuses an Idempotency-Key that was used with another body', async () => {
    const { post, counts } = stage.scene();
    await post({ body: 'one', key: 'k' });
    await refused(post({ body: 'two', key: 'k' }), 'invalid', /Idempotency-Key/);
    expect((await counts()).pending).toBe(1);
  });

  test('takes an Idempotency-Key anew when its day is over', async () => {
    const { post, clock, counts } = stage.scene();
    await post({ body: 'one', key: 'k' });
    clock.now += DAY;
    await post({ body: 'two', key: 'k' });
    expect((await counts()).pending).toBe(2);
  });

  test('does not bring back what was withdrawn when the request is repeated late, and keeps no answer about it', async () => {
    const { store, post, comment, withdraw, counts } = stage.scene();
    const { id } = await post({ body: 'gone', key: 'k' });
    await withdraw(id);
    await refused(post({ body: 'gone', key: 'k' }), 'conflict', /removed/);
    const { key } = comment({ body: 'gone', key: 'k' }).request;
    expect(await store.storedAnswer({ key })).toBeNull();
    await store.recordAnswer({ key, answer: bytes('late') });
    expect(await store.storedAnswer({ key })).toBeNull();
    expect((await counts()).pending).toBe(0);
  });

  test('lets an author withdraw a comment and send the same again within the minute', async () => {
    const { post, withdraw } = stage.scene();
    const { id } = await post({ body: 'again' });
    await withdraw(id);
    expect((await post({ body: 'again' })).id).not.toBe(id);
  });

  test('does not give the place of a removed comment away while its request is remembered', async () => {
    const { post, withdraw } = stage.scene();
    const first = await post({ key: 'k' });
    await withdraw(first.id);
    expect((await post()).seq).toBeGreaterThan(first.seq);
  });

  test('refuses a comment under a closed article, and leaves no trace of it', async () => {
    const { store, siteId, clock, post, counts } = stage.scene();
    await post({ article: '/closed' });
    await store.changeArticle({ siteId, key: '/closed', open: false, actor: 'mod', now: clock.now });
    await refused(post({ article: '/closed', author: 'new' }), 'forbidden', /closed/);
    expect((await counts()).pending).toBe(1);
    await store.changeArticle({ siteId, key: '/closed', open: true, actor: 'mod', now: clock.now });
    await post({ article: '/closed', author: 'new' });
  });

  test('refuses an answer to a comment that is unknown, unpublished, or under another article or site', async () => {
    const { store, post, publish } = stage.scene();
    const elsewhere = await createScene(store, { slug: `other-${stage.scene().siteId}` });
    const parents = [
      '01890000-0000-7000-8000-000000000000',
      (await post()).id,
      await publish({ article: '/b' }),
      await elsewhere.publish(),
    ];
    for (const parent of parents) await expect(post({ parent })).rejects.toMatchObject(field('/parent'));
  });

  test('takes an answer to a published comment below an empty place, and none to that place', async () => {
    const { post, publish, decide, read } = stage.scene();
    const top = await publish();
    const answer = await publish({ body: 'answer', parent: top });
    await decide('hold', top);
    await expect(post({ parent: top })).rejects.toMatchObject(field('/parent'));
    await publish({ body: 'below', parent: answer });
    expect(await read()).toEqual(['… (2)', '.answer (1)', '..below']);
  });

  test('refuses an answer to an empty placeholder', async () => {
    const { post, publish, withdraw } = stage.scene();
    const top = await publish();
    await publish({ parent: top });
    await withdraw(top);
    await expect(post({ parent: top })).rejects.toMatchObject(field('/parent'));
  });

  test('leaves an article unknown when the comment that would make it known is refused', async () => {
    const { store, siteId, post } = stage.scene();
    await expect(post({ article: '/new', parent: 'nobody' })).rejects.toMatchObject(field('/parent'));
    expect((await store.articleView({ siteId, key: '/new' })).article).toBeNull();
  });

  test(`takes answers ${MAX_DEPTH} deep and no deeper`, async () => {
    const { post, plant } = stage.scene();
    const chain = Array.from({ length: MAX_DEPTH + 1 }, (_, depth) => `at depth ${depth}`);
    const ids = await plant(chain, (before) => before.at(-1) ?? null);
    await post({ parent: ids.at(-2) as string });
    const parent = ids.at(-1) as string;
    await expect(post({ parent })).rejects.toMatchObject(field('/parent'));
  });

  test('keeps the order in which comments of one millisecond came', async () => {
    const { store, comment, queue } = stage.scene();
    const wishes = Array.from({ length: 20 }, (_, n) => comment({ body: `n${n}` }));
    await Promise.all(wishes.map((wish) => store.submit(wish)));
    const { comments } = await queue();
    expect(comments.map(({ body }) => body)).toEqual(wishes.map(({ body }) => body));
  });

  test('takes 3,000 comments in one millisecond, each at a place of its own', async () => {
    const { store, comment, counts } = stage.scene();
    const stored = await Promise.all(
      Array.from({ length: 3000 }, (_, n) => store.submit(comment({ body: `n${n}`, check: 'none' }))),
    );
    const seqs = stored.map((one) => (one.kind === 'stored' ? one.seq : -1));
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
    expect((await counts()).pending).toBe(3000);
  });

  test('takes comments when the clock jumps back to where others are', async () => {
    const { post, clock, queue } = stage.scene();
    clock.now += DAY;
    await post({ body: 'first' });
    clock.now += 1;
    await post({ body: 'third' });
    clock.now -= 1;
    await post({ body: 'second' });
    const { comments } = await queue();
    expect(comments.map(({ body }) => body)).toEqual(['first', 'second', 'third']);
  });

  test('knows an author of a site again by the email, and nobody without one', async () => {
    const { store, comment } = stage.scene();
    const avatar = async (wish: Parameters<typeof comment>[0]) => {
      const stored = await store.submit(comment(wish));
      return stored.kind === 'stored' ? stored.avatar : null;
    };
    const ada = await avatar({ author: 'ada' });
    expect(await avatar({ author: 'ada' })).toBe(ada);
    expect(await avatar({ author: 'ada', name: 'Another name' })).not.toBe(ada);
    const nobody = await avatar({ author: null, name: 'N' });
    expect(await avatar({ author: null, name: 'N' })).not.toBe(nobody);
    const other = await addSite(store, { slug: `other-${stage.scene().siteId}` });
    const there = await store.submit({ ...comment({ author: 'ada' }), siteId: other.id });
    expect(there).not.toMatchObject({ avatar: ada });
  });

  test('believes the blog about an article, and a reader only while the comment is published', async () => {
    const { store, siteId, post, publish, decide, decideAll } = stage.scene();
    const article = async () => (await store.articleView({ siteId, key: '/a' })).article;
    await post({ title: 'A stranger’s title', url: 'https://blog.example/a?stranger' });
    expect(await article()).toMatchObject({ title: null, url: null });
    const first = await publish({ title: 'The first title', url: 'https://blog.example/a?first' });
    const second = await publish({ title: 'The second title', url: 'https://blog.example/a?second' });
    await publish({ url: 'https://blog.example/a?third' });
    expect(await article()).toMatchObject({ title: 'The second title', url: 'https://blog.example/a?third' });
    await decideAll('trash', [second]);
    expect(await article()).toMatchObject({ title: 'The first title' });
    await decide('trash', first);
    await decide('delete', first);
    expect(await article()).toMatchObject({ title: null, url: 'https://blog.example/a?third' });
    await post({ title: 'The title', url: 'https://blog.example/a', byBlog: true });
    expect(await article()).toMatchObject({ title: 'The title', url: 'https://blog.example/a' });
    await publish({ title: 'Another reader’s title', url: 'https://blog.example/a?reader' });
    await post({ url: 'https://blog.example/a#new', byBlog: true });
    expect(await article()).toMatchObject({ title: 'The title', url: 'https://blog.example/a#new' });
  });
}
