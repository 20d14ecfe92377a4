import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { describeOnServers } from '../support/postgres/describe.js';
import { until } from '../support/postgres/processes.js';
import { type PostgresServer, startPostgres } from '../support/postgres/server.js';

const MODULE = fileURLToPath(new URL('../support/postgres/server.js', import.meta.url));
/** A process that starts a server, tells where, and then does nothing more. */
const OWNER = `
  import { startPostgres } from ${JSON.stringify(MODULE)};
  const { url, folder } = await startPostgres();
  console.log(JSON.stringify({ url, folder }));
  setInterval(() => undefined, 60_000);
`;

async function ask(url: string, question: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  // A server that is killed says so here.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(question)).rows;
  } finally {
    await client.end();
  }
}

describeOnServers('a server of PostgreSQL for tests', () => {
  let server: PostgresServer;

  beforeAll(async () => {
    server = await startPostgres({ fsync: true, maxConnections: 17, settings: { application_name: "it's" } });
  });

  afterAll(() => server.stop());

  test('is set as it was asked to be', async () => {
    const [settings] = await ask(
      server.url,
      `select current_setting('fsync') as fsync, current_setting('max_connections') as connections,
        current_setting('listen_addresses') as listens, current_setting('unix_socket_directories') as sockets`,
    );
    expect(settings).toEqual({ fsync: 'on', connections: '17', listens: '127.0.0.1', sockets: server.folder });
  });

  test('lets nobody in who does not know its password', async () => {
    const wrong = new URL(server.url);
    wrong.password = 'guessed';
    await expect(ask(wrong.href, 'select 1')).rejects.toThrow('password authentication failed');
  });

  test('keeps its files from everybody but the user who runs it, who is not root', () => {
    const { mode, uid } = statSync(join(server.folder, 'data'));
    expect(mode & 0o077).toBe(0);
    expect(uid).not.toBe(0);
  });

  test('sorts as a dictionary does, so that who needs another order has to say so', async () => {
    const sorted = await ask(server.url, `select word from unnest(array['b', 'A', 'a', 'B']) word order by word`);
    expect(sorted.map(({ word }) => word).join('')).toBe('aAbB');
  });

  test('keeps through a kill what it has acknowledged', async () => {
    await ask(server.url, 'create table kept (what text)');
    await ask(server.url, `insert into kept values ('this')`);
    await server.kill();
    await expect(ask(server.url, 'select 1')).rejects.toThrow('ECONNREFUSED');
    await server.start();
    expect(await ask(server.url, 'select what from kept')).toEqual([{ what: 'this' }]);
  });

  test('says what keeps it from starting', async () => {
    const settings = { no_such_setting: 'on' };
    await expect(startPostgres({ settings })).rejects.toThrow('configuration parameter "no_such_setting"');
  });

  test('is gone with its folder when it is stopped', async () => {
    const other = await startPostgres();
    await other.stop();
    expect(existsSync(other.folder)).toBe(false);
    await expect(ask(other.url, 'select 1')).rejects.toThrow('ECONNREFUSED');
  });

  test('is gone with its folder when its owner is killed', async () => {
    const owner = spawn(process.execPath, ['--input-type=module', '-e', OWNER], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(owner.stdout.setEncoding('utf8'), 'data');
    const { url, folder } = JSON.parse(line) as { url: string; folder: string };
    expect(await ask(url, 'select 1 as one')).toEqual([{ one: 1 }]);
    owner.kill('SIGKILL');
    await until('the folder is gone', () => !existsSync(folder));
    await expect(ask(url, 'select 1')).rejects.toThrow('ECONNREFUSED');
  });
});
