import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { backup } from '../../src/cli/commands/backup.js';
import { exportAll } from '../../src/cli/commands/export.js';
import { rotateKey } from '../../src/cli/commands/rotate-key.js';
import { listSites } from '../../src/cli/commands/site.js';
import { listTokens } from '../../src/cli/commands/token.js';
import { readConfig, settingRows } from '../../src/config.js';
import { afterword, keptReport, removeFolder, temporaryFolder } from './command.js';

const folders: string[] = [];
let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
  folders.push(folder);
});

afterAll(() => {
  for (const made of folders) removeFolder(made);
});

describe('the command line', () => {
  test('explains itself to newcomers', async () => {
    const { code, stdout } = await afterword({ folder }, '--help');
    expect(code).toBe(0);
    for (const command of [
      'serve',
      'token',
      'site',
      'config',
      'migrate',
      'backup',
      'move',
      'import',
      'export',
      'erase',
      'check',
    ]) {
      expect(stdout).toMatch(new RegExp(`^ {2}${command}\\b`, 'm'));
    }
  });

  test('prints the version of the package', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await afterword({ folder }, '--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  test('ends with 64 when it is used wrongly, and says how to do better', async () => {
    const [unknown, missing, wrong, surplus] = await Promise.all([
      afterword({ folder }, 'tokn'),
      afterword({ folder }, 'token', 'create', '--name', 'me'),
      afterword({ folder }, 'token', 'create', '--role', 'king', '--name', 'me'),
      afterword({ folder }, 'backup', 'a', 'b'),
    ]);
    expect(unknown).toMatchObject({ code: 64, stdout: '', stderr: expect.stringContaining('Did you mean token?') });
    expect(missing).toMatchObject({ code: 64, stderr: expect.stringContaining("'--role <role>' not specified") });
    expect(wrong).toMatchObject({ code: 64, stderr: expect.stringContaining('blog, moderator, admin') });
    expect(surplus).toMatchObject({ code: 64, stderr: expect.stringContaining('too many arguments') });
  });

  test('ends with 66 where there is no database, instead of making one', async () => {
    const words = `There is no database ${join(folder, 'data/afterword.db')}`;
    const { code, stderr } = await afterword({ folder }, 'token', 'list');
    expect({ code, stderr }).toEqual({ code: 66, stderr: expect.stringContaining(words) });
    const settings = readConfig({ DATA_DIR: join(folder, 'data') });
    const { report } = keptReport();
    for (const command of [
      listTokens(settings, report),
      listSites(settings, report),
      backup(settings, report, join(folder, 'b.db')),
      exportAll(settings, report, undefined),
      rotateKey(settings, report, async () => undefined),
    ]) {
      await expect(command).rejects.toMatchObject({ exitCode: 66, message: expect.stringContaining(words) });
    }
  });

  test('ends with 78 and one line for a wrong setting, from wherever it comes', async () => {
    writeFileSync(join(folder, '.env'), 'PORT=many\n');
    const [fromFile, postgres] = await Promise.all([
      afterword({ folder }),
      afterword(
        { folder, env: { PORT: '0', DATABASE_URL: 'postgres://ada:s3cret@db.example/comments?ssl=1' } },
        'serve',
      ),
    ]);
    const line = 'afterword: The setting PORT is wrong (got "many"): it must be 0 to 65535.\n';
    expect(fromFile).toEqual({ code: 78, stdout: '', stderr: line });
    expect(postgres).toMatchObject({ code: 78, stderr: expect.stringMatching(/^afterword: DATABASE_URL .*\n$/) });
    expect(postgres.stderr).not.toMatch(/s3cret|ada/);
  });
});

describe('`config`', () => {
  test('prints every setting with its origin, and no secret', async () => {
    writeFileSync(join(folder, '.env'), 'AKISMET_KEY=0123456789ab\nSITE_NAME="A blog"\nAKISMET_KY=x\n');
    const { code, stdout, stderr } = await afterword({ folder, env: { PORT: '8081' } }, 'config');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^PORT +8081 +environment$/m);
    expect(stdout).toMatch(/^SITE_NAME +A blog +\.env$/m);
    expect(stdout).toMatch(/^AKISMET_KEY +\*+ +\.env$/m);
    expect(stdout).toMatch(/^POST_LIMIT +10\/1m +default$/m);
    expect(stdout).not.toContain('0123456789ab');
    expect(stderr).toBe('Warning: .env sets what is no setting of Afterword: AKISMET_KY\n');
  });

  test('prints a line of JSON a setting with --json', async () => {
    const { stdout } = await afterword({ folder }, 'config', '--json');
    const lines = stdout.trim().split('\n');
    expect(JSON.parse(lines[0] as string)).toEqual({ name: 'HOST', value: '127.0.0.1', origin: 'default' });
    expect(lines).toHaveLength(settingRows().length);
  });
});

describe('`migrate`', () => {
  test('makes keys and database, and has nothing to do the second time', async () => {
    mkdirSync(join(folder, 'elsewhere'));
    const env = { DATABASE_URL: 'file:elsewhere/comments.db', SECRET_FILE: 'elsewhere/keys' };
    const first = await afterword({ folder, env }, 'migrate');
    expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('done: 0001-comments.sql') });
    const second = await afterword({ folder, env }, 'migrate', '--json');
    expect(second).toMatchObject({ code: 0, stdout: '' });
    expect((await afterword({ folder, env }, 'site', 'list')).code).toBe(0);
  });
});
