import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { AfterwordError } from '../../src/domain/errors.js';
import type { Store } from '../../src/store/store.js';
import { aComment, COMMENTS, decide, post } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;

/** A service whose heartbeat is the test's own. */
async function startWith(heartbeat: (real: Store['heartbeat']) => Promise<void>): Promise<void> {
  service = await startTestService({
    wrapStore: (store) => ({ ...store, heartbeat: () => heartbeat(store.heartbeat) }),
  });
}

function ready() {
  return service.agent.get('/readyz');
}

afterEach(() => service.stop());

describe('readiness', () => {
  it('is found out by a write', async () => {
    service = await startTestService();
    const before = service.store.writerStats().commits;
    const { body } = await ready().expect(200);
    expect(body).toEqual({ status: 'ok' });
    expect(service.store.writerStats().commits).toBe(before + 1);
  });

  it('costs one write a second at most, however often it is asked for', async () => {
    service = await startTestService();
    const before = service.store.writerStats().units;
    await Promise.all(Array.from({ length: 10 }, () => ready().expect(200)));
    service.clock.advance(999);
    await ready().expect(200);
    expect(service.store.writerStats().units).toBe(before + 1);
    service.clock.advance(1);
    await ready().expect(200);
    expect(service.store.writerStats().units).toBe(before + 2);
  });

  it('is refused with the reason while the store takes no write, and comes back with it', async () => {
    let full = true;
    await startWith(async () => {
      if (full) throw new AfterwordError('unavailable', 'The disk is full.');
    });
    const { body, headers } = await ready().expect(503);
    expect(body).toMatchObject({ type: '/problems/unavailable', status: 503, detail: 'The disk is full.' });
    expect(headers['retry-after']).toMatch(/^[1-9]\d*$/);
    full = false;
    await ready().expect(503);
    service.clock.advance(1000);
    await ready().expect(200);
  });

  it.each(['-wal', '-shm', ''])(
    'is refused once the file of the database that ends in "%s" is deleted or replaced, and so is every write',
    async (part) => {
      service = await startTestService();
      const { comment } = await post(service);
      await ready().expect(200);
      const path = join(service.settings.DATA_DIR, `afterword.db${part}`);
      await rename(path, `${path}.away`);
      await writeFile(path, '');
      service.clock.advance(1000);
      expect((await ready().expect(503)).body.detail).toMatch(/deleted or replaced/);
      const { body } = await service.agent.post(COMMENTS).send(aComment()).expect(503);
      expect(body.detail).toMatch(/deleted or replaced/);
      await rename(`${path}.away`, path);
      service.clock.advance(1000);
      await ready().expect(200);
      await decide(service, 'approve', comment.id);
    },
  );

  it('is refused without details when the store fails in a way that nobody foresaw', async () => {
    await startWith(async () => {
      throw new Error('no such table: heartbeat in /var/lib/afterword.db');
    });
    const { body } = await ready().expect(503);
    expect(JSON.stringify(body)).not.toMatch(/table|afterword\.db/);
    const [line] = service.log.filter((entry) => entry.kind === 'request' && entry.note.status === 503);
    expect(String((line as { note: { error: Error } }).note.error.cause)).toMatch(/no such table/);
  });

  it('does not wait for ever, and starts no second write behind one that hangs', async () => {
    let writes = 0;
    let finish = () => {};
    await startWith(async () => {
      writes += 1;
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
    });
    const first = ready()
      .expect(503)
      .then(({ body }) => body.detail);
    await expectSoon(() => writes === 1);
    service.clock.advance(2000);
    expect(await first).toMatch(/2 seconds/);
    const second = ready()
      .expect(503)
      .then(({ status }) => status);
    await expectSoon(() => {
      service.clock.advance(60_000);
      return isSettled(second);
    });
    expect(writes).toBe(1);
    finish();
    service.clock.advance(60_000);
    const again = ready().then(({ status }) => status);
    await expectSoon(() => writes === 2);
    finish();
    expect(await again).toBe(200);
  });

  it('is refused while another process holds the database', async () => {
    service = await startTestService();
    await ready().expect(200);
    const other = new Database(join(service.settings.DATA_DIR, 'afterword.db'));
    other.exec('begin immediate');
    service.clock.advance(1000);
    await ready().expect(503);
    await service.agent.get('/healthz').expect(200);
    other.exec('rollback');
    other.close();
    await expectSoon(async () => {
      service.clock.advance(1000);
      return (await ready()).status === 200;
    });
  });
});

/** Whether a promise has settled by now. */
function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending');
  return Promise.race([promise, Promise.resolve(pending)]).then((first) => first !== pending);
}

/** Asks again until it is so; the test's own time limit ends it otherwise. */
async function expectSoon(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
}
