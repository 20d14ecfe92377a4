import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { bearer, COMMENTS, decide, post } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';
import { afterword, removeFolder, temporaryFolder } from './command.js';

const folder = temporaryFolder();
let service: TestService;

beforeAll(async () => {
  service = await startTestService({ akismet: true });
});
afterAll(async () => {
  await service.stop();
  removeFolder(folder);
});

test('a copy of what is kept of a person has all of it, what the classifier noted included', async () => {
  const author = { name: 'Grace', email: 'grace@example.org' };
  const trapped = await post(service, { author, body: 'Kept words', trap: 'filled in' });
  await service.worker.idle();
  await decide(service, 'approve', trapped.comment.id);
  service.clock.advance(1);
  const { comment, editToken } = await post(service, { author, body: 'Passed words' });
  await decide(service, 'approve', comment.id);
  await service.agent.patch(`${COMMENTS}/${comment.id}`).set(bearer(editToken)).send({ body: 'New words' }).expect(200);
  await service.worker.idle();
  const env = { DATA_DIR: service.settings.DATA_DIR };
  const { code } = await afterword({ folder, env }, 'export', '--email', 'Grace@example.org', 'grace.json');
  expect(code).toBe(0);
  const { comments } = JSON.parse(readFileSync(join(folder, 'grace.json'), 'utf8')) as { comments: unknown[] };
  expect(comments).toMatchObject([
    {
      author,
      body: 'Kept words',
      honeypot: 'filled in',
      verdict: { by: 'akismet', outcome: 'spam', idAtChecker: 'guid-spam' },
      correction: { to: 'ham', state: 'waiting', at: expect.any(String) },
      circumstances: { trapped: true, sameRange: null },
      suspicion: { score: expect.any(Number), reasons: expect.any(Array) },
      sentToChecker: { comment_content: 'Kept words' },
      proposed: null,
    },
    {
      body: 'Passed words',
      proposed: { body: 'New words', html: '<p>New words</p>', at: expect.any(String) },
      sentToChecker: { comment_content: 'New words' },
    },
  ]);
});
