import { expect, test } from '@jest/globals';
import type { Engine } from '../../support/store.js';
import { addSite, EDIT_WINDOW, MINUTE } from '../../support/store-fixtures.js';
import { onStage, refused } from './scene.js';

type Job = { jobId: number; lease: string };

export function changesContract(engine: Engine): void {
  const stage = onStage(engine);
  const found = async (words: string) => (await stage.scene().queue({ words })).comments.length;

  test('an edit changes the words, forgets the verdict on the old ones and has the new ones checked', async () => {
    const { post, judge, edit, see, claim, history } = stage.scene();
    const posted = await post({ body: 'before' });
    await judge(posted, 'ham');
    const job = await edit(posted.id, 'after');
    expect(await see(posted.id)).toMatchObject({
      body: 'after',
      html: '<p>after</p>',
      editedAt: expect.any(Number),
      verdictBy: 'none',
      verdictOutcome: 'unchecked',
      verdictAt: null,
    });
    expect([await found('before'), await found('after')]).toEqual([0, 1]);
    expect(await claim()).toEqual([]);
    expect(job?.jobId).toBeGreaterThan(0);
    expect((await history(posted.id)).map(({ action }) => action)).toEqual(['verdict', 'edit']);
  });

  test('an edit that changes nothing does nothing', async () => {
    const { post, edit, see, history } = stage.scene();
    const { id } = await post({ body: 'same' });
    expect(await edit(id, 'same')).toBeNull();
    expect(await see(id)).toMatchObject({ editedAt: null });
    expect(await history(id)).toEqual([]);
  });

  test('an edit of a published comment waits beside the words that have passed', async () => {
    const { publish, edit, read, see, queue, counts, store, siteId } = stage.scene();
    const top = await publish({ body: 'top' });
    await publish({ body: 'answer', parent: top });
    await edit(top, 'new');
    expect(await read()).toEqual(['top (1)', '.answer']);
    expect(await see(top)).toMatchObject({ status: 'approved', body: 'top', editedAt: null, proposedBody: 'new' });
    expect(await store.ownComment({ siteId, id: top })).toMatchObject({ status: 'pending', html: '<p>new</p>' });
    for (const query of [{}, { articleKey: '/a' }, { authorOf: top }, { order: 'suspicious' as const }]) {
      const { comments, total } = await queue({ status: 'pending', ...query });
      expect([comments.map(({ id }) => id), total]).toEqual([[top], 1]);
    }
    expect(await counts()).toMatchObject({ pending: 1, approved: 2 });
  });

  test.each(['first-time', 'publish'] as const)(
    'under %s an edit that the checker passes replaces the words',
    async (policy) => {
      const { publish, edit, judge, read, see, store, site, queue } = stage.scene();
      await store.changeSite({ slug: site.slug, policy });
      const id = await publish({ body: 'before' });
      const { article: before } = await store.articleView({ siteId: site.id, key: '/a' });
      await judge((await edit(id, 'after')) as Job, 'ham');
      expect(await read()).toEqual(['after']);
      expect(await see(id)).toMatchObject({ proposedBody: null, proposedAt: null, editedAt: expect.any(Number) });
      expect([await found('before'), await found('after')]).toEqual([0, 1]);
      expect((await queue({ status: 'pending' })).comments).toEqual([]);
      expect((await store.articleView({ siteId: site.id, key: '/a' })).article?.version).not.toBe(before?.version);
    },
  );

  test.each([
    ['hold', 'ham', null],
    ['publish', 'spam', null],
    ['publish', 'unchecked', null],
    ['first-time', 'discard', null],
    ['publish', 'ham', 60_000],
  ] as const)('under %s an edit that is %s waits for a person', async (policy, outcome, recheckAfterMs) => {
    const { publish, edit, judge, read, see, store, site } = stage.scene();
    await store.changeSite({ slug: site.slug, policy });
    const id = await publish({ body: 'before' });
    await judge((await edit(id, 'after')) as Job, outcome, { recheckAfterMs, dropDiscarded: true });
    expect(await read()).toEqual(['before']);
    expect(await see(id)).toMatchObject({ status: 'approved', verdictOutcome: outcome, proposedBody: 'after' });
  });

  test('a moderator approves the words that wait, or keeps those that have passed', async () => {
    const { publish, edit, decide, judge, read, see, history } = stage.scene();
    const id = await publish({ body: 'before' });
    await edit(id, 'after');
    expect(await decide('approve', id)).toEqual({ id, from: 'approved', to: 'approved', changed: true });
    expect(await read()).toEqual(['after']);
    const job = (await edit(id, 'worse')) as Job;
    expect(await decide('keep', id)).toEqual({ id, from: 'approved', to: 'approved', changed: true });
    expect(await judge(job, 'ham')).toBe(false);
    expect(await read()).toEqual(['after']);
    expect(await see(id)).toMatchObject({ proposedBody: null, verdictOutcome: 'unchecked', suspicion: -1 });
    expect(await decide('keep', id)).toMatchObject({ changed: false });
    expect((await history(id)).map(({ action }) => action)).toEqual(['approve', 'edit', 'approve', 'edit', 'keep']);
  });

  test.each(['hold', 'spam', 'trash'] as const)(
    '%s takes the whole comment away, with the edit that waits',
    async (decision) => {
      const { publish, edit, decide, judge, read, see } = stage.scene();
      const id = await publish({ body: 'before' });
      const job = (await edit(id, 'after')) as Job;
      await decide(decision, id);
      await judge(job, 'ham');
      expect(await read()).toEqual([]);
      expect(await see(id)).toMatchObject({ body: 'before', proposedBody: 'after' });
      await decide('approve', id);
      expect(await read()).toEqual(['after']);
    },
  );

  test('edited again before the first new words were judged, only the last ones count', async () => {
    const { publish, edit, judge, read, store, site } = stage.scene();
    await store.changeSite({ slug: site.slug, policy: 'publish' });
    const id = await publish({ body: 'first' });
    const second = (await edit(id, 'second')) as Job;
    const third = (await edit(id, 'third')) as Job;
    expect(await judge(second, 'ham')).toBe(false);
    expect(await read()).toEqual(['first']);
    await judge(third, 'ham');
    expect(await read()).toEqual(['third']);
  });

  test('an edit back to the words that have passed leaves nothing to decide', async () => {
    const { publish, edit, claim, see, queue } = stage.scene();
    const id = await publish({ body: 'first' });
    await edit(id, 'second');
    expect(await edit(id, 'first')).toBeNull();
    expect(await see(id)).toMatchObject({ status: 'approved', body: 'first', proposedBody: null });
    expect((await queue({ status: 'pending' })).comments).toEqual([]);
    expect(await claim()).toEqual([]);
  });

  test('the checker is asked about the words that wait, also anew', async () => {
    const { store, publish, edit, claim, clock, siteId } = stage.scene();
    const id = await publish({ body: 'before' });
    await edit(id, 'after');
    clock.now += 2 * MINUTE;
    expect(await claim()).toMatchObject([{ kind: 'check', commentId: id, body: 'after' }]);
    expect(await store.judgedComments({ siteId, ids: [id] })).toMatchObject([{ body: 'after' }]);
  });

  test('an edit of what a moderator holds back does not bring it back', async () => {
    const { post, decide, edit, judge, see } = stage.scene();
    const { id } = await post();
    await decide('spam', id);
    const job = await edit(id, 'better');
    await judge(job as NonNullable<typeof job>, 'ham');
    expect(await see(id)).toMatchObject({ status: 'spam' });
  });

  test('a comment can be changed within its window, and not at its end', async () => {
    const { post, clock, edit, withdraw, see } = stage.scene();
    const { id } = await post();
    clock.now += EDIT_WINDOW - 1;
    await edit(id, 'just in time');
    clock.now += 1;
    await refused(edit(id, 'too late'), 'forbidden', /time/);
    await refused(withdraw(id), 'forbidden', /time/);
    expect(await see(id)).toMatchObject({ body: 'just in time' });
  });

  test('a comment cannot be changed through another site, nor one that is not there', async () => {
    const { store, post, clock, edit, withdraw } = stage.scene();
    const { id } = await post();
    const other = await addSite(store, { slug: `other-${stage.scene().siteId}` });
    await refused(store.withdraw({ siteId: other.id, id, now: clock.now }), 'not-found');
    await refused(edit('nobody', 'x'), 'not-found');
    await refused(withdraw('nobody'), 'not-found');
  });

  test('a withdrawn comment without answers is gone', async () => {
    const { publish, withdraw, read, articleCount, counts, store, siteId } = stage.scene();
    const id = await publish({ body: 'gone' });
    await withdraw(id);
    expect(await read()).toEqual([]);
    expect(await articleCount()).toBe(0);
    expect(await counts()).toEqual({ pending: 0, approved: 0, spam: 0, trash: 0 });
    expect(await found('gone')).toBe(0);
    await refused(store.moderatedComment({ siteId, id }), 'not-found');
    await refused(withdraw(id), 'not-found');
  });

  test('a withdrawn comment with answers leaves an empty placeholder that counts for nothing', async () => {
    const { publish, withdraw, read, articleCount, counts, store, siteId } = stage.scene();
    const top = await publish({ body: 'top', authorUrl: 'https://ada.example/' });
    const answer = await publish({ body: 'answer', parent: top });
    await withdraw(top);
    expect(await read()).toEqual(['… (1)', '.answer']);
    expect(await store.publishedComment({ siteId, id: top })).toMatchObject({
      removed: 'author',
      authorName: '',
      authorUrl: null,
      avatar: '',
      html: '',
    });
    expect(await articleCount()).toBe(1);
    expect(await counts()).toMatchObject({ approved: 1 });
    expect(await found('top')).toBe(0);
    expect(await store.ownComment({ siteId, id: top })).toBeUndefined();
    await refused(store.moderatedComment({ siteId, id: top }), 'not-found');
    expect(
      (await store.publishedThread({ siteId, key: '/a', thread: top, limit: 9, after: null })).answers,
    ).toMatchObject([{ id: answer, parent: top }]);
  });

  test('a withdrawn answer in the middle does not count as a reply, while what hangs on it does', async () => {
    const { publish, withdraw, read } = stage.scene();
    const top = await publish({ body: 'top' });
    const middle = await publish({ body: 'middle', parent: top });
    await publish({ body: 'below', parent: middle });
    await withdraw(middle);
    expect(await read()).toEqual(['top (1)', '.… (1)', '..below']);
  });

  test('chains of placeholders vanish with the last comment that hangs on them', async () => {
    const { publish, withdraw, read, store, siteId } = stage.scene();
    const chain = [await publish()];
    for (let depth = 0; depth < 4; depth++) chain.push(await publish({ parent: chain.at(-1) as string }));
    const beside = await publish({ body: 'beside', parent: chain[0] as string });
    for (const id of chain.slice(0, -1)) await withdraw(id);
    expect(await read()).toHaveLength(6);
    await withdraw(chain.at(-1) as string);
    expect(await read()).toEqual(['… (1)', '.beside']);
    await withdraw(beside);
    expect(await read()).toEqual([]);
    expect(await store.publishedComment({ siteId, id: chain[0] as string })).toBeUndefined();
  });

  test('a placeholder is not shown while nothing below it is, and again when something is', async () => {
    const { publish, withdraw, decide, read, articleCount } = stage.scene();
    const top = await publish();
    const answer = await publish({ body: 'answer', parent: top });
    await withdraw(top);
    await decide('hold', answer);
    expect(await read()).toEqual([]);
    expect(await articleCount()).toBe(0);
    await decide('approve', answer);
    expect(await read()).toEqual(['… (1)', '.answer']);
  });

  test('the place of a comment says whose wish it was last that it is empty', async () => {
    const { publish, withdraw, decide, read, store, siteId } = stage.scene();
    const top = await publish();
    await publish({ body: 'answer', parent: top });
    await decide('hold', top);
    const before = await store.articleView({ siteId, key: '/a' });
    expect(await store.publishedComment({ siteId, id: top })).toMatchObject({ removed: 'moderator' });
    await withdraw(top);
    expect(await store.publishedComment({ siteId, id: top })).toMatchObject({ removed: 'author' });
    expect((await store.articleView({ siteId, key: '/a' })).article?.version).not.toBe(before.article?.version);
    expect(await read()).toEqual(['… (1)', '.answer']);
  });

  test('a withdrawn comment is asked about no more', async () => {
    const { post, withdraw, judge, claim } = stage.scene();
    const posted = await post();
    await post({ check: 'waiting' });
    await withdraw(posted.id);
    expect(await judge(posted, 'ham')).toBe(false);
    expect(await claim()).toHaveLength(1);
  });
}
