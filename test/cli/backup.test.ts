import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { backup } from '../../src/cli/commands/backup.js';
import { exportAll } from '../../src/cli/commands/export.js';
import { migrateDatabase } from '../../src/cli/commands/migrate.js';
import { readConfig } from '../../src/config.js';
import { afterword, keptReport, removeFolder, type ServedProcess, served, temporaryFolder } from './command.js';
import { overwriteHeader, overwriteMiddle } from './damage.js';

const folder = temporaryFolder();
const data = join(folder, 'data');
const settings = readConfig({ DATA_DIR: data });

beforeAll(() => migrateDatabase(settings, keptReport().report));
afterAll(() => removeFolder(folder));

interface Stored {
  readonly id: string;
  readonly editToken: string;
}

async function post(service: ServedProcess, body: string): Promise<Stored> {
  const response = await fetch(`${service.url}/api/v1/sites/default/comments`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      article: { url: 'http://localhost:8080/an-article' },
      author: { name: 'Ada', email: 'ada@example.org' },
      body,
    }),
  });
  expect(response.status).toBe(201);
  const { comment, editToken } = (await response.json()) as { comment: { id: string }; editToken: string };
  return { id: comment.id, editToken };
}

async function exportedIds(): Promise<string[]> {
  const file = join(folder, `export-${readdirSync(folder).length}.jsonl`);
  await exportAll(settings, keptReport().report, file);
  const [, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => (JSON.parse(line) as { id: string }).id);
}

describe('a backup', () => {
  test('is made while comments come in, and brings back what was there then, after a crash too', async () => {
    const env = { POST_LIMIT: 'off' };
    const service = await served({ folder, env });
    const before = await Promise.all(Array.from({ length: 10 }, (_, n) => post(service, `Before ${n}`)));

    const file = join(folder, 'backup.db');
    const kept = keptReport();
    let finished = false;
    const posting = (async () => {
      for (let n = 0; !finished; n++) await post(service, `Meanwhile ${n}`);
    })();
    await backup(settings, kept.report, file).finally(() => {
      finished = true;
    });
    await posting;
    const [{ comments }] = kept.results<{ comments: number }>() as [{ comments: number }];
    expect(comments).toBeGreaterThanOrEqual(before.length);
    expect(kept.err()).toContain('secret.key');

    const after = await post(service, 'After');
    service.signal('SIGKILL');
    await service.ended;
    expect(existsSync(join(data, 'afterword.db-wal'))).toBe(true);

    // The procedure of the README.
    mkdirSync(join(folder, 'replaced'));
    for (const name of readdirSync(data).filter((entry) => entry.startsWith('afterword.db'))) {
      renameSync(join(data, name), join(folder, 'replaced', name));
    }
    copyFileSync(file, join(data, 'afterword.db'));

    const restored = await served({ folder, env });
    const [first] = before as [Stored];
    const own = await fetch(`${restored.url}/api/v1/sites/default/comments/${first.id}`, {
      headers: { Authorization: `Bearer ${first.editToken}` },
    });
    expect(own.status).toBe(200);
    const ids = await exportedIds();
    expect(ids).toHaveLength(comments);
    expect(ids).toEqual(expect.arrayContaining(before.map(({ id }) => id)));
    expect(ids).not.toContain(after.id);
    expect((await restored.stop()).code).toBe(0);
    expect((await afterword({ folder }, 'check')).code).toBe(0);
  });

  test('is one file for its owner only, and takes no name that is taken', async () => {
    const file = join(folder, 'another.db');
    await backup(settings, keptReport().report, file);
    expect(readdirSync(folder).filter((name) => name.startsWith('another.db'))).toEqual(['another.db']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await expect(backup(settings, keptReport().report, file)).rejects.toMatchObject({ exitCode: 73 });
    await expect(backup(settings, keptReport().report, join(folder, 'none/b.db'))).rejects.toMatchObject({
      exitCode: 73,
    });
  });

  test.each([
    ['inside', overwriteMiddle],
    ['at its beginning', overwriteHeader],
  ])('is refused of a database that is damaged %s, and leaves no file behind', async (where, harm) => {
    const damaged = readConfig({ DATA_DIR: join(folder, `damaged ${where}`) });
    await migrateDatabase(damaged, keptReport().report);
    harm(join(damaged.DATA_DIR, 'afterword.db'));
    const file = join(folder, 'of-damaged.db');
    await expect(backup(damaged, keptReport().report, file)).rejects.toMatchObject({
      exitCode: 65,
      message: expect.stringMatching(/damaged.*keep your earlier backups/),
    });
    expect(readdirSync(folder).filter((name) => name.startsWith('of-damaged.db'))).toEqual([]);
  });
});
