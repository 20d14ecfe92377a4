import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import pg from 'pg';
import { freshDatabase, type Template } from '../support/postgres/database.js';
import { describeOnPostgres } from '../support/postgres/describe.js';

async function ask(url: string, question: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(question)).rows;
  } finally {
    await client.end();
  }
}

function templateNamed(template: string): Template & { prepared: number } {
  return {
    template,
    prepared: 0,
    async prepare(url) {
      this.prepared += 1;
      await ask(url, `create table notes (note text)`);
    },
  };
}

const MODULE = fileURLToPath(new URL('../support/postgres/database.js', import.meta.url));
/** Another process of the same run, which takes two databases and says how often it prepared their template. */
const WORKER = `
  import { freshDatabase } from ${JSON.stringify(MODULE)};
  let prepared = 0;
  const template = { template: 'contested', prepare: async () => { prepared += 1; } };
  const databases = await Promise.all([freshDatabase(template), freshDatabase(template)]);
  for (const database of databases) await database.drop();
  console.log(prepared);
`;

describeOnPostgres('a fresh database', () => {
  test('is a copy of its template, which is prepared once, and of nothing that was done to another', async () => {
    const template = templateNamed('notes');
    const [one, other] = await Promise.all([freshDatabase(template), freshDatabase(template)]);
    await ask(one.url, `insert into notes values ('of one')`);
    expect(await ask(one.url, 'select note from notes')).toEqual([{ note: 'of one' }]);
    expect(await ask(other.url, 'select note from notes')).toEqual([]);
    const third = await freshDatabase(template);
    expect(await ask(third.url, 'select note from notes')).toEqual([]);
    expect(template.prepared).toBe(1);
    for (const database of [one, other, third]) await database.drop();
  });

  test('is empty without a template', async () => {
    const { url, drop } = await freshDatabase();
    expect(await ask(url, `select tablename from pg_tables where schemaname = 'public'`)).toEqual([]);
    await drop();
  });

  test('is prepared anew after somebody failed at it', async () => {
    const template = templateNamed('failing');
    const failing: Template = {
      template: 'failing',
      async prepare(url) {
        await template.prepare(url);
        throw new Error('no');
      },
    };
    await expect(freshDatabase(failing)).rejects.toThrow('no');
    const { url, drop } = await freshDatabase(template);
    expect(await ask(url, 'select note from notes')).toEqual([]);
    await drop();
  });

  test('shares a template with the other processes of the run', async () => {
    const said = await Promise.all(
      [1, 2].map(async () => {
        const worker = spawn(process.execPath, ['--input-type=module', '-e', WORKER], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        const [line] = await once(worker.stdout.setEncoding('utf8'), 'data');
        return Number(line);
      }),
    );
    expect(said.toSorted()).toEqual([0, 1]);
  });

  test('belongs to somebody who may do with it what he likes, and is no superuser', async () => {
    const { url, drop } = await freshDatabase();
    expect(await ask(url, 'select usesuper from pg_user where usename = current_user')).toEqual([{ usesuper: false }]);
    await ask(url, 'create schema further');
    await drop();
  });

  test('is dropped from under those who use it', async () => {
    const { url, drop } = await freshDatabase();
    const client = new pg.Client({ connectionString: url });
    const lost = new Promise<Error>((resolve) => client.on('error', resolve));
    await client.connect();
    await drop();
    expect((await lost).message).toContain('terminating connection');
    await expect(ask(url, 'select 1')).rejects.toThrow('does not exist');
    await drop();
  });
});
