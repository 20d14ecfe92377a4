import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { readConfig } from '../../src/config.js';
import { engineOf, openStore } from '../../src/service/open-store.js';
import { TABLES } from '../../src/store/tables.js';
import { createBystanders } from '../store/contract/bystanders.js';
import { freshDatabase } from '../support/postgres/database.js';
import { describeOnPostgres } from '../support/postgres/describe.js';
import type { OpenedStore } from '../support/store.js';
import { createScene } from '../support/store-fixtures.js';
import { postgresInconsistencies } from '../support/store-postgres.js';
import { sqliteInconsistencies } from '../support/store-sqlite.js';
import { afterword, removeFolder, served, temporaryFolder } from './command.js';
import { aBody, reading, refusedWith, send, visit, writing } from './move-visit.js';

const BIN = fileURLToPath(new URL('../../src/bin.js', import.meta.url));
const MOVING = 'This service is being moved and is read-only until that is done.';
const MOVED = 'This service has been moved to another database, and is read-only here.';

type Database = Awaited<ReturnType<typeof freshDatabase>>;

const folder = temporaryFolder();
const databases: Database[] = [];
const clients: pg.Client[] = [];
const children = new Set<ChildProcess>();
let folders = 0;

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(clients.splice(0).map((client) => client.end()));
});
afterAll(async () => {
  await Promise.all(databases.map((database) => database.drop()));
  removeFolder(folder);
});

async function emptyDatabase(): Promise<Database> {
  const database = await freshDatabase();
  databases.push(database);
  return database;
}

async function clientOf({ url }: Database): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  clients.push(client);
  return client;
}

/** A data folder with comments of every kind on a site that nobody visits here. */
async function livelyFolder(): Promise<string> {
  folders += 1;
  const data = join(folder, `lively-${folders}`);
  const { store } = await openStore(readConfig({ DATA_DIR: data }), Date.now());
  const lookAt = await createBystanders({ store } as unknown as OpenedStore);
  await lookAt();
  const scene = await createScene(store, { slug: 'busy' });
  await scene.plant(
    Array.from({ length: 1200 }, (_, n) => `planted ${n}`),
    (before) => before.at(-7) ?? null,
  );
  await store.close();
  // Nobody has encrypted what they gave as their emails, and a service on a server tries its keys on them.
  const db = new Sqlite(join(data, 'afterword.db'));
  db.exec('update comment_secrets set email = null');
  db.close();
  return data;
}

/** Starts a move that a test can kill, under which nobody else is. */
function startMove(env: Record<string, string>, to: string): ChildProcess {
  const options = { env: { PATH: process.env.PATH as string, ...env }, cwd: folder, stdio: 'ignore' } as const;
  const child = spawn(process.execPath, [BIN, 'move', '--to', to], options);
  children.add(child);
  return child;
}

/** Lets whoever writes to a table wait until the client's session ends. */
async function stopAt(client: pg.Client, table: string): Promise<void> {
  await client.query(`create function wait() returns trigger language plpgsql as
    $$ begin perform pg_advisory_xact_lock(4711); return null; end $$`);
  await client.query(`create trigger wait after insert on ${table} for each statement execute function wait()`);
  await client.query('select pg_advisory_lock(4711)');
}

async function until(client: pg.Client, query: string): Promise<void> {
  for (;;) {
    const { rows } = await client.query(query);
    if (Object.values(rows[0] ?? {})[0] === true) return;
  }
}

