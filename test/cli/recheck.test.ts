import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { bearer, MODERATION, post } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';
import { afterword, removeFolder, temporaryFolder } from './command.js';

const folder = temporaryFolder();
let service: TestService;

beforeAll(async () => {
  service = await startTestService();
});
afterAll(async () => {
  await service.stop();
  removeFolder(folder);
});

test('has the comments that nobody was sure about checked anew by the running service', async () => {
  const { comment } = await post(service);
  const env = { DATA_DIR: service.settings.DATA_DIR };
  const { code, stdout } = await afterword({ folder, env }, 'recheck', '--json');
  expect({ code, said: JSON.parse(stdout) }).toEqual({ code: 0, said: { ordered: 1 } });
  service.clock.advance(Date.now());
  await service.work();
  const at = `${MODERATION}/comments/${comment.id}`;
  const { body } = await service.agent.get(at).set(bearer(service.tokens.moderator)).expect(200);
  expect(body.verdict).toMatchObject({ by: 'local', attempts: 1, nextAttemptAt: null });
  const again = await afterword({ folder, env: { DATA_DIR: `${folder}/nothing` } }, 'recheck');
  expect(again).toMatchObject({ code: 66, stdout: '' });
});
