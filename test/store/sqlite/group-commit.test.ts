import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createCommitter } from '../../../src/store/sqlite/commit.js';
import { type Connection, openReader, openWriter } from '../../../src/store/sqlite/connection.js';
import type { UnitOutcome } from '../../../src/store/sqlite/messages.js';
import { openSqliteStore, prepareFile } from '../../../src/store/sqlite/open.js';
import type { Store } from '../../../src/store/store.js';
import { filesIn } from '../../support/folder-files.js';
import { temporaryFolder } from '../../support/store.js';
import { addSite, createScene, hash, NOON, type Scene } from '../../support/store-fixtures.js';
import { clearSqlite, sqliteInconsistencies, sqliteMigrations } from '../../support/store-sqlite.js';

const UNAVAILABLE = { name: 'AfterwordError', code: 'unavailable' };
const BUSY_MS = 50;
/** For those who wait for a lock until it is let go: longer than any machine takes to get there. */
const PATIENCE_MS = 600_000;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let file: string;
let store: Store;
let scene: Scene;

beforeAll(async () => {
  folder = await temporaryFolder();
  file = join(folder.path, 'afterword.db');
  store = openSqliteStore({ file, migrations: sqliteMigrations(), now: 0, busyTimeoutMs: BUSY_MS });
});

beforeEach(async () => {
  clearSqlite(file);
  scene = await createScene(store);
});

afterAll(async () => {
  await store.close();
  await folder.remove();
});