describeOnPostgres('a move to another engine', () => {
  test('and back takes everything with it, and what was given out before is known there', async () => {
    const data = await livelyFolder();
    const target = await emptyDatabase();
    const here = { DATA_DIR: data, POST_LIMIT: 'off' };
    const there = { ...here, DATABASE_URL: target.url };
    const back = { ...here, DATABASE_URL: `file:${join(data, 'back.db')}` };

    let service = await served({ folder, env: here });
    const visited = await visit(service, here);
    const before = await reading(service, visited);

    const moved = await afterword({ folder, env: here }, 'move', '--to', target.url, '--json');
    expect({ code: moved.code, stderr: moved.stderr }).toEqual({
      code: 0,
      stderr: expect.stringContaining('Moved to'),
    });
    expect(moved.stderr).toContain(`every process needs those of ${join(data, 'secret.key')}`);
    const tables = moved.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { table: string; rows: number });
    expect(tables.map(({ table }) => table)).toEqual(TABLES.map(({ name }) => name));
    expect(tables.filter(({ rows }) => rows === 0).map(({ table }) => table)).toEqual(['desk_codes', 'heartbeat']);

    expect(await reading(service, visited)).toEqual(before);
    await refusedWith(service, MOVED);
    await service.stop();
    const wrong = await afterword({ folder, env: { ...here, PORT: '0' } }, 'serve');
    expect(wrong).toMatchObject({ code: 78, stderr: expect.stringContaining('has been moved to postgres://') });

    expect(await postgresInconsistencies(target.url)).toEqual([]);
    service = await served({ folder, env: there });
    expect(await reading(service, visited)).toEqual(before);
    await writing(service, visited, 'There');
    const after = await reading(service, visited);
    await service.stop();

    const returned = await afterword({ folder, env: there }, 'move', '--to', back.DATABASE_URL);
    expect({ code: returned.code, stderr: returned.stderr }).toEqual({ code: 0, stderr: expect.any(String) });
    expect(returned.stdout).toMatch(/^comments +1\d\d\d +[0-9a-f]{64}$/m);
    expect(await sqliteInconsistencies(join(data, 'back.db'))).toEqual([]);
    service = await served({ folder, env: back });
    expect(await reading(service, visited)).toEqual(after);
    await writing(service, visited, 'Back');
    await service.stop();
  });

  test('that is killed goes on when it is asked again; meanwhile readers are served and the source takes no change', async () => {
    const data = await livelyFolder();
    const target = await emptyDatabase();
    const env = { DATA_DIR: data, POST_LIMIT: 'off' };
    const there = { ...env, DATABASE_URL: target.url };
    const service = await served({ folder, env });
    const visited = await visit(service, env);
    const before = await reading(service, visited);

    await engineOf(readConfig(there)).migrate(0);
    const [client, onlooker] = [await clientOf(target), await clientOf(target)];
    await stopAt(client, 'audit');
    const child = startMove(env, target.url);
    await until(
      onlooker,
      `select count(*) > 0 as it from pg_locks where locktype = 'advisory' and objid = 4711 and not granted`,
    );
    child.kill('SIGKILL');
    await once(child, 'exit');

    expect(await reading(service, visited)).toEqual(before);
    await refusedWith(service, MOVING);
    const halfway = await afterword({ folder, env: { ...there, PORT: '0' } }, 'serve');
    expect(halfway).toMatchObject({ code: 69, stderr: expect.stringContaining('a move that is not finished') });
    await client.query('select pg_advisory_unlock(4711)');
    await until(
      onlooker,
      `select not exists (select 1 from pg_stat_activity where datname = current_database() and application_name = 'afterword') as it`,
    );
    const { rows: kept } = await onlooker.query(
      'select count(*) as n, min(xmin::text::bigint) as first, max(xmin::text::bigint) as last from comments',
    );

    const again = await afterword({ folder, env }, 'move', '--to', target.url);
    expect({ code: again.code, stderr: again.stderr }).toEqual({
      code: 0,
      stderr: expect.stringContaining('Moved to'),
    });
    const { rows: same } = await onlooker.query(
      'select count(*) as n, min(xmin::text::bigint) as first, max(xmin::text::bigint) as last from comments',
    );
    expect(same).toEqual(kept);
    expect(await postgresInconsistencies(target.url)).toEqual([]);
    await service.stop();
    const served2 = await served({ folder, env: there });
    expect(await reading(served2, visited)).toEqual(before);
    await served2.stop();
  });
});

describeOnPostgres('a move is refused', () => {
  let data: string;
  let env: Record<string, string>;
  beforeAll(async () => {
    data = await livelyFolder();
    env = { DATA_DIR: data };
  });

  async function refusal(...args: string[]): Promise<{ code: number | null; stderr: string }> {
    const { code, stderr } = await afterword({ folder, env }, 'move', ...args);
    expect(await engineOf(readConfig(env)).moveNote()).toBeNull();
    return { code, stderr };
  }

  test('to a database that holds anything, and changes neither', async () => {
    const target = await emptyDatabase();
    const { store } = await openStore(readConfig({ DATA_DIR: data, DATABASE_URL: target.url }), 0);
    await createScene(store, { slug: 'theirs' });
    await store.close();
    expect(await refusal('--to', target.url)).toEqual({
      code: 65,
      stderr: expect.stringMatching(/is not empty: it has rows in sites\. Name an empty database/),
    });
  });

  test('to itself, to what is no database, and to one that is not there', async () => {
    const itself = `file:${join(data, 'afterword.db')}`;
    expect(await refusal('--to', itself)).toMatchObject({ code: 65, stderr: expect.stringContaining('already') });
    expect(await refusal('--to', 'mysql://a:secret@b/c')).toEqual({
      code: 64,
      stderr: expect.not.stringContaining('secret'),
    });
    expect(await refusal()).toMatchObject({ code: 64 });
    const { url } = await emptyDatabase();
    expect(await refusal('--to', `${url}_gone`)).toMatchObject({
      code: 69,
      stderr: expect.stringContaining('There is no such database'),
    });
  });

  test('to a part of another move; taken back, a database takes changes again', async () => {
    const target = await emptyDatabase();
    expect((await afterword({ folder, env }, 'move', '--to', target.url)).code).toBe(0);
    const twice = await afterword({ folder, env }, 'move', '--to', (await emptyDatabase()).url);
    expect(twice).toMatchObject({ code: 65, stderr: expect.stringContaining('already') });
    const checked = await afterword({ folder, env }, 'check');
    expect(checked.stdout).toMatch(/warning +move +moved to postgres:/);

    const undone = await afterword({ folder, env }, 'move', '--undo');
    expect(undone).toMatchObject({ code: 0, stdout: expect.stringContaining('takes changes again') });
    expect(await sqliteInconsistencies(join(data, 'afterword.db'))).toEqual([]);
    const service = await served({ folder, env: { ...env, POST_LIMIT: 'off' } });
    expect((await send(service, aBody('Here again'))).status).toBe(201);
    await service.stop();
    expect(await refusal('--to', target.url)).toMatchObject({ code: 65, stderr: expect.stringContaining('not empty') });
    expect((await afterword({ folder, env }, 'move', '--undo')).stderr).toContain('is not being moved');
  });
});
