import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type MoveOrder, moveDatabase, undoMove } from '../../src/app/operation/move.js';
import { readConfig } from '../../src/config.js';
import { engineOf } from '../../src/service/open-store.js';
import type { Engine } from '../../src/store/engine.js';
import type { MovableRows } from '../../src/store/moving.js';
import { createBystanders } from '../store/contract/bystanders.js';
import { freshDatabase } from '../support/postgres/database.js';
import { describeOnPostgres } from '../support/postgres/describe.js';
import { type OpenedStore, temporaryFolder } from '../support/store.js';
import { bytes, createScene, HOUR } from '../support/store-fixtures.js';
import { postgresInconsistencies } from '../support/store-postgres.js';
import { sqliteInconsistencies } from '../support/store-sqlite.js';

/** An engine's database of a test. */
interface Place {
  readonly engine: Engine;
  inconsistencies(): Promise<string[]>;
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const databases: Awaited<ReturnType<typeof freshDatabase>>[] = [];
let made = 0;

beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(async () => {
  await Promise.all(databases.map((database) => database.drop()));
  await folder.remove();
});

const PLACES = {
  async SQLite(): Promise<Place> {
    made += 1;
    const file = join(folder.path, `${made}.db`);
    const engine = engineOf(readConfig({ DATA_DIR: folder.path, DATABASE_URL: `file:${file}` }));
    return { engine, inconsistencies: () => sqliteInconsistencies(file) };
  },
  async PostgreSQL(): Promise<Place> {
    const database = await freshDatabase();
    databases.push(database);
    const engine = engineOf(readConfig({ DATABASE_URL: database.url }));
    return { engine, inconsistencies: () => postgresInconsistencies(database.url) };
  },
};

const order: MoveOrder = { now: () => 0, newId: () => 'a move', onProgress: () => undefined };

/** Comments of every kind, one of them answered before it was written, as a clock may have it; and a lesson that was the last and is gone. */
async function fill(engine: Engine): Promise<{ siteId: number; lastLesson: number }> {
  const store = await engine.open(0);
  await createBystanders({ store } as unknown as OpenedStore);
  const scene = await createScene(store, { slug: 'early' });
  const top = await scene.publish();
  scene.clock.now -= HOUR;
  await scene.publish({ parent: top, author: 'bob' });
  const brief = await createScene(store, { slug: 'brief' });
  const { id } = await brief.post();
  await brief.decideAll('spam', [id], null, [{ id, revision: 1, direction: 'spam', steps: bytes('steps') }]);
  const lesson = (await store.lessonsAfter({ siteId: brief.siteId, afterId: 0, limit: 10 }))?.[0];
  await store.removeCommentsOfSite({ siteId: brief.siteId, limit: 100 });
  await store.removeSite({ slug: 'brief', now: brief.clock.now });
  await store.close();
  return { siteId: scene.siteId, lastLesson: lesson?.id ?? 0 };
}

/** An engine whose rows are lent in another way. */
function lending(engine: Engine, change: (rows: MovableRows) => Partial<MovableRows>): Engine {
  return { ...engine, lend: (work) => engine.lend((rows) => work({ ...rows, ...change(rows) })) };
}

/** An engine whose rows are written in another way. */
function writing(engine: Engine, change: (put: MovableRows['put']) => MovableRows['put']): Engine {
  return lending(engine, ({ put }) => ({ put: change(put) }));
}

const DIRECTIONS = [
  ['SQLite', 'PostgreSQL'],
  ['PostgreSQL', 'SQLite'],
] as const;

describeOnPostgres('a move', () => {
  describe.each(DIRECTIONS)('from %s to %s', (from, to) => movesBetween(from, to));
});

function movesBetween(from: keyof typeof PLACES, to: keyof typeof PLACES): void {
  test('goes on wherever it broke off, and gives no number twice', async () => {
    const [source, target] = [await PLACES[from](), await PLACES[to]()];
    const { siteId, lastLesson } = await fill(source.engine);
    expect(lastLesson).toBeGreaterThan(0);

    let broken = 0;
    for (let left = 1; ; left++) {
      let puts = 0;
      const failing = writing(target.engine, (put) => async (table, rows) => {
        puts += 1;
        if (puts > 1) throw new Error('the machine is gone');
        await put(table, rows);
      });
      const moved = await moveDatabase(source.engine, failing, order).catch((error: Error) => error.message);
      if (moved !== 'the machine is gone') break;
      broken += 1;
      expect(left).toBeLessThan(30);
    }

    expect(broken).toBeGreaterThan(10);
    expect(await source.engine.moveNote()).toMatchObject({ state: 'moved', other: target.engine.place });
    expect(await target.engine.moveNote()).toBeNull();
    expect(await target.inconsistencies()).toEqual([]);
    const store = await target.engine.open(0);
    const scene = await createScene(store, { slug: 'late' });
    const { id } = await scene.post();
    await scene.decideAll('spam', [id], null, [{ id, revision: 1, direction: 'spam', steps: bytes('steps') }]);
    const lesson = (await store.lessonsAfter({ siteId: scene.siteId, afterId: 0, limit: 10 }))?.[0];
    expect(lesson?.id).toBeGreaterThan(lastLesson);
    expect(scene.siteId).toBeGreaterThan(siteId);
    await store.close();
  });

  test('takes along everything that was acknowledged, while others write until they are refused', async () => {
    const [source, target] = [await PLACES[from](), await PLACES[to]()];
    const store = await source.engine.open(0);
    const scene = await createScene(store, { slug: 'busy' });
    const stored: string[] = [];
    let tellFirst = () => {};
    const first = new Promise<void>((resolve) => {
      tellFirst = resolve;
    });
    /** @returns what the first refusal said */
    async function writer(): Promise<string> {
      for (;;) {
        const comment = scene.comment({ check: 'none' });
        try {
          await store.submit(comment);
          stored.push(comment.id);
          tellFirst();
        } catch (error) {
          return (error as Error).message;
        }
      }
    }
    const writers = Array.from({ length: 8 }, writer);
    await first;
    await moveDatabase(source.engine, target.engine, order);
    const said = await Promise.all(writers);
    expect([...new Set(said)].filter((words) => !/is being moved|has been moved/.test(words))).toEqual([]);
    await store.close();

    const copy = await target.engine.open(0);
    const page = await copy.exportPage({ siteId: null, afterSeq: -1, limit: stored.length + 100 });
    expect(page.map(({ id }) => id).sort()).toEqual(stored.sort());
    await copy.close();
    expect(await target.inconsistencies()).toEqual([]);
  });

  test('is an error when anything has become something else, and neither side is used by accident', async () => {
    const [source, target] = [await PLACES[from](), await PLACES[to]()];
    await fill(source.engine);
    const forging = writing(
      target.engine,
      (put) => (table, rows) =>
        put(
          table,
          table.name === 'audit' ? rows.map((row) => row.map((cell) => (cell === 'mod' ? 'mob' : cell))) : rows,
        ),
    );
    await expect(moveDatabase(source.engine, forging, order)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/^The copy of audit differs: \d+ rows, SHA-256 [0-9a-f]{64}, became/),
    });
    await expect(target.engine.open(0)).rejects.toMatchObject({ message: expect.stringContaining('not finished') });
    const store = await source.engine.open(0);
    await expect(store.heartbeat({ now: 0 })).rejects.toMatchObject({ code: 'unavailable' });
    await store.close();

    expect(await undoMove(source.engine)).toMatchObject({ state: 'moving', other: target.engine.place });
    const again = moveDatabase(source.engine, target.engine, { ...order, newId: () => 'another move' });
    await expect(again).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/a part of another move/),
    });
    expect(await source.engine.moveNote()).toBeNull();
    expect(await source.inconsistencies()).toEqual([]);
  });

  test('that breaks off when all but the end is done is ended by the same command', async () => {
    const [source, target] = [await PLACES[from](), await PLACES[to]()];
    await fill(source.engine);
    const breaking = lending(target.engine, () => ({
      release: () => Promise.reject(new Error('the machine is gone')),
    }));
    await expect(moveDatabase(source.engine, breaking, order)).rejects.toThrow('the machine is gone');
    await expect(target.engine.open(0)).rejects.toMatchObject({ message: expect.stringContaining('not finished') });
    const moved = await moveDatabase(source.engine, target.engine, order);
    expect(moved.find(({ table }) => table === 'comments')?.rows).toBeGreaterThan(5);
    expect(await target.inconsistencies()).toEqual([]);
    await expect(moveDatabase(source.engine, target.engine, order)).rejects.toMatchObject({ code: 'conflict' });
  });
}

test('two moves of one database of PostgreSQL are not made at once', async () => {
  const { engine } = await PLACES.PostgreSQL();
  const two = engine.lend(() => engine.lend(async () => 'both'));
  await expect(two).rejects.toMatchObject({ code: 'conflict', message: 'Another process is moving this database.' });
});
