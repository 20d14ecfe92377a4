import { expect, test } from '@jest/globals';
import type { Engine } from '../../support/store.js';
import { DAY, HOUR, MINUTE } from '../../support/store-fixtures.js';
import { onEmptyStage } from './scene.js';

export function outboxContract(engine: Engine): void {
  const stage = onEmptyStage(engine);

  /** Stores a comment whose check whoever claims it asks, a second after the one before. */
  async function waiting(body: string) {
    const { post, clock } = stage.scene();
    clock.now += 1000;
    return post({ body, check: 'waiting' });
  }
  const claimOne = async () => (await stage.scene().claim(1))[0];

  test('has nothing to do when nothing was stored', async () => {
    const { store, claim } = stage.scene();
    expect(await claim()).toEqual([]);
    expect(await store.nextDue()).toBeNull();
    expect(await store.backlog()).toEqual({
      checks: 0,
      oldestCheckAt: null,
      corrections: 0,
      oldestCorrectionAt: null,
    });
  });

  test('gives jobs to whoever claims them, those due longest first, each to one only', async () => {
    const { claim } = stage.scene();
    const posted = [await waiting('one'), await waiting('two'), await waiting('three')];
    expect((await claim(2)).map(({ commentId }) => commentId)).toEqual([posted[0]?.id, posted[1]?.id]);
    expect((await claim(2)).map(({ commentId }) => commentId)).toEqual([posted[2]?.id]);
    expect(await claim(2)).toEqual([]);
  });

  test('gives a job again, and counts it as another try, once the lease of whoever held it has ended', async () => {
    const { clock, claim } = stage.scene();
    await waiting('lost');
    const [first] = await claim();
    clock.now += MINUTE - 1;
    expect(await claim()).toEqual([]);
    clock.now += 1;
    const [second] = await claim();
    expect(second).toMatchObject({ jobId: first?.jobId, attempts: 2 });
    expect(second?.lease).not.toBe(first?.lease);
  });

  test('does not give a job that its own process is at work on before its lease has ended', async () => {
    const { post, clock, claim } = stage.scene();
    const { id } = await post({ check: 'leased' });
    expect(await claim()).toEqual([]);
    clock.now += MINUTE;
    expect(await claim()).toMatchObject([{ commentId: id, attempts: 2 }]);
  });

  test('takes jobs back unasked without counting the try, and only from whoever holds them', async () => {
    const { store, clock } = stage.scene();
    await waiting('asked in vain');
    const job = (await claimOne()) as { jobId: number; lease: string };
    await store.returnJobs({ jobs: [{ jobId: job.jobId, lease: 'another' }], runAt: clock.now });
    expect(await claimOne()).toBeUndefined();
    await store.returnJobs({ jobs: [job], runAt: clock.now + HOUR });
    clock.now += HOUR - 1;
    expect(await claimOne()).toBeUndefined();
    clock.now += 1;
    expect(await claimOne()).toMatchObject({ jobId: job.jobId, attempts: 1 });
  });

  test('says when the next job is due', async () => {
    const { store, clock, post } = stage.scene();
    await post({ check: 'leased' });
    expect(await store.nextDue()).toBe(clock.now + MINUTE);
    await waiting('now');
    expect(await store.nextDue()).toBe(clock.now);
  });

  test('makes everything that waits for another try due when the checker answers again, the oldest comment first', async () => {
    const { store, clock, post, claim } = stage.scene();
    const posted: string[] = [];
    for (const earlier of [0, 2000, 1000]) {
      clock.now -= earlier;
      const { id, jobId, lease } = await post();
      posted.push(id);
      clock.now += earlier;
      await store.failCheck({ jobId, lease, now: clock.now, message: 'down', retryAt: clock.now + 5 * MINUTE });
    }
    expect(await store.makeRetriesDue({ now: clock.now })).toBe(3);
    const [newest, oldest, between] = posted;
    expect((await claim()).map(({ commentId }) => commentId)).toEqual([oldest, between, newest]);
  });

  test('leaves alone what is under way, not due for the first time, or waits out a provisional verdict', async () => {
    const { store, clock, post, judge, decide, claim } = stage.scene();
    await post({ check: 'leased' });
    const provisional = await post();
    await judge(provisional, 'ham', { recheckAfterMs: 2 * MINUTE });
    const overruled = await post();
    await judge(overruled, 'spam');
    await decide('approve', overruled.id);
    expect(await store.makeRetriesDue({ now: clock.now })).toBe(0);
    expect(await claim()).toEqual([]);
  });

  test('frees what waits further ahead than any schedule puts a job: the clock has jumped back', async () => {
    const { store, clock } = stage.scene();
    clock.now += 10 * DAY;
    const ahead = await waiting('ahead');
    await claimOne();
    clock.now -= 10 * DAY;
    await waiting('in time');
    await claimOne();
    expect(await store.freeStrandedJobs({ now: clock.now, horizon: clock.now + DAY })).toBe(1);
    expect(await claimOne()).toMatchObject({ commentId: ahead.id });
  });

  test('says how much waits and since when, for a site and for all', async () => {
    const { store, clock, siteId, post, judge, decide } = stage.scene();
    const first = clock.now;
    const overruled = await post();
    await judge(overruled, 'spam');
    await decide('approve', overruled.id);
    await waiting('one');
    await waiting('two');
    expect(await store.backlog()).toEqual({
      checks: 2,
      oldestCheckAt: first + 1000,
      corrections: 1,
      oldestCorrectionAt: first,
    });
    expect(await store.summary({ siteId, sinceDay: '2026-01-01' })).toMatchObject({ waiting: 2, corrections: 1 });
  });
}
