import { describe, expect, it } from '@jest/globals';
import { AfterwordError } from '../../src/domain/errors.js';
import { createPersister } from '../../src/jobs/persist.js';

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

describe('a write that must not be lost', () => {
  it('is repeated once a second until the store takes it', async () => {
    const waits: number[] = [];
    const { persist, isStuck } = createPersister(new AbortController().signal, async (ms) => {
      waits.push(ms);
      expect(isStuck()).toBe(true);
    });
    const store = refusing(3);
    await persist(store.write);
    expect(store.tries).toBe(4);
    expect(waits).toEqual([1000, 1000, 1000]);
    expect(isStuck()).toBe(false);
  });

  it('is given up after ten minutes', async () => {
    let waited = 0;
    const { persist, isStuck } = createPersister(new AbortController().signal, async (ms) => {
      waited += ms;
    });
    await expect(persist(refusing(Number.POSITIVE_INFINITY).write)).rejects.toThrow('disk full');
    expect(waited).toBeGreaterThanOrEqual(599_000);
    expect(waited).toBeLessThanOrEqual(600_000);
    expect(isStuck()).toBe(false);
  });

  it('is not repeated after an error that no waiting mends', async () => {
    const { persist } = createPersister(new AbortController().signal, () => Promise.reject(new Error('waited')));
    const store = refusing(1, new TypeError('a bug'));
    await expect(persist(store.write)).rejects.toThrow('a bug');
    expect(store.tries).toBe(1);
  });

  it('has one last try when the process stops', async () => {
    const stopping = new AbortController();
    const { persist } = createPersister(stopping.signal, async () => {
      stopping.abort();
      throw new Error('aborted');
    });
    const mended = refusing(1);
    await persist(mended.write);
    expect(mended.tries).toBe(2);
    const broken = refusing(Number.POSITIVE_INFINITY);
    await expect(persist(broken.write)).rejects.toThrow('disk full');
    expect(broken.tries).toBe(1);
  });

  it('waits in real time unless told otherwise, and no longer once the process stops', async () => {
    const stopping = new AbortController();
    const { persist, isStuck } = createPersister(stopping.signal);
    const store = refusing(Number.POSITIVE_INFINITY);
    const lost = expect(persist(store.write)).rejects.toThrow('disk full');
    while (!isStuck()) await new Promise(setImmediate);
    stopping.abort();
    await lost;
    expect(store.tries).toBe(2);
  });
});
