import { expect, test } from '@jest/globals';
import { DECISIONS } from '../../../src/domain/decision.js';
import type { Engine } from '../../support/store.js';
import { addSite, bytes } from '../../support/store-fixtures.js';
import { onStage, refused } from './scene.js';

export function decideContract(engine: Engine): void {
  const stage = onStage(engine);

  test.each([
    ['approve', 'approved'],
    ['spam', 'spam'],
    ['trash', 'trash'],
  ] as const)('%s moves a comment to %s, and says who did it', async (decision, to) => {
    const { post, decide, see, history, counts, clock } = stage.scene();
    const { id } = await post();
    expect(await decide(decision, id)).toEqual({ id, from: 'pending', to, changed: true });
    expect(await see(id)).toMatchObject({ status: to });
    expect(await counts()).toMatchObject({ pending: 0, [to]: 1 });
    expect(await history(id)).toEqual([
      expect.objectContaining({
        at: clock.now,
        actor: 'mod',
        action: decision,
        from: 'pending',
        to,
        comment: id,
        note: null,
      }),
    ]);
  });

  test('decides on many comments in one go, with a problem in the row of what cannot be decided', async () => {
    const { store, post, publish, decideAll, counts } = stage.scene();
    const pending = await post();
    const approved = await publish();
    const other = await addSite(store, { slug: `other-${stage.scene().siteId}` });
    const foreign = { ...stage.scene().comment(), siteId: other.id };
    await store.submit(foreign);
    const results = await decideAll('approve', [pending.id, 'nobody', approved, foreign.id, pending.id], 'a note');
    expect(results).toEqual([
      { id: pending.id, from: 'pending', to: 'approved', changed: true },
      { id: 'nobody', from: null, to: null, changed: false, problem: expect.any(String) },
      { id: approved, from: 'approved', to: 'approved', changed: false },
      { id: foreign.id, from: null, to: null, changed: false, problem: expect.any(String) },
      { id: pending.id, from: 'approved', to: 'approved', changed: false },
    ]);
    expect(await counts()).toMatchObject({ pending: 0, approved: 2 });
  });

  test('deciding what is so already changes nothing and is written down once: that a person agrees', async () => {
    const { post, judge, decide, history, see } = stage.scene();
    const posted = await post();
    await judge(posted, 'ham');
    expect(await decide('hold', posted.id)).toMatchObject({ changed: false, from: 'pending', to: 'pending' });
    expect(await decide('hold', posted.id)).toMatchObject({ changed: false });
    expect((await history(posted.id)).map(({ action }) => action)).toEqual(['verdict', 'hold']);
    expect(await see(posted.id)).toMatchObject({ status: 'pending' });
  });

  test('a decision that agrees with what is so already stands against a late verdict', async () => {
    const { post, decide, judge, see } = stage.scene();
    const posted = await post();
    await decide('hold', posted.id);
    await judge(posted, 'spam');
    expect(await see(posted.id)).toMatchObject({ status: 'pending', verdictOutcome: 'spam' });
  });

  test('a note is kept in the history', async () => {
    const { post, decideAll, history } = stage.scene();
    const { id } = await post();
    await decideAll('trash', [id], 'off topic');
    expect(await history(id)).toMatchObject([{ action: 'trash', note: 'off topic' }]);
  });

  test.each(['pending', 'approved'] as const)('does not delete what is %s', async (status) => {
    const { post, decide, see } = stage.scene();
    const { id } = await post();
    if (status === 'approved') await decide('approve', id);
    expect(await decide('delete', id)).toEqual({
      id,
      from: status,
      to: status,
      changed: false,
      problem: expect.any(String),
    });
    expect(await see(id)).toMatchObject({ status });
  });

  test.each(['spam', 'trash'] as const)('deletes for good what is in %s', async (status) => {
    const { store, siteId, post, decide, counts, queue } = stage.scene();
    const { id } = await post({ body: 'rubbish' });
    await decide(status, id);
    expect(await decide('delete', id)).toEqual({ id, from: status, to: 'deleted', changed: true });
    expect(await counts()).toEqual({ pending: 0, approved: 0, spam: 0, trash: 0 });
    expect((await queue({ words: 'rubbish' })).comments).toEqual([]);
    await refused(store.moderatedComment({ siteId, id }), 'not-found');
    expect(await decide('approve', id)).toMatchObject({ changed: false, problem: expect.any(String) });
    const audit = await store.auditOfSite({ siteId, before: null, limit: 10 });
    expect(audit[0]).toMatchObject({ comment: id, action: 'delete', from: status, to: 'deleted' });
  });

  test('deleting a comment with answers leaves its empty place above them', async () => {
    const { publish, decide, read, articleCount, store, siteId } = stage.scene();
    const top = await publish();
    const answer = await publish({ body: 'answer', parent: top });
    await decide('trash', top);
    await decide('delete', top);
    expect(await decide('approve', top)).toMatchObject({ changed: false, problem: expect.any(String) });
    expect(await read()).toEqual(['… (1)', '.answer']);
    expect(await store.publishedComment({ siteId, id: top })).toMatchObject({ removed: 'moderator' });
    await decide('hold', answer);
    expect(await read()).toEqual([]);
    await decide('approve', answer);
    expect(await read()).toEqual(['… (1)', '.answer']);
    expect(await articleCount()).toBe(1);
  });

  test('no decision reaches a placeholder', async () => {
    const { publish, withdraw, decide, read } = stage.scene();
    const top = await publish();
    await publish({ body: 'answer', parent: top });
    await withdraw(top);
    for (const decision of DECISIONS) expect(await decide(decision, top)).toMatchObject({ changed: false, from: null });
    expect(await read()).toEqual(['… (1)', '.answer']);
  });

  test('an author counts as known while a comment of theirs is published, and no longer', async () => {
    const { store, site, post, publish, judge, decide, withdraw, see } = stage.scene();
    await store.changeSite({ slug: site.slug, policy: 'first-time' });
    const statusOfNext = async () => {
      const posted = await post();
      await judge(posted, 'ham');
      const { status } = await see(posted.id);
      await decide('trash', posted.id);
      return status;
    };
    expect(await statusOfNext()).toBe('pending');
    const first = await publish();
    expect(await statusOfNext()).toBe('approved');
    await decide('hold', first);
    expect(await statusOfNext()).toBe('pending');
    await decide('approve', first);
    await withdraw(first);
    expect(await statusOfNext()).toBe('pending');
  });

  test('each look at an email is written to the history', async () => {
    const { store, siteId, post, clock, history } = stage.scene();
    const { id } = await post({ author: 'ada' });
    const look = () => store.revealEmail({ siteId, id, actor: 'mod', now: clock.now });
    expect(await look()).toEqual(bytes('email of ada'));
    await look();
    expect(await history(id)).toMatchObject([
      { actor: 'mod', action: 'reveal-email' },
      { actor: 'mod', action: 'reveal-email' },
    ]);
    const without = await post({ author: null });
    expect(await store.revealEmail({ siteId, id: without.id, actor: 'mod', now: clock.now })).toBeNull();
    await refused(store.revealEmail({ siteId, id: 'nobody', actor: 'mod', now: clock.now }), 'not-found');
  });
}
