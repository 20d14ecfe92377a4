import { expect, test } from '@jest/globals';
import type { CheckedOutcome } from '../../../src/domain/verdict.js';
import type { Engine } from '../../support/store.js';
import { bytes, DAY, MINUTE } from '../../support/store-fixtures.js';
import { onStage } from './scene.js';

export function checksContract(engine: Engine): void {
  const stage = onStage(engine);
  const withPolicy = (policy: 'hold' | 'first-time' | 'publish') =>
    stage.scene().store.changeSite({ slug: stage.scene().site.slug, policy });

  test.each<[CheckedOutcome, 'hold' | 'publish', string]>([
    ['ham', 'hold', 'pending'],
    ['ham', 'publish', 'approved'],
    ['spam', 'hold', 'spam'],
    ['spam', 'publish', 'spam'],
    ['discard', 'publish', 'spam'],
  ])('a verdict of %s under the policy %s makes a comment %s', async (outcome, policy, status) => {
    const { post, judge, see, history, clock } = stage.scene();
    await withPolicy(policy);
    const posted = await post();
    clock.now += 1000;
    expect(await judge(posted, outcome)).toBe(true);
    expect(await see(posted.id)).toMatchObject({
      status,
      verdictBy: 'akismet',
      verdictOutcome: outcome,
      verdictAt: clock.now,
      verdictAttempts: 1,
      verdictError: null,
      nextAttemptAt: null,
    });
    expect(await history(posted.id)).toMatchObject([
      { actor: 'policy', action: 'verdict', from: 'pending', to: status },
    ]);
  });

  test('a verdict counts once: the lease is gone with it', async () => {
    const { post, judge, see } = stage.scene();
    const posted = await post();
    await judge(posted, 'ham');
    expect(await judge(posted, 'spam')).toBe(false);
    expect(await see(posted.id)).toMatchObject({ verdictOutcome: 'ham' });
  });

  test('a verdict under a lease that another process has taken over does nothing', async () => {
    const { post, judge, claim, clock, see } = stage.scene();
    const posted = await post();
    clock.now += MINUTE;
    const [job] = await claim();
    expect(job).toMatchObject({ kind: 'check', commentId: posted.id, attempts: 2 });
    expect(await judge(posted, 'spam')).toBe(false);
    expect(await see(posted.id)).toMatchObject({ verdictOutcome: 'unchecked', status: 'pending' });
    expect(await judge(job as { jobId: number; lease: string }, 'ham')).toBe(true);
  });

  test('a late verdict does not move a comment on which a person has decided', async () => {
    const { post, judge, decide, see } = stage.scene();
    const posted = await post();
    await decide('approve', posted.id);
    await judge(posted, 'spam');
    expect(await see(posted.id)).toMatchObject({ status: 'approved', verdictOutcome: 'spam' });
  });

  test('blatant spam is dropped and counted when it is not to be kept, and its author forgotten', async () => {
    const { store, siteId, post, judge, counts, queue } = stage.scene();
    const posted = await post({ body: 'blatant', author: 'spammer' });
    await judge(posted, 'discard', { dropDiscarded: true });
    expect(await counts()).toEqual({ pending: 0, approved: 0, spam: 0, trash: 0 });
    expect((await queue({ words: 'blatant' })).comments).toEqual([]);
    const { days } = await store.summary({ siteId, sinceDay: '2026-01-01' });
    expect(days).toContainEqual({ day: '2026-01-05', name: 'verdict:discard', n: 1 });
  });

  test('blatant spam that a person has approved is kept', async () => {
    const { post, judge, decide, see } = stage.scene();
    const posted = await post();
    await decide('approve', posted.id);
    await judge(posted, 'discard', { dropDiscarded: true });
    expect(await see(posted.id)).toMatchObject({ status: 'approved', verdictOutcome: 'discard' });
  });

  test('blatant words in a published comment’s edit do not drop it', async () => {
    const { publish, edit, judge, see } = stage.scene();
    const id = await publish();
    const job = await edit(id, 'blatant');
    await judge(job as NonNullable<typeof job>, 'discard', { dropDiscarded: true });
    expect(await see(id)).toMatchObject({ status: 'approved', verdictOutcome: 'discard', proposedBody: 'blatant' });
  });

  test('a failure keeps why, holds the comment and asks again when it is time', async () => {
    const { store, post, see, claim, clock } = stage.scene();
    await withPolicy('publish');
    const { id, jobId, lease } = await post();
    const retryAt = clock.now + 5 * MINUTE;
    expect(await store.failCheck({ jobId, lease, now: clock.now, message: 'timed out', retryAt })).toBe(true);
    expect(await see(id)).toMatchObject({
      status: 'pending',
      verdictOutcome: 'unchecked',
      verdictError: 'timed out',
      verdictAttempts: 1,
      nextAttemptAt: retryAt,
    });
    clock.now = retryAt - 1;
    expect(await claim()).toEqual([]);
    clock.now = retryAt;
    expect(await claim()).toMatchObject([{ commentId: id, attempts: 2, reason: 'retry' }]);
  });

  test('a failure under a lease that is no longer ours does nothing', async () => {
    const { store, post, see, clock } = stage.scene();
    const { id, jobId } = await post();
    const failed = { jobId, lease: 'another', now: clock.now, message: 'x', retryAt: null };
    expect(await store.failCheck(failed)).toBe(false);
    expect(await see(id)).toMatchObject({ verdictError: null });
  });

  test.each(['final', 'too late'])(
    'a comment whose check is given up (%s) waits unchecked for a moderator',
    async (why) => {
      const { store, post, see, clock, claim } = stage.scene();
      const { id, jobId, lease } = await post();
      const retryAt = why === 'final' ? null : clock.now + 15 * DAY + 1;
      await store.failCheck({ jobId, lease, now: clock.now, message: 'no', retryAt });
      clock.now += 30 * DAY;
      expect(await claim()).toEqual([]);
      expect(await see(id)).toMatchObject({ status: 'pending', verdictOutcome: 'unchecked', verdictError: 'no' });
    },
  );

  test('a provisional ham is held, asked about again in its time, and then counts', async () => {
    const { store, siteId, post, judge, see, claim, clock } = stage.scene();
    await withPolicy('publish');
    const posted = await post();
    await judge(posted, 'ham', { recheckAfterMs: 2 * MINUTE });
    const provisional = { status: 'pending', verdictOutcome: 'ham', nextAttemptAt: clock.now + 2 * MINUTE };
    expect(await see(posted.id)).toMatchObject(provisional);
    clock.now += 2 * MINUTE;
    const [job] = await claim();
    expect(job).toMatchObject({ reason: 'recheck', provisionalUntil: clock.now + 2 * MINUTE });
    await judge(job as { jobId: number; lease: string }, 'ham', { recheckAfterMs: 2 * MINUTE });
    expect(await see(posted.id)).toMatchObject({ status: 'approved', nextAttemptAt: null });
    const { days } = await store.summary({ siteId, sinceDay: '2026-01-01' });
    expect(days).toEqual([{ day: '2026-01-05', name: 'verdict:ham', n: 1 }]);
  });

  test('a provisional ham that turns out to be spam is spam', async () => {
    const { post, judge, see, claim, clock } = stage.scene();
    const posted = await post();
    await judge(posted, 'ham', { recheckAfterMs: MINUTE });
    clock.now += MINUTE;
    const [job] = await claim();
    await judge(job as { jobId: number; lease: string }, 'spam');
    expect(await see(posted.id)).toMatchObject({ status: 'spam', verdictOutcome: 'spam' });
  });

  test('a provisional ham counts when asking again fails until its time is over', async () => {
    const { store, post, judge, see, claim, clock } = stage.scene();
    await withPolicy('publish');
    const posted = await post();
    await judge(posted, 'ham', { recheckAfterMs: 2 * MINUTE });
    const askInVain = async () => {
      const [job] = await claim();
      const { jobId, lease } = job as { jobId: number; lease: string };
      await store.failCheck({ jobId, lease, now: clock.now, message: 'no answer', retryAt: clock.now + 20 * MINUTE });
    };
    clock.now += 2 * MINUTE;
    await askInVain();
    expect(await see(posted.id)).toMatchObject({ status: 'pending', nextAttemptAt: clock.now + 2 * MINUTE });
    clock.now += 2 * MINUTE;
    await askInVain();
    expect(await see(posted.id)).toMatchObject({ status: 'approved', verdictOutcome: 'ham', nextAttemptAt: null });
  });

  test('a provisional ham counts at once when the second question is refused for good', async () => {
    const { store, post, judge, see, claim, clock } = stage.scene();
    await withPolicy('publish');
    const posted = await post();
    await judge(posted, 'ham', { recheckAfterMs: 2 * MINUTE });
    clock.now += 2 * MINUTE;
    const [job] = await claim();
    const { jobId, lease } = job as { jobId: number; lease: string };
    await store.failCheck({ jobId, lease, now: clock.now, message: 'bad request', retryAt: null });
    expect(await see(posted.id)).toMatchObject({ status: 'approved', verdictOutcome: 'ham' });
  });

  test('a provisional ham counts also when nobody may ask the checker, and not while somebody does', async () => {
    const { store, post, judge, see, claim, clock } = stage.scene();
    await withPolicy('publish');
    const left = await post();
    const asked = await post();
    for (const posted of [left, asked]) await judge(posted, 'ham', { recheckAfterMs: 2 * MINUTE });
    clock.now += 4 * MINUTE - 1;
    await store.acceptOverdueProvisional({ now: clock.now });
    expect(await see(left.id)).toMatchObject({ status: 'pending' });
    const jobs = await claim();
    const free = jobs.filter(({ commentId }) => commentId === left.id);
    await store.returnJobs({ jobs: free, runAt: clock.now });
    clock.now += 1;
    await store.acceptOverdueProvisional({ now: clock.now });
    expect(await see(left.id)).toMatchObject({ status: 'approved' });
    expect(await see(asked.id)).toMatchObject({ status: 'pending' });
  });

  test('a decision ends what a provisional verdict may still do to a comment', async () => {
    const { store, post, judge, decide, see, clock } = stage.scene();
    await withPolicy('publish');
    const posted = await post();
    await judge(posted, 'ham', { recheckAfterMs: MINUTE });
    await decide('hold', posted.id);
    clock.now += 2 * MINUTE;
    await store.acceptOverdueProvisional({ now: clock.now });
    expect(await see(posted.id)).toMatchObject({ status: 'pending', nextAttemptAt: null });
  });

  test('what is put before the checker is all that it needs', async () => {
    const { publish, post, claim, site } = stage.scene();
    const parent = await publish();
    const { id } = await post({ parent, body: 'words', authorUrl: 'https://ada.example/', check: 'waiting' });
    expect(await claim()).toEqual([
      expect.objectContaining({
        kind: 'check',
        commentId: id,
        siteUrl: site.url,
        articleUrl: 'https://blog.example/a',
        parentId: parent,
        authorName: 'ada',
        authorUrl: 'https://ada.example/',
        body: 'words',
        reason: null,
        attempts: 1,
        email: bytes('email of ada'),
        client: bytes('client of ada'),
      }),
    ]);
  });

  test('comments in the queue that nobody asked about are found, each once, and no others', async () => {
    const { store, post, publish, decide, claim, clock } = stage.scene();
    const forgotten = [await post({ check: 'none' }), await post({ check: 'none' })].map(({ id }) => id);
    await post();
    await publish();
    await decide('spam', (await post({ check: 'none' })).id);
    const ask = async () => {
      let ordered = 0;
      for (let afterSeq: number | null = -1; afterSeq !== null; ) {
        const run = await store.orderMissingChecks({ now: clock.now, afterSeq, limit: 2, giveUpAt: clock.now + DAY });
        ordered += run.ordered;
        afterSeq = run.lastSeq;
      }
      return ordered;
    };
    expect(await ask()).toBeGreaterThanOrEqual(2);
    expect(await ask()).toBe(0);
    const jobs = await claim();
    expect(jobs.map(({ commentId }) => commentId)).toEqual(forgotten);
    expect(jobs).toMatchObject([{ reason: 'recheck' }, { reason: 'recheck' }]);
  });
}
