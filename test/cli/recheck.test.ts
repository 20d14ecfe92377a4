import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { recheckAll } from '../../src/cli/commands/recheck.js';
import { bearer, MODERATION, post } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';
import { afterword, keptReport, removeFolder, temporaryFolder } from './command.js';

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
  // The command has ordered it for the time that the machine's clock showed then.
  service.clock.advance(Date.now() - service.clock.now());
  await service.work();
  const at = `${MODERATION}/comments/${comment.id}`;
  const { body } = await service.agent.get(at).set(bearer(service.tokens.moderator)).expect(200);
  expect(body.verdict).toMatchObject({ by: 'local', attempts: 1, nextAttemptAt: null });
  const nothing = { ...service.settings, DATA_DIR: `${folder}/nothing` };
  await expect(recheckAll(nothing, keptReport().report)).rejects.toMatchObject({ exitCode: 66 });
});
