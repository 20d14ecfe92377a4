import { describe, expect, it } from '@jest/globals';
import { AfterwordError } from '../../src/domain/errors.js';
import { createPersister } from '../../src/jobs/persist.js';
import { manualClock } from '../support/manual-clock.js';

/** A store that takes a write after so many refusals. */
function refusing(times: number, error: Error = new AfterwordError('unavailable', 'disk full')) {
  const store = {
    tries: 0,
    write: async () => {
      store.tries += 1;
      if (store.tries <= times) throw error;
    },
  };
  return store;
}

/** Lets the writes go on that have been refused, until they wait again or have ended. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('a write that must not be lost', () => {
  it('is repeated once a second until the store takes it', async () => {
    const clock = manualClock();
    const { persist, isStuck } = createPersister(clock, new AbortController().signal);
    const store = refusing(3);
    const persisted = persist(store.write);
    for (const tries of [1, 2, 3]) {
      await settle();
      expect(store.tries).toBe(tries);
      expect(isStuck()).toBe(true);
      clock.advance(999);
      await settle();
      expect(store.tries).toBe(tries);
      clock.advance(1);
    }
    await persisted;
    expect(store.tries).toBe(4);
    expect(isStuck()).toBe(false);
  });

  it('is given up after ten minutes', async () => {
    const clock = manualClock();
    const { persist, isStuck } = createPersister(clock, new AbortController().signal);
    const store = refusing(Number.POSITIVE_INFINITY);
    const lost = expect(persist(store.write)).rejects.toThrow('disk full');
    for (let second = 1; second < 600; second++) {
      await settle();
      expect(store.tries).toBe(second);
      expect(isStuck()).toBe(true);
      clock.advance(1000);
    }
    await lost;
    expect(isStuck()).toBe(false);
  });

  it('is not repeated after an error that no waiting mends', async () => {
    const { persist } = createPersister(manualClock(), new AbortController().signal);
    const store = refusing(1, new TypeError('a bug'));
    await expect(persist(store.write)).rejects.toThrow('a bug');
    expect(store.tries).toBe(1);
  });

  it('has one last try when the process stops', async () => {
    const stopping = new AbortController();
    const { persist } = createPersister(manualClock(), stopping.signal);
    const mended = refusing(1);
    const persisted = persist(mended.write);
    const broken = refusing(Number.POSITIVE_INFINITY);
    const lost = expect(persist(broken.write)).rejects.toThrow('disk full');
    await settle();
    stopping.abort();
    await persisted;
    expect(mended.tries).toBe(2);
    await lost;
    expect(broken.tries).toBe(2);
    await expect(persist(broken.write)).rejects.toThrow('disk full');
    expect(broken.tries).toBe(3);
  });
});
