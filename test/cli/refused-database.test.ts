import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { migrateDatabase } from '../../src/cli/commands/migrate.js';
import { endingOf } from '../../src/cli/exit-codes.js';
import { readConfig, type Settings } from '../../src/config.js';
import { openStore } from '../../src/service/open-store.js';
import { afterword, keptReport, removeFolder, temporaryFolder } from './command.js';
import { overwriteHeader, overwriteMiddle } from './damage.js';

const folder = temporaryFolder();

beforeAll(async () => {
  await migrateDatabase(readConfig({ DATA_DIR: join(folder, 'whole') }), keptReport().report);
});

afterAll(() => removeFolder(folder));

/** A copy of the database that something has been done to. */
function harmed(name: string, harm: (file: string) => void): Settings {
  const settings = readConfig({ DATA_DIR: join(folder, name), PORT: '0' });
  cpSync(join(folder, 'whole'), settings.DATA_DIR, { recursive: true });
  harm(join(settings.DATA_DIR, 'afterword.db'));
  return settings;
}

/** How a command ends that opens such a database, the service among them. */
async function endingAfter(name: string, harm: (file: string) => void) {
  const opening = openStore(harmed(name, harm), 0);
  return endingOf(await opening.catch((error: unknown) => error));
}

const DAMAGED = /The database .*afterword\.db is damaged.* restore the newest backup .*README/;

describe('the service refuses to start, and says what to do,', () => {
  test('with a database that is damaged inside', async () => {
    const { DATA_DIR } = harmed('inside', overwriteMiddle);
    const { code, stdout, stderr } = await afterword({ folder, env: { DATA_DIR, PORT: '0' } }, 'serve');
    expect({ code, stdout }).toEqual({ code: 69, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^afterword: ${DAMAGED.source}.*\n$`));
  });

  test('with a file that is no database', async () => {
    const { exitCode, line } = await endingAfter('header', overwriteHeader);
    expect({ exitCode, line }).toEqual({ exitCode: 69, line: expect.stringMatching(DAMAGED) });
  });

  test('with a database that a newer version wrote', async () => {
    const { exitCode, line } = await endingAfter('newer', (file) => {
      const db = new Database(file);
      db.prepare('insert into migrations (name, applied_at) values (?, 0)').run('9999-from-the-future.sql');
      db.close();
    });
    expect(exitCode).toBe(65);
    expect(line).toMatch(/newer version of Afterword .*9999-from-the-future\.sql.*Install that version/);
  });

  test('without the keys of its database', async () => {
    const { exitCode, line } = await endingAfter('no-keys', (file) => rmSync(join(file, '../secret.key')));
    expect(exitCode).toBe(69);
    expect(line).toMatch(/The key file .*secret\.key is missing.*Restore it from your backup/);
  });
});
