import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { afterword, removeFolder, temporaryFolder } from '../cli/command.js';
import { type Database, freshDatabase } from '../support/postgres/database.js';
import { describeOnPostgres } from '../support/postgres/describe.js';

describeOnPostgres('`check` on PostgreSQL', () => {
  let database: Database;
  const folder = temporaryFolder();
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(async () => {
    await database.drop();
    removeFolder(folder);
  });

  const check = (url: string) => afterword({ folder, env: { DATABASE_URL: url } }, 'check');

  test('says what is to be known of the server, and what the next start will do', async () => {
    const { code, stdout } = await check(database.url);
    expect(stdout).toMatch(/^ok +server +PostgreSQL \d/m);
    expect(stdout).toMatch(/^ok +clock +as on this machine$/m);
    expect(stdout).toMatch(/^warning +schema +the next start will run 0001_schema/m);
    // The servers of tests are not to survive a power cut.
    expect(stdout).toMatch(/^problem +durability +fsync is off/m);
    expect(code).toBe(69);
  });

  test('tells of a server that cannot be reached, a database that is not there and a wrong password, and repeats none', async () => {
    const url = new URL(database.url);
    const of = (change: Partial<URL>) => Object.assign(new URL(url), change).href;
    const nowhere = await check(of({ port: '1' }));
    const noDatabase = await check(of({ pathname: '/nowhere' }));
    const wrongPassword = await check(of({ password: 'hunter2' }));
    expect(nowhere.stdout).toMatch(/^problem +database +The database cannot be reached\. \(ECONNREFUSED\)$/m);
    expect(noDatabase.stdout).toMatch(/^problem +database +There is no such database\. Make it: createdb /m);
    expect(wrongPassword.stdout).toMatch(/^problem +database +The database does not take this user and password\. /m);
    for (const { code, stdout, stderr } of [nowhere, noDatabase, wrongPassword]) {
      expect(code).toBe(69);
      expect(stdout + stderr).not.toContain(url.password);
      expect(stdout + stderr).not.toContain('hunter2');
    }
  });
});
