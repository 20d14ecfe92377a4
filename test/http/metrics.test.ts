import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { packageVersion } from '../../src/service/package-files.js';
import { bearer, post } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';

const A_DAY = 24 * 60 * 60 * 1000;

let service: TestService;
beforeEach(async () => {
  service = await startTestService();
});
afterEach(() => service.stop());

const metrics = async () => (await service.agent.get('/metrics').set(bearer(service.tokens.admin)).expect(200)).text;

it('says what runs, and has every series whose labels are known from the start', async () => {
  const text = await metrics();
  expect(text).toContain(`afterword_build_info{version="${packageVersion()}",node="${process.version}"} 1\n`);
  for (const status of ['pending', 'approved', 'spam', 'trash'])
    expect(text).toContain(`afterword_comments{site="default",status="${status}"} 0\n`);
  for (const outcome of ['ham', 'spam', 'discard', 'unsure'])
    expect(text).toContain(`afterword_verdicts_total{site="default",outcome="${outcome}"} 0\n`);
  for (const status of [200, 304])
    expect(text).toMatch(new RegExp(`^afterword_published_answers_total{status="${status}"} \\d$`, 'm'));
});

it('counts verdicts up, also over midnight', async () => {
  const verdicts = async () => {
    const lines = (await metrics()).matchAll(/^afterword_verdicts_total\{.*\} (\d+)$/gm);
    return [...lines].reduce((sum, [, n]) => sum + Number(n), 0);
  };
  await post(service, { body: 'Before midnight' });
  expect(await verdicts()).toBe(1);
  service.clock.advance(A_DAY);
  await post(service, { body: 'After midnight' });
  expect(await verdicts()).toBe(2);
});
