import { closeSync, existsSync, openSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Migration, readMigrations } from '../../../src/store/migrations.js';
import { type Connection, openReader, openWriter } from '../../../src/store/sqlite/connection.js';
import { appliedMigrations, migrate } from '../../../src/store/sqlite/migrate.js';
import { openSqliteStore, prepareFile } from '../../../src/store/sqlite/open.js';
import { temporaryFolder } from '../../support/store.js';
import { createScene } from '../../support/store-fixtures.js';
import { sqliteMigrations } from '../../support/store-sqlite.js';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let file: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  file = join(folder.path, 'data', 'afterword.db');
});
afterEach(() => folder.remove());

const A: Migration = {
  name: '0001-a.sql',
  sql: 'create table a (id integer primary key) strict; insert into a values (1);',
};
const B: Migration = { name: '0002-b.sql', sql: 'create table b (id integer primary key) strict;' };
const BROKEN: Migration = {
  name: '0002-broken.sql',
  sql: 'create table c (id integer); insert into nowhere values (1);',
};

function tables(): unknown[] {
  const db = openReader(file);
  try {
    return db.prepare(`select name from sqlite_master where type = 'table' order by name`).pluck().all();
  } finally {
    db.close();
  }
}

describe('migrations', () => {
  let db: Connection;
  beforeEach(() => {
    prepareFile({ file, migrations: [], now: 0 });
    db = openWriter(file);
  });
  afterEach(() => {
    db.close();
  });

  test('run once each, in the order of their names, and those that are new later', () => {
    expect(migrate(db, [A], 5)).toEqual([A.name]);
    expect(migrate(db, [A], 6)).toEqual([]);
    expect(migrate(db, [A, B], 7)).toEqual([B.name]);
    expect(appliedMigrations(db)).toEqual([A.name, B.name]);
    expect(db.prepare('select applied_at from migrations order by name').pluck().all()).toEqual([5, 7]);
    expect(db.prepare('select count(*) from a').pluck().get()).toBe(1);
  });

  test('leave nothing of a file that fails, not even of its first lines, and keep what ran before', () => {
    expect(() => migrate(db, [A, BROKEN], 0)).toThrow(/nowhere/);
    expect(appliedMigrations(db)).toEqual([A.name]);
    expect(tables()).toEqual(['a', 'migrations']);
    expect(migrate(db, [A, B], 0)).toEqual([B.name]);
  });

  test('leave an empty database empty when the first file fails', () => {
    expect(() => migrate(db, [BROKEN], 0)).toThrow(/nowhere/);
    expect(tables()).toEqual([]);
  });

  test('run once when several processes start at the same moment', async () => {
    const many = Array.from({ length: 4 }, () => migrateInThread(file));
    const ran = (await Promise.all(many)).flat().sort();
    expect(ran).toEqual(sqliteMigrations().map(({ name }) => name));
  });

  test('of a newer version are a reason not to touch the database', () => {
    migrate(db, [A, B], 0);
    expect(() => migrate(db, [A], 0)).toThrow(
      expect.objectContaining({ code: 'conflict', message: expect.stringContaining(B.name) }),
    );
    expect(() => openSqliteStore({ file, migrations: [A], now: 0 })).toThrow(/newer version/);
  });

  test('are read from a folder in the order of their names, and nothing else with them', () => {
    for (const name of ['0002-b.sql', '0010-c.sql', '0001-a.sql', 'notes.txt'])
      writeFileSync(join(folder.path, name), name);
    expect(readMigrations(folder.path)).toEqual(
      ['0001-a.sql', '0002-b.sql', '0010-c.sql'].map((name) => ({ name, sql: name })),
    );
  });
});

/** Brings a database to the newest schema from a thread with a connection of its own. @returns what it ran */
function migrateInThread(path: string): Promise<string[]> {
  const module = new URL('./migrating-thread.js', import.meta.url);
  const worker = new Worker(module, { workerData: path });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

describe('a database file', () => {
  const open = () => openSqliteStore({ file, migrations: sqliteMigrations(), now: 0 });
  const DAMAGED = {
    name: 'AfterwordError',
    code: 'unavailable',
    message: expect.stringMatching(/damaged .*[Rr]estore|restore .*backup/),
  };

  /** A database with so much in it that a page of it can be missed. */
  async function fill(): Promise<void> {
    const store = open();
    const { comment } = await createScene(store);
    const many = Array.from({ length: 300 }, (_, n) =>
      comment({ body: `n${n} ${'words '.repeat(50)}`, check: 'none' }),
    );
    await Promise.all(many.map((one) => store.submit(one)));
    await store.close();
  }

  function overwrite(at: number, length: number): void {
    const handle = openSync(file, 'r+');
    writeSync(handle, Buffer.alloc(length, 0xa5), 0, length, at);
    closeSync(handle);
  }

  test('is made with its folder, for its owner only', async () => {
    await open().close();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder.path, 'data')).mode & 0o777).toBe(0o700);
  });

  test('is left alone when it is there, so that a second store on it does not disturb the first', async () => {
    const first = open();
    const second = open();
    await second.close();
    await first.heartbeat({ now: 0 });
    expect(existsSync(`${file}-wal`)).toBe(true);
    await first.close();
    expect(existsSync(`${file}-wal`)).toBe(false);
  });

  test('is refused with what to do when its header is garbage, and not written to', async () => {
    await fill();
    overwrite(0, 100);
    const before = readFileSync(file);
    expect(open).toThrow(expect.objectContaining(DAMAGED));
    expect(open).toThrow(expect.objectContaining({ message: expect.stringContaining(file) }));
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('is refused when it is something else altogether', () => {
    prepareFile({ file, migrations: [], now: 0 });
    writeFileSync(file, 'Dear diary, '.repeat(1000));
    expect(open).toThrow(expect.objectContaining(DAMAGED));
  });

  test('is refused when a page in the middle is garbage', async () => {
    await fill();
    overwrite(Math.floor(statSync(file).size / 8192) * 4096, 4096);
    expect(open).toThrow(expect.objectContaining(DAMAGED));
  });

  test('is refused when its end is missing', async () => {
    await fill();
    writeFileSync(file, readFileSync(file).subarray(0, Math.floor(statSync(file).size / 3)));
    expect(open).toThrow(expect.objectContaining(DAMAGED));
  });

  test('is refused with its name when it cannot be one', () => {
    writeFileSync(join(folder.path, 'data'), 'a file where a folder should be');
    expect(open).toThrow(expect.objectContaining({ code: 'unavailable', message: expect.stringContaining(file) }));
  });
});
