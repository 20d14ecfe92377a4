import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { answers } from '../support/fake-akismet.js';
import { decide, post } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';
import { isPublished, pass, SECOND, seen } from './fault-service.js';

const AFTER_SECONDS = 120;

let service: TestService;

beforeEach(async () => {
  service = await startTestService({ akismet: true, settings: { MODERATION_POLICY: 'publish' } });
});
afterEach(() => service.stop());

/** Posts a comment that Akismet takes for ham, but wants to be asked about again. */
async function provisionalHam(): Promise<string> {
  service.akismet.answerWith(answers.provisional(AFTER_SECONDS));
  const { comment } = await post(service);
  await service.worker.idle();
  return comment.id;
}

describe('a provisional ham', () => {
  it('is held, and asked about again after the time that Akismet names, not earlier', async () => {
    const id = await provisionalHam();
    expect(await seen(service, id)).toMatchObject({ status: 'pending', verdict: { outcome: 'ham' } });
    await pass(service, AFTER_SECONDS * SECOND - 1);
    expect(service.akismet.callCount).toBe(1);
    expect(await isPublished(service, id)).toBe(false);
    await pass(service, 1);
    expect(service.akismet.callCount).toBe(2);
    expect(service.akismet.calls[1]?.fields).toMatchObject({ recheck_reason: 'recheck' });
    expect(await isPublished(service, id)).toBe(true);
  });

  it('goes to spam when the second answer says so', async () => {
    const id = await provisionalHam();
    service.akismet.answerWith(answers.spam);
    await pass(service, AFTER_SECONDS * SECOND);
    expect((await seen(service, id)).status).toBe('spam');
  });

  it('counts when the second answer is provisional again', async () => {
    const id = await provisionalHam();
    service.akismet.answerWith(answers.provisional(AFTER_SECONDS));
    await pass(service, AFTER_SECONDS * SECOND);
    expect(await isPublished(service, id)).toBe(true);
    await pass(service, 10 * AFTER_SECONDS * SECOND);
    expect(service.akismet.callCount).toBe(2);
  });

  it('counts after twice the time when the second question gets no answer', async () => {
    const id = await provisionalHam();
    service.akismet.setDefault(answers.serverError);
    await pass(service, AFTER_SECONDS * SECOND);
    expect(await isPublished(service, id)).toBe(false);
    await pass(service, AFTER_SECONDS * SECOND - 1);
    expect(await isPublished(service, id)).toBe(false);
    await pass(service, 1);
    expect(await isPublished(service, id)).toBe(true);
  });

  it('counts after twice the time also while Akismet is not asked at all', async () => {
    const id = await provisionalHam();
    service.akismet.setDefault(answers.serverError);
    for (let n = 1; n <= 5; n++) await post(service);
    await service.worker.idle();
    // The probes of the open breaker leave before that, so that none is due at that moment.
    await pass(service, 31 * SECOND);
    await pass(service, 61 * SECOND);
    await pass(service, 121 * SECOND);
    await pass(service, 27 * SECOND);
    // This is looked at once a minute.
    await pass(service, 60 * SECOND);
    expect(await isPublished(service, id)).toBe(true);
  });

  it('stays where a person puts it meanwhile', async () => {
    const id = await provisionalHam();
    await decide(service, 'trash', id);
    await pass(service, AFTER_SECONDS * SECOND);
    expect((await seen(service, id)).status).toBe('trash');
  });
});
