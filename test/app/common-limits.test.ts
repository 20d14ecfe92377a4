import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createCommonLimits } from '../../src/app/operation/common-limits.js';
import { AfterwordError } from '../../src/domain/errors.js';
import { createLimiter } from '../../src/http/access/limiter.js';
import type { SharedCounts } from '../../src/store/store.js';
import { manualClock } from '../support/manual-clock.js';

const MINUTE = 60_000;
const keys = {
  limitHash: (limit: string, key: string) => createHash('sha256').update(`${limit} ${key}`).digest(),
};

/** A database that counts, as far as these tests need it. */
function database() {
  const counted = new Map<string, number[]>();
  const state = { asked: 0, answers: 'counts' as 'counts' | 'fails' | 'nothing' };
  const counts: SharedCounts = {
    async count({ key, now, most, windowMs }) {
      state.asked += 1;
      if (state.answers === 'nothing') return new Promise(() => {});
      if (state.answers === 'fails') throw new AfterwordError('unavailable', 'It is away.');
      const name = Buffer.from(key).toString('hex');
      const times = (counted.get(name) ?? []).filter((at) => at > now - windowMs);
      if (times.length >= most) return times[0] as number;
      counted.set(name, [...times, now]);
      return null;
    },
    async takeBack({ key, at }) {
      state.asked += 1;
      const times = counted.get(Buffer.from(key).toString('hex')) ?? [];
      times.splice(times.indexOf(at), 1);
    },
    forget: async () => {},
  };
  return { counts, state };
}

function twoProcesses(most: number) {
  const clock = manualClock();
  const { counts, state } = database();
  const limit = { most, windowMs: MINUTE };
  const process = () =>
    createLimiter(limit, clock, createCommonLimits({ sharedCounts: counts }, keys, clock)('posts', limit));
  return { clock, state, one: process(), other: process() };
}

describe('limits of all processes', () => {
  it('ask the database once an event, and not at all where this process knows better', async () => {
    const { one, state } = twoProcesses(3);
    for (let n = 0; n < 3; n++) await one.count('a');
    expect(state.asked).toBe(3);
    for (let n = 0; n < 50; n++) await expect(one.count('a')).rejects.toThrow(AfterwordError);
    expect(state.asked).toBe(3);
  });

  it('ask once a second about what others have filled, and say how long to wait', async () => {
    const { one, other, clock, state } = twoProcesses(3);
    for (let n = 0; n < 3; n++) await one.count('a');
    clock.advance(20_000);
    const before = state.asked;
    for (let n = 0; n < 10; n++)
      await expect(other.count('a')).rejects.toMatchObject({ facts: { retryAfterSeconds: 40 } });
    expect(state.asked).toBe(before + 1);
    clock.advance(40_000);
    await other.count('a');
  });

  it('give back to all what came to nothing', async () => {
    const { one, other, clock } = twoProcesses(1);
    const takeBack = await one.count('a');
    await expect(other.count('a')).rejects.toThrow(AfterwordError);
    await takeBack();
    clock.advance(1000);
    await other.count('a');
    await expect(one.count('a')).rejects.toThrow(AfterwordError);
  });

  it('are each process’s own while the database fails, which it is asked about again after five seconds', async () => {
    const { one, other, clock, state } = twoProcesses(2);
    state.answers = 'fails';
    for (const limiter of [one, other]) {
      for (let n = 0; n < 2; n++) await limiter.count('a');
      await expect(limiter.count('a')).rejects.toThrow(AfterwordError);
    }
    expect(state.asked).toBe(2);
    state.answers = 'counts';
    clock.advance(5000);
    await one.count('b');
    expect(state.asked).toBe(3);
  });

  it('let nobody wait for a database that does not answer for longer than a second', async () => {
    const { one, clock, state } = twoProcesses(2);
    state.answers = 'nothing';
    const counted = one.count('a');
    await Promise.resolve();
    clock.advance(1000);
    await counted;
    await one.count('a');
    expect(state.asked).toBe(1);
    await expect(one.count('a')).rejects.toThrow(AfterwordError);
  });

  it('take events of a high limit several at a time, and never let more through in all', async () => {
    const { one, other, state } = twoProcesses(1000);
    let taken = 0;
    for (let n = 0; n < 2000; n++) {
      const limiter = n % 2 === 0 ? one : other;
      taken += await limiter.count('a').then(
        () => 1,
        () => 0,
      );
    }
    expect(taken).toBe(1000);
    expect(state.asked).toBeLessThan(260);
  });
});
