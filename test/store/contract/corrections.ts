import { expect, test } from '@jest/globals';
import type { Engine } from '../../support/store.js';
import { bytes, DAY, MINUTE } from '../../support/store-fixtures.js';
import { correcting } from './correcting.js';
import { onStage } from './scene.js';

export function correctionsContract(engine: Engine): void {
  const stage = onStage(engine);
  const { judged, claimed, deliver, fail, correction } = correcting(stage);

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
