import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { answers, type FakeCall, type FakeReply } from '../support/fake-akismet.js';
import { bearer, post } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';
import { callsTo, checkerSummary, HOUR, isPublished, MINUTE, pass, SECOND } from './fault-service.js';

let service: TestService;

beforeEach(async () => {
  service = await startTestService({ akismet: true, settings: { MODERATION_POLICY: 'publish' } });
});
afterEach(() => service.stop());

/** Akismet after the key has been revoked: `verify-key` says so, and checks lie. */
function revoked(call: FakeCall): FakeReply {
  if (call.name === 'verify-key') return answers.invalid;
  return answers.alert(10403, 'Your key was revoked.', answers.error('Your API key has been revoked.'));
}

async function metric(name: string): Promise<string | undefined> {
  const { text } = await service.agent.get('/metrics').set(bearer(service.tokens.admin)).expect(200);
  return text.split('\n').find((line) => line.startsWith(name));
}

describe('when Akismet refuses the key', () => {
  it('makes no call any more but now and then verify-key', async () => {
    service.akismet.setDefault(revoked);
    const ids: string[] = [];
    for (let n = 1; n <= 4; n++) ids.push((await post(service)).comment.id);
    await pass(service, 0);
    expect(callsTo(service, 'comment-check')).toHaveLength(1);
    for (let minutes = 0; minutes < 24 * 60; minutes += 5) await pass(service, 5 * MINUTE);
    expect(callsTo(service, 'comment-check')).toHaveLength(1);
    expect(callsTo(service, 'verify-key').length).toBeGreaterThan(24 * 2);
    expect(callsTo(service, 'verify-key').length).toBeLessThan(24 * 4);
    expect(service.akismet.callCount).toBe(1 + callsTo(service, 'verify-key').length);
    for (const id of ids) expect(await isPublished(service, id)).toBe(false);
  });

  it('tells the operator in words what to do, in the summary and in the metrics', async () => {
    service.akismet.setDefault(revoked);
    expect(await metric('afterword_checker_ok{')).toMatch(/ 1$/);
    await post(service);
    await service.worker.idle();
    const { ok, lastError, alert } = await checkerSummary(service);
    expect(ok).toBe(false);
    expect(lastError).toMatch(/Akismet refuses the key .*no comment is checked until this is put right\..*AKISMET_KEY/);
    expect(alert).toMatch(/Akismet alert 10403 .*revoked.*AKISMET_KEY/);
    expect(await metric('afterword_checker_ok{')).toMatch(/ 0$/);
    expect(await metric('afterword_checker_alert{')).toMatch(/ 1$/);
    expect(JSON.stringify(await checkerSummary(service))).not.toContain('a-key');
  });

  it('asks about everything that waits as soon as the key is valid again', async () => {
    service.akismet.setDefault(revoked);
    const ids: string[] = [];
    for (let n = 1; n <= 4; n++) ids.push((await post(service)).comment.id);
    await pass(service, HOUR);
    service.akismet.setDefault(answers.byTheRules);
    await pass(service, 20 * MINUTE);
    for (const id of ids) expect(await isPublished(service, id)).toBe(true);
    expect(await checkerSummary(service)).toMatchObject({ ok: true, lastError: null, alert: null, waiting: 0 });
    expect(await metric('afterword_checker_ok{')).toMatch(/ 1$/);
  });

  it('lets no visitor wait meanwhile, and holds what comes', async () => {
    service.akismet.setDefault(revoked);
    await post(service);
    await service.worker.idle();
    await pass(service, SECOND);
    const calls = service.akismet.callCount;
    expect((await post(service)).comment.status).toBe('pending');
    expect(service.akismet.callCount).toBe(calls);
  });
});
