import { describe, expect, test } from '@jest/globals';
import { startWriter } from '../../../src/store/sqlite/writer.js';
import { sqlite } from '../../support/store.js';

const THREAD = new URL('./dying-thread.js', import.meta.url);
const STOPPED = { name: 'AfterwordError', code: 'unavailable', message: 'The comment store has stopped.' };

describe.each(['throws', 'exits'])('a writer’s thread that %s', (file) => {
  const start = () => startWriter({ file, busyTimeoutMs: 0 }, THREAD);
  const beat = (writer: ReturnType<typeof start>) => writer.run('heartbeat', { now: 0 });

  test('fails what is under way and what waits behind it', async () => {
    const writer = start();
    const underWay = Array.from({ length: 300 }, () => beat(writer));
    const waiting = [writer.purge(), beat(writer)];
    for (const result of await Promise.allSettled([...underWay, ...waiting])) {
      expect(result).toMatchObject({ status: 'rejected', reason: STOPPED });
    }
  });

  test('fails everything that is asked of it later, at once', async () => {
    const writer = start();
    await expect(beat(writer)).rejects.toMatchObject(STOPPED);
    await expect(beat(writer)).rejects.toMatchObject(STOPPED);
    await expect(writer.purge()).rejects.toMatchObject(STOPPED);
  });

  test('tells why, once', async () => {
    const writer = start();
    await expect(beat(writer)).rejects.toMatchObject(STOPPED);
    const cause = await writer.death;
    expect(cause.message).toBe(file === 'throws' ? 'a fault of the thread' : 'the writer has ended');
  });

  test('does not keep a store from being closed', async () => {
    const writer = start();
    await expect(beat(writer)).rejects.toMatchObject(STOPPED);
    await writer.close(Promise.resolve());
  });
});

test('a store that is closed works off what was asked for before, and refuses what comes after', async () => {
  const { store, close } = await sqlite.open();
  const before = [store.heartbeat({ now: 0 }), store.allSites()];
  const closed = close();
  const after = [store.heartbeat({ now: 1 }), store.allSites(), store.purgeDeleted()];
  await Promise.all(before);
  for (const result of await Promise.allSettled(after)) {
    expect(result).toMatchObject({ status: 'rejected', reason: { name: 'AfterwordError', code: 'unavailable' } });
  }
  await closed;
  await store.close();
  await expect(store.heartbeat({ now: 2 })).rejects.toMatchObject({ code: 'unavailable' });
  // To be closed is no death: by now one would be told before this.
  expect(await Promise.race([store.death, Promise.resolve('closed')])).toBe('closed');
});
