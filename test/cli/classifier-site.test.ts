import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { classifyForSite } from '../../src/cli/commands/classify.js';
import { decide, post } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';
import { afterword, removeFolder, temporaryFolder } from './command.js';

const folder = temporaryFolder();
let service: TestService;

const WORDS = 'The Hollander workshop mended our greenhouse in two days, we were pleased with it';

beforeAll(async () => {
  service = await startTestService({ classifier: 'shipped' });
  const line = { author: { name: 'Reader', url: null }, article: { key: '/a' }, body: WORDS, source: 'here' };
  writeFileSync(join(folder, 'comments.jsonl'), `${JSON.stringify(line)}\n`);
});
afterAll(async () => {
  await service.stop();
  removeFolder(folder);
});

function classify(...args: string[]) {
  const env = { DATA_DIR: service.settings.DATA_DIR };
  return afterword({ folder, env }, 'classify', '--json', ...args, 'comments.jsonl');
}

async function scoreOf(...args: string[]): Promise<number> {
  const { stdout, code } = await classify(...args);
  expect(code).toBe(0);
  return (JSON.parse(stdout) as { score: number }).score;
}

test('judges by what the moderators of a site have taught, beside the running service, and stores nothing', async () => {
  const untaught = await scoreOf();
  expect(await scoreOf('--site', 'default')).toBe(untaught);
  for (let n = 0; n < 3; n++) {
    const { comment } = await post(service, {
      author: { name: `Reader ${n}`, email: `r${n}@example.org` },
      body: `${WORDS}, ${n}`,
    });
    await decide(service, 'spam', comment.id);
  }
  const taught = await scoreOf('--site', 'default');
  expect(taught).toBeGreaterThan(untaught);
  const stored = () => service.store.lessonsAfter({ siteId: 1, afterId: 0, limit: 10 });
  const lessons = await stored();
  expect(lessons).toHaveLength(3);
  expect(await scoreOf('--site', 'default', '--learn')).toBe(taught);
  expect(await stored()).toEqual(lessons);
});

test('knows no site that is not there, and takes no prior beside one', async () => {
  const nowhere = classifyForSite(service.settings, 'nowhere', 'comments.jsonl', { json: true });
  await expect(nowhere).rejects.toMatchObject({ exitCode: 64, message: expect.stringContaining('nowhere') });
  expect(await classify('--site', 'default', '--prior', 'none')).toMatchObject({ code: 64 });
});
