import { expect, test } from '@jest/globals';
import type { Engine } from '../../support/store.js';
import { bytes, DAY, MINUTE } from '../../support/store-fixtures.js';
import { onStage } from './scene.js';

export function correctionsContract(engine: Engine): void {
  const stage = onStage(engine);

  /** A comment that the checker has judged. */
  async function judged(outcome: 'ham' | 'spam') {
    const { post, judge } = stage.scene();
    const posted = await post();
    await judge(posted, outcome);
    return posted;
  }
  /** Takes the corrections that may leave by now. */
  async function claimed() {
    const { claim, clock } = stage.scene();
    clock.now += 2000;
    return claim();
  }
  async function deliver(job: { jobId: number; lease: string } | undefined) {
    const { jobId, lease } = job as { jobId: number; lease: string };
    return stage.scene().store.settleCorrection({ jobId, lease, now: stage.scene().clock.now });
  }
  async function fail(job: { jobId: number; lease: string } | undefined, inMs: number | null) {
    const { store, clock } = stage.scene();
    const { jobId, lease } = job as { jobId: number; lease: string };
    const retryAt = inMs === null ? null : clock.now + inMs;
    return store.failCorrection({ jobId, lease, now: clock.now, message: 'no', retryAt });
  }
  const correction = async (id: string) => {
    const { correctionTo, correctionState } = await stage.scene().see(id);
    return correctionTo === null ? null : `${correctionTo} ${correctionState}`;
  };

  test.each([
    ['spam', 'approve', 'ham'],
    ['ham', 'spam', 'spam'],
  ] as const)('a verdict of %s against which somebody decides %s is corrected to %s', async (outcome, decision, to) => {
    const { decide, claim } = stage.scene();
    const { id, jobId } = await judged(outcome);
    await decide(decision, id);
    expect(await correction(id)).toBe(`${to} waiting`);
    expect(await claim()).toEqual([]);
    expect(await claimed()).toEqual([
      expect.objectContaining({
        kind: 'correction',
        commentId: id,
        direction: to,
        said: outcome,
        fields: bytes(`sent about ${jobId}`),
        attempts: 1,
      }),
    ]);
  });

  test.each([
    ['spam', 'spam'],
    ['spam', 'trash'],
    ['spam', 'hold'],
    ['ham', 'approve'],
    ['ham', 'trash'],
  ] as const)('a verdict of %s is not corrected by %s', async (outcome, decision) => {
    const { id } = await judged(outcome);
    await stage.scene().decide(decision, id);
    expect(await correction(id)).toBeNull();
    expect(await claimed()).toEqual([]);
  });

  test('a delivered correction is not sent again, whatever is decided in the same sense', async () => {
    const { decide, history } = stage.scene();
    const { id } = await judged('spam');
    await decide('approve', id);
    const [job] = await claimed();
    expect(await deliver(job)).toBe(true);
    expect(await deliver(job)).toBe(false);
    expect(await correction(id)).toBe('ham delivered');
    for (const decision of ['hold', 'approve', 'trash', 'approve'] as const) await decide(decision, id);
    expect(await claimed()).toEqual([]);
    expect((await history(id)).filter(({ action }) => action === 'correction')).toMatchObject([
      { note: 'ham delivered' },
    ]);
  });

  test('a change of mind after the delivery is sent as well, once', async () => {
    const { decide } = stage.scene();
    const { id } = await judged('spam');
    await decide('approve', id);
    await deliver((await claimed())[0]);
    await decide('spam', id);
    const [back] = await claimed();
    expect(back).toMatchObject({ direction: 'spam' });
    await deliver(back);
    expect(await correction(id)).toBe('spam delivered');
    expect(await claimed()).toEqual([]);
  });

  test.each(['spam', 'hold', 'trash'] as const)(
    'a correction that has not left yet is taken back by %s',
    async (decision) => {
      const { decide } = stage.scene();
      const { id } = await judged('spam');
      await decide('approve', id);
      await decide(decision, id);
      expect(await correction(id)).toBeNull();
      expect(await claimed()).toEqual([]);
    },
  );

  test('a correction that got no answer may have arrived: its opposite is sent instead of its next try', async () => {
    const { decide, clock } = stage.scene();
    const { id } = await judged('spam');
    await decide('approve', id);
    await fail((await claimed())[0], MINUTE);
    expect(await correction(id)).toBe('ham waiting');
    await decide('spam', id);
    clock.now += MINUTE;
    const [opposite, ...more] = await claimed();
    expect(opposite).toMatchObject({ direction: 'spam' });
    expect(more).toEqual([]);
    await deliver(opposite);
    expect(await correction(id)).toBe('spam delivered');
  });

  test.each(['hold', 'trash'] as const)(
    'a correction that got no answer is not tried again after %s',
    async (decision) => {
      const { decide, clock } = stage.scene();
      const { id } = await judged('spam');
      await decide('approve', id);
      await fail((await claimed())[0], MINUTE);
      await decide(decision, id);
      expect(await correction(id)).toBeNull();
      clock.now += DAY;
      expect(await claimed()).toEqual([]);
    },
  );

  test('a correction that got no answer and was taken back is sent once more when it stands again', async () => {
    const { decide } = stage.scene();
    const { id } = await judged('spam');
    await decide('approve', id);
    await fail((await claimed())[0], MINUTE);
    await decide('trash', id);
    await decide('approve', id);
    const [again] = await claimed();
    expect(again).toMatchObject({ direction: 'ham' });
    await deliver(again);
    expect(await correction(id)).toBe('ham delivered');
  });

  test('the opposite of a correction that is under way is sent behind it when it arrives', async () => {
    const { decide } = stage.scene();
    const { id } = await judged('spam');
    await decide('approve', id);
    const [underWay] = await claimed();
    await decide('spam', id);
    expect(await claimed()).toEqual([]);
    await deliver(underWay);
    const [behind] = await claimed();
    expect(behind).toMatchObject({ direction: 'spam' });
    await deliver(behind);
    expect(await correction(id)).toBe('spam delivered');
  });

  test('the opposite is also sent behind a correction that is under way and gets no answer', async () => {
    const { decide, clock } = stage.scene();
    const { id } = await judged('spam');
    await decide('approve', id);
    const [underWay] = await claimed();
    await decide('spam', id);
    await fail(underWay, MINUTE);
    const [behind] = await claimed();
    expect(behind).toMatchObject({ direction: 'spam' });
    await deliver(behind);
    clock.now += DAY;
    expect(await claimed()).toEqual([]);
  });

  test('a mind changed twice while a correction is under way leaves it in force', async () => {
    const { decide, clock } = stage.scene();
    const { id } = await judged('spam');
    await decide('approve', id);
    const [underWay] = await claimed();
    await decide('spam', id);
    await decide('approve', id);
    await fail(underWay, MINUTE);
    clock.now += MINUTE;
    const [again] = await claimed();
    expect(again).toMatchObject({ direction: 'ham', attempts: 2 });
    await deliver(again);
    expect(await correction(id)).toBe('ham delivered');
    expect(await claimed()).toEqual([]);
  });

  test('a correction is tried again as told, and failed when it is given up', async () => {
    const { decide, clock, history } = stage.scene();
    const { id } = await judged('spam');
    await decide('approve', id);
    await fail((await claimed())[0], 5 * MINUTE);
    expect(await claimed()).toEqual([]);
    clock.now += 5 * MINUTE;
    await fail((await claimed())[0], 16 * DAY);
    expect(await correction(id)).toBe('ham failed');
    expect((await history(id)).at(-1)).toMatchObject({ action: 'correction', note: 'ham failed' });
  });

  test('a decision before the verdict is corrected once the verdict is there and against it', async () => {
    const { post, decide, judge } = stage.scene();
    const posted = await post();
    await decide('approve', posted.id);
    expect(await correction(posted.id)).toBeNull();
    await judge(posted, 'spam');
    expect(await correction(posted.id)).toBe('ham waiting');
    const agreeing = await post();
    await decide('approve', agreeing.id);
    await judge(agreeing, 'ham');
    expect(await correction(agreeing.id)).toBeNull();
  });

  test('a second verdict that repeats the first does not bring back a correction that was delivered', async () => {
    const { post, judge, decide, claim, clock } = stage.scene();
    const posted = await post();
    await judge(posted, 'ham', { recheckAfterMs: MINUTE });
    await decide('spam', posted.id);
    await deliver((await claimed())[0]);
    clock.now += MINUTE;
    const [recheck] = await claim();
    await judge(recheck as { jobId: number; lease: string }, 'ham');
    expect(await correction(posted.id)).toBe('spam delivered');
    expect(await claimed()).toEqual([]);
  });

  test('a correction still waiting is taken back by a second verdict that says the same', async () => {
    const { post, judge, decide, claim, clock } = stage.scene();
    const posted = await post();
    await judge(posted, 'ham', { recheckAfterMs: MINUTE });
    await decide('spam', posted.id);
    clock.now += MINUTE;
    const jobs = await claim();
    const correctionJob = jobs.find(({ kind }) => kind === 'correction');
    await fail(correctionJob, MINUTE);
    await judge(jobs.find(({ kind }) => kind === 'check') as { jobId: number; lease: string }, 'spam');
    expect(await correction(posted.id)).toBeNull();
    clock.now += MINUTE;
    expect(await claimed()).toEqual([]);
  });

  test('a correction reaches the checker although the comment has been deleted', async () => {
    const { decide } = stage.scene();
    const { id, jobId } = await judged('ham');
    await decide('spam', id);
    await decide('delete', id);
    const [job] = await claimed();
    expect(job).toMatchObject({ kind: 'correction', direction: 'spam', fields: bytes(`sent about ${jobId}`) });
    expect(await deliver(job)).toBe(true);
  });

  test('a correction of a deleted comment is not mistaken for one of its successor in the same millisecond', async () => {
    const { decide, post, judge, clock, see } = stage.scene();
    const first = await judged('ham');
    await decide('spam', first.id);
    await decide('delete', first.id);
    const second = await post();
    expect(second.seq).toBe(first.seq);
    await judge(second, 'ham');
    await decide('spam', second.id);
    clock.now += 2000;
    const jobs = await stage.scene().claim();
    expect(jobs.map(({ commentId }) => commentId).sort()).toEqual([first.id, second.id].sort());
    await deliver(jobs.find(({ commentId }) => commentId === first.id));
    expect(await see(second.id)).toMatchObject({ correctionTo: 'spam', correctionState: 'waiting' });
  });

  test('a correction of words that have been edited meanwhile is sent, and says nothing about the new ones', async () => {
    const { publish, edit, judge, decide, see, post } = stage.scene();
    const posted = await post();
    await judge(posted, 'spam');
    await decide('approve', posted.id);
    const [old] = await claimed();
    const recheck = await edit(posted.id, 'new words');
    expect(await correction(posted.id)).toBeNull();
    await deliver(old);
    expect(await correction(posted.id)).toBeNull();
    await judge(recheck as NonNullable<typeof recheck>, 'spam');
    await decide('approve', posted.id);
    expect(await correction(posted.id)).toBe('ham waiting');
    expect(await see(await publish())).toMatchObject({ correctionTo: null });
  });

  test('a correction fails at once when what the checker was sent is no longer kept', async () => {
    const { store, decide, clock, history } = stage.scene();
    const { id, seq } = await judged('spam');
    const none = { rubbishBefore: 0, clientBefore: 0, limit: 1000 };
    await store.retain({ now: clock.now, clientBeforeSeq: seq + 1, ...none });
    await decide('approve', id);
    expect(await correction(id)).toBe('ham failed');
    expect(await claimed()).toEqual([]);
    expect((await history(id)).at(-1)).toMatchObject({
      action: 'correction',
      note: expect.stringMatching(/no longer kept/),
    });
  });

  test('corrections are counted as overruled verdicts', async () => {
    const { store, siteId, decide } = stage.scene();
    await decide('approve', (await judged('spam')).id);
    await decide('spam', (await judged('ham')).id);
    const { days, corrections } = await store.summary({ siteId, sinceDay: '2026-01-05' });
    expect(corrections).toBe(2);
    const counted = Object.fromEntries(days.map(({ name, n }) => [name, n]));
    expect(counted).toMatchObject({
      'overruled:ham': 1,
      'overruled:spam': 1,
      'decision:approve': 1,
      'decision:spam': 1,
    });
  });
}
