import { randomBytes } from 'node:crypto';
import { chmodSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { withNewVersion } from '../../src/app/keys/key-ring.js';
import { check } from '../../src/cli/commands/check.js';
import type { Finding } from '../../src/cli/commands/findings.js';
import { loadSettings } from '../../src/cli/settings.js';
import { readKeys, writeKeys } from '../../src/service/key-file.js';
import { answers, type FakeAkismet, startFakeAkismet } from '../support/fake-akismet.js';
import { post } from '../support/http.js';
import { startTestService } from '../support/service.js';
import { keptReport, removeFolder, temporaryFolder } from './command.js';
import { overwriteHeader, overwriteMiddle } from './damage.js';

const folder = temporaryFolder();
const whole = join(folder, 'whole');
let akismet: FakeAkismet;
let number = 0;

beforeAll(async () => {
  akismet = await startFakeAkismet({ keys: ['a-key'] });
  const service = await startTestService({ settings: { DATA_DIR: whole } });
  await post(service);
  await service.stop();
});

afterAll(async () => {
  await akismet.close();
  removeFolder(folder);
});

/** What is found in a copy of the data, after something has been done to it. */
async function found(env: Record<string, string>, harm: (data: string) => void = () => undefined) {
  number += 1;
  const data = join(folder, `copy-${number}`);
  cpSync(whole, data, { recursive: true });
  chmodSync(data, 0o700);
  harm(data);
  const kept = keptReport();
  const code = await check(loadSettings({ DATA_DIR: data, ...env }, folder), kept.report);
  const findings = kept.results<Finding & Record<string, unknown>>();
  const unwell = findings.filter(({ level }) => level !== 'ok').map(({ check: name, level }) => `${level}: ${name}`);
  const detail = (name: string) => findings.find((finding) => finding.check === name)?.detail;
  return { code, unwell, detail };
}

function withKey(key = 'a-key'): Record<string, string> {
  return { AKISMET_KEY: key, AKISMET_URL: akismet.url };
}

function inDatabase(text: string): (data: string) => void {
  return (data) => {
    const db = new Database(join(data, 'afterword.db'));
    db.pragma('foreign_keys = OFF');
    db.exec(text);
    db.close();
  };
}

describe('`check` after a rotation of the keys', () => {
  test('that was killed says so, and what to do', async () => {
    const killed = await found({}, (data) => writeFileSync(join(data, 'secret.key.lock'), ''));
    expect(killed.unwell).toContain('warning: keys');
    expect(killed.detail('keys')).toMatch(
      /rotation is under way or unfinished.*secret\.key\.lock.*afterword key rotate/,
    );
  });

  test('that was broken off says so also when nothing else is left of it', async () => {
    const broken = await found({}, (data) => {
      const file = join(data, 'secret.key');
      writeKeys(file, withNewVersion(readKeys(file), randomBytes));
    });
    expect(broken.unwell).toContain('warning: encryption');
    expect(broken.detail('encryption')).toMatch(/rotation is unfinished.*afterword key rotate/);
  });
});

describe('`check`', () => {
  test('finds nothing wrong with a service that is well, and changes nothing', async () => {
    const { code, unwell, detail } = await found(withKey());
    expect({ code, unwell }).toEqual({ code: 0, unwell: [] });
    expect(detail('database')).toContain('is whole: 1 comment, 1 article, 1 site');
    expect(detail('encryption')).toBe('the keys open what is stored');
    expect(detail('usage')).toBe('120 of 10000 calls this month (1.2 %)');
  });

  test('says before the first start what will be made, and makes nothing', async () => {
    const { code, unwell, detail } = await found(withKey(), (data) => {
      rmSync(data, { recursive: true });
      mkdirSync(data, { mode: 0o700 });
    });
    expect({ code, unwell }).toEqual({ code: 0, unwell: [] });
    expect(detail('database')).toMatch(/^none yet; the first start makes/);
    expect(readdirSync(join(folder, `copy-${number}`))).toEqual([]);
  });

  test('says who judges without a key for Akismet', async () => {
    const { code, unwell, detail } = await found({});
    expect({ code, unwell }).toEqual({ code: 0, unwell: [] });
    expect(detail('akismet')).toContain('the local classifier judges');
  });

  test('says so when Akismet refuses the key, or does not answer', async () => {
    const refused = await found(withKey('another-key'));
    expect(refused).toMatchObject({ code: 69, unwell: ['problem: akismet'] });
    expect(refused.detail('akismet')).toContain('the key is not valid');
    akismet.answerWith(answers.serverError);
    expect(await found(withKey())).toMatchObject({ code: 69, unwell: ['problem: akismet'] });
  });

  test('says so when the plan is nearly used up', async () => {
    const usage = { body: JSON.stringify({ limit: 100, usage: 95, percentage: '95.00', throttled: false }) };
    akismet.answerWith(answers.valid, usage);
    expect(await found(withKey())).toMatchObject({ code: 0, unwell: ['warning: usage'] });
  });

  test.each<[string, (data: string) => void, string]>([
    ['is no database', (data) => overwriteHeader(join(data, 'afterword.db')), 'problem: database'],
    ['is damaged inside', (data) => overwriteMiddle(join(data, 'afterword.db')), 'problem: database'],
    ['has rows that point nowhere', inDatabase('update comments set article_id = 999'), 'problem: database'],
    [
      'was written by a newer version',
      inDatabase(`insert into migrations (name, applied_at) values ('9999-new.sql', 0)`),
      'problem: schema',
    ],
  ])('finds a database that %s', async (_, harm, finding) => {
    const { code, unwell, detail } = await found(withKey(), harm);
    expect({ code, unwell }).toEqual({ code: 69, unwell: expect.arrayContaining([finding]) });
    expect(detail(finding.slice('problem: '.length))).toMatch(/restore|install/);
  });

  // The superuser may write everywhere.
  const asOrdinaryUser = process.getuid?.() === 0 ? test.skip : test;
  asOrdinaryUser('says of a folder that cannot be written whose it is, and nothing of backups', async () => {
    const { unwell, detail } = await found(withKey(), (data) => chmodSync(data, 0o500));
    expect(unwell).toContain('problem: folder');
    expect(detail('folder')).toMatch(/cannot be written\. .* belongs to user \d+, group \d+, and has the mode 0500\./);
    expect(detail('database')).not.toContain('backup');
  });

  test('finds an index for searching that is damaged', async () => {
    const { unwell } = await found(withKey(), (data) => {
      const db = new Database(join(data, 'afterword.db'));
      db.unsafeMode().exec('delete from comment_search_data where id = (select max(id) from comment_search_data)');
      db.close();
    });
    expect(unwell).toContain('problem: database');
  });

  test('finds keys that are missing, open to others, or of another database', async () => {
    const keys = (data: string) => join(data, 'secret.key');
    const missing = await found(withKey(), (data) => rmSync(keys(data)));
    expect(missing).toMatchObject({ code: 69, unwell: ['problem: keys', 'problem: encryption'] });
    const open = await found(withKey(), (data) => chmodSync(keys(data), 0o644));
    expect(open.unwell).toContain('problem: keys');
    const other = await startTestService();
    const foreign = await found(withKey(), (data) => cpSync(keys(other.settings.DATA_DIR), keys(data)));
    expect(foreign).toMatchObject({ code: 69, unwell: ['problem: encryption'] });
    await other.stop();
  });

  test('finds a folder that others can look into, and a service that nobody moderates', async () => {
    const { code, unwell } = await found(withKey(), (data) => {
      inDatabase('delete from tokens')(data);
      chmodSync(data, 0o755);
    });
    expect({ code, unwell }).toEqual({ code: 0, unwell: ['warning: tokens', 'warning: folder'] });
  });

  test.each([
    [{ HOST: '0.0.0.0' }, ['warning: site', 'warning: proxy']],
    [{ SITE_URL: 'https://blog.example' }, ['warning: proxy']],
    [{ SITE_URL: 'https://blog.example', TRUST_PROXY: 'true' }, ['warning: proxy']],
    [{ SITE_URL: 'https://blog.example', TRUST_PROXY: '1', HOST: '0.0.0.0' }, []],
  ])('hints at proxies: %j', async (env, unwell) => {
    expect(await found({ ...withKey(), ...env } as Record<string, string>)).toMatchObject({ code: 0, unwell });
  });
});