describe('the writer', () => {
  test('commits together what is asked for in one turn', async () => {
    const before = store.writerStats();
    await Promise.all(Array.from({ length: 50 }, () => scene.post()));
    const after = store.writerStats();
    expect(after.units - before.units).toBe(50);
    expect(after.commits - before.commits).toBe(1);
  });

  test('commits together what is asked for while a commit is under way', async () => {
    const before = store.writerStats();
    const first = scene.post();
    await new Promise(setImmediate);
    const rest = Array.from({ length: 20 }, () => scene.post());
    await new Promise(setImmediate);
    rest.push(...Array.from({ length: 20 }, () => scene.post()));
    await Promise.all([first, ...rest]);
    expect(store.writerStats().commits - before.commits).toBeLessThanOrEqual(3);
  });

  test('splits what is very much into several commits, and loses nothing of it', async () => {
    const before = store.writerStats();
    await Promise.all(Array.from({ length: 600 }, () => scene.post({ check: 'none' })));
    expect(store.writerStats().commits - before.commits).toBeGreaterThan(1);
    expect((await scene.counts()).pending).toBe(600);
  });

  test('takes no more than it can work through, and says so at once', async () => {
    const many = Array.from({ length: 10_500 }, () => store.heartbeat({ now: NOON }));
    const results = await Promise.allSettled(many);
    const refused = results.filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThanOrEqual(500);
    expect(refused[0]).toMatchObject({ reason: { ...UNAVAILABLE, facts: { retryAfterSeconds: 2 } } });
    expect(refused.length).toBeLessThan(10_500);
  });

  test('does not let a unit that fails take its neighbours with it, nor leave anything of itself', async () => {
    const doomed = { ...scene.comment({ article: '/doomed', author: 'doomed' }), id: (await scene.post()).id };
    const results = await Promise.allSettled([
      scene.post({ body: 'before' }),
      scene.post({ parent: 'nobody', article: '/refused' }),
      store.submit(doomed),
      scene.post({ body: 'after' }),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(results[2]).toMatchObject({ reason: { message: expect.stringMatching(/UNIQUE/) } });
    expect((await scene.queue()).comments).toHaveLength(3);
    for (const key of ['/refused', '/doomed']) {
      expect((await store.articleView({ siteId: scene.siteId, key })).article).toBeNull();
    }
    expect(await sqliteInconsistencies(file)).toEqual([]);
  });

  test('fails only the unit whose words the search index does not take, and the others go through', async () => {
    const db = openWriter(file, BUSY_MS);
    try {
      const commitTogether = createCommitter(failingFor(db, 'the index chokes on this'));
      const units = Array.from({ length: 9 }, (_, n) => ({
        name: 'submit' as const,
        input: scene.comment({ body: n === 4 ? 'the index chokes on this' : `fine ${n}` }),
      }));
      const outcomes = await commitTogether(units);
      expect(outcomes.map(({ ok }) => ok)).toEqual(units.map((_, n) => n !== 4));
    } finally {
      db.close();
    }
    expect((await scene.counts()).pending).toBe(8);
    expect((await scene.queue({ words: 'fine' })).total).toBe(8);
    expect(await sqliteInconsistencies(file)).toEqual([]);
  });

  test('fails only the unit whose values cannot be sent to its thread', async () => {
    const unsendable = { now: NOON, because: () => 'a function' };
    const results = await Promise.allSettled([scene.post(), store.heartbeat(unsendable), scene.post()]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await scene.post();
    expect((await scene.counts()).pending).toBe(3);
  });

  test('keeps the search index right when several units of a commit change one comment', async () => {
    const { id } = await scene.post({ body: 'first words' });
    const [first] = await Promise.all([
      scene.post({ body: 'short lived' }),
      scene.decide('approve', id),
      scene.edit(id, 'second words'),
      scene.decide('spam', id),
    ]);
    await Promise.all([scene.edit(first.id, 'longer'), scene.withdraw(first.id)]);
    const words = async (it: string) => (await scene.queue({ words: it, status: 'spam' })).total;
    // The edit of what was approved waited: it is found by both.
    expect([await words('first'), await words('second')]).toEqual([1, 1]);
    expect(await sqliteInconsistencies(file)).toEqual([]);
  });

  test('answers readers while a write is under way, with what was there before it', async () => {
    const id = await scene.publish({ body: 'there' });
    const patient = openSqliteStore({ file, migrations: sqliteMigrations(), now: 0, busyTimeoutMs: PATIENCE_MS });
    const { siteId } = scene;
    const [row] = await store.exportPage({ siteId: null, afterSeq: -1, limit: 1 });
    const { seq: _, site: __, authorSeed: ___, ...rest } = row as NonNullable<typeof row>;
    const copies = Array.from({ length: 200 }, (____, n) => ({ ...rest, id: `copy ${n}`, emailHash: null }));
    const comments = copies.map((copy) => ({ ...copy, siteId, seed: new Uint8Array(16) }));
    // The write cannot end before the other process lets go, however long that takes.
    const other = openWriter(file);
    try {
      other.exec('begin immediate');
      const write = patient.importComments({ comments, now: NOON });
      const count = async () => (await patient.articleView({ siteId, key: '/a' })).article?.count;
      for (let reads = 0; reads < 20; reads++) {
        expect(await patient.publishedComment({ siteId, id })).toBeDefined();
        expect(await count()).toBe(1);
        await new Promise(setImmediate);
      }
      other.exec('rollback');
      expect(await write).toHaveLength(200);
      expect(await count()).toBe(201);
    } finally {
      other.close();
      await patient.close();
    }
  });
});

describe('another process that holds the write lock', () => {
  test('makes writes unavailable while reads go on, and only as long as it holds it', async () => {
    await scene.publish({ body: 'there' });
    const other = openWriter(file);
    try {
      other.exec('begin immediate');
      const results = await Promise.allSettled([scene.post(), store.heartbeat({ now: NOON })]);
      for (const result of results) {
        expect(result).toMatchObject({
          status: 'rejected',
          reason: { ...UNAVAILABLE, facts: { retryAfterSeconds: 5 } },
        });
      }
      expect(await scene.read()).toEqual(['there']);
      other.exec('rollback');
      await scene.post();
    } finally {
      other.close();
    }
  });

  test('is waited for when it lets go in time', async () => {
    const patient = openSqliteStore({ file, migrations: sqliteMigrations(), now: 0, busyTimeoutMs: PATIENCE_MS });
    const other = openWriter(file);
    try {
      other.exec('begin immediate');
      const write = patient.heartbeat({ now: NOON });
      await scene.read();
      other.exec('rollback');
      await write;
    } finally {
      other.close();
      await patient.close();
    }
  });

  test('is seen as a change when it commits', async () => {
    const other = openSqliteStore({ file, migrations: sqliteMigrations(), now: 0 });
    try {
      const before = store.lastChange();
      await other.heartbeat({ now: NOON });
      expect(store.lastChange()).not.toBe(before);
    } finally {
      await other.close();
    }
  });
});

describe('emptying the log', () => {
  test('leaves nothing of what was erased in any file', async () => {
    const word = 'unforgettable';
    const names = {
      body: `${word}body`,
      name: `${word}name`,
      authorUrl: `https://${word}.example/`,
      author: `${word}mail`,
    };
    const { id } = await scene.post(names);
    for (let n = 0; n < 60; n++) await scene.post({ body: `filler ${n}` });
    await scene.decide('spam', id);
    await scene.edit(id, `${word}edited`);
    const holding = () => [...filesIn(folder.path)].filter(([, bytes]) => bytes.includes(word)).map(([name]) => name);
    expect(holding()).not.toEqual([]);
    await store.eraseAuthor({ emailHash: hash(names.author), now: NOON });
    await store.purgeDeleted();
    expect(holding()).toEqual([]);
  });

  test('is unavailable while somebody still reads from it, and can be repeated', async () => {
    const other = openReader(file);
    try {
      other.exec('begin');
      other.prepare('select count(*) from comments').get();
      await scene.post();
      await expect(store.purgeDeleted()).rejects.toMatchObject(UNAVAILABLE);
      other.exec('commit');
      await store.purgeDeleted();
    } finally {
      other.close();
    }
  });
});

describe('a full database', () => {
  let db: Connection;
  let commit: ReturnType<typeof createCommitter>;

  beforeEach(() => {
    db = openWriter(join(folder.path, 'full.db'));
    prepareFile({ file: db.name, migrations: sqliteMigrations(), now: 0 });
    commit = createCommitter(db);
  });
  afterEach(() => {
    db.close();
  });

  test('fails every unit of the commit, leaves nothing of them, and takes writes again once there is room', async () => {
    const settings = {
      slug: 'blog',
      name: 'N',
      url: 'https://n.example/',
      origins: [],
      policy: 'hold',
      emailRequired: true,
    };
    const site = (slug: string, length = 10) => ({
      name: 'addSite' as const,
      input: { ...settings, slug, name: 'n'.repeat(length), now: NOON },
    });
    const slugs = () => db.prepare('select slug from sites order by slug').pluck().all();
    const isOk = (outcomes: UnitOutcome[]) => outcomes.map(({ ok }) => ok);
    expect(isOk(await commit([site('first')]))).toEqual([true]);
    db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true }) as number}`);
    const full = await commit([site('small'), site('large', 50_000), site('another')]);
    expect(isOk(full)).toEqual([false, false, false]);
    expect(full[0]).toMatchObject({ error: { ours: true, code: 'unavailable', facts: { retryAfterSeconds: 5 } } });
    expect(JSON.stringify(full)).toMatch(/SQLITE_FULL/);
    expect(slugs()).toEqual(['first']);
    db.pragma('max_page_count = 100000');
    expect(isOk(await commit([site('large', 50_000), site('another')]))).toEqual([true, true]);
    expect(slugs()).toEqual(['another', 'first', 'large']);
  });
});

test('a site added by one process is there for another at once', async () => {
  const other = openSqliteStore({ file, migrations: sqliteMigrations(), now: 0 });
  try {
    await addSite(other, { slug: 'theirs' });
    expect(await store.siteBySlug({ slug: 'theirs' })).toBeDefined();
  } finally {
    await other.close();
  }
});

/** A connection whose search index refuses one body. */
function failingFor(db: Connection, body: string): Connection {
  return new Proxy(db, {
    get(target, name) {
      const value = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      if (name !== 'prepare') return value.bind(target);
      return (text: string) => {
        const statement = target.prepare(text);
        if (!text.startsWith('insert into comment_search')) return statement;
        const run = statement.run.bind(statement);
        statement.run = (...values: unknown[]) => {
          if (values.some((one) => String(one).includes(body))) throw new Error('the index refuses it');
          return run(...(values as never[]));
        };
        return statement;
      };
    },
  });
}
