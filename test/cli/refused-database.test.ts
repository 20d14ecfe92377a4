import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { migrateDatabase } from '../../src/cli/commands/migrate.js';
import { readConfig } from '../../src/config.js';
import { afterword, keptReport, removeFolder, temporaryFolder } from './command.js';
import { overwriteHeader, overwriteMiddle } from './damage.js';

const folder = temporaryFolder();

beforeAll(async () => {
  await migrateDatabase(readConfig({ DATA_DIR: join(folder, 'whole') }), keptReport().report);
});

afterAll(() => removeFolder(folder));

/** Starts the service on a copy of the database that something has been done to. */
function serveAfter(name: string, harm: (file: string) => void) {
  const data = join(folder, name);
  cpSync(join(folder, 'whole'), data, { recursive: true });
  harm(join(data, 'afterword.db'));
  return afterword({ folder, env: { DATA_DIR: data, PORT: '0' } }, 'serve');
}

describe('the service refuses to start, and says what to do,', () => {
  test.each([
    ['with a file that is no database', overwriteHeader],
    ['with a database that is damaged inside', overwriteMiddle],
  ])('%s', async (name, harm) => {
    const { code, stdout, stderr } = await serveAfter(name, harm);
    expect({ code, stdout }).toEqual({ code: 69, stdout: '' });
    expect(stderr).toMatch(
      /^afterword: The database .*afterword\.db is damaged.* restore the newest backup .*README.*\n$/,
    );
  });

  test('with a database that a newer version wrote', async () => {
    const { code, stderr } = await serveAfter('newer', (file) => {
      const db = new Database(file);
      db.prepare('insert into migrations (name, applied_at) values (?, 0)').run('9999-from-the-future.sql');
      db.close();
    });
    expect(code).toBe(65);
    expect(stderr).toMatch(/newer version of Afterword .*9999-from-the-future\.sql.*Install that version/);
  });

  test('without the keys of its database', async () => {
    const { code, stderr } = await serveAfter('no-keys', (file) => rmSync(join(file, '../secret.key')));
    expect(code).toBe(69);
    expect(stderr).toMatch(/The key file .*secret\.key is missing.*Restore it from your backup/);
  });
});
