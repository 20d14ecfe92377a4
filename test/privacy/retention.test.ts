import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { retain } from '../../src/app/operation/retain.js';
import { importUnchecked } from '../faults/backlog.js';
import { DAY, pass, SECOND, seen } from '../faults/fault-service.js';
import { answers } from '../support/fake-akismet.js';
import { aComment, bearer, COMMENTS, decide, MODERATION, post } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';
import { dump, foundInFiles } from './data-folder.js';

const SPAM_DAYS = 15;
const CLIENT_DAYS = 30;

let service: TestService;

beforeAll(async () => {
  service = await startTestService({ akismet: true });
});
afterAll(() => service.stop());

/** Leaves nothing to the next test of what was posted in the one before. */
afterEach(async () => {
  service.akismet.setDefault(answers.byTheRules);
  const url = `${MODERATION}/comments?status=all&limit=200`;
  const { body } = await service.agent.get(url).set(bearer(service.tokens.moderator)).expect(200);
  const left = body.comments.map(({ id }: { id: string }) => id);
  if (left.length > 0) await decide(service, 'trash', ...left);
  await pass(service, DAY);
  service.clock.advance(SPAM_DAYS * DAY + 1);
  await retention();
  expect(dump(service).filter((row) => /^(comments|comment_secrets|outbox|requests) /.test(row))).toEqual([]);
});

function retention(): Promise<{ purged: number; blanked: number }> {
  return retain(service.store, service.clock, { spamDays: SPAM_DAYS, clientDays: CLIENT_DAYS });
}

async function checked(): Promise<string> {
  const { id } = (await post(service)).comment;
  await service.worker?.idle();
  return id;
}

/** What moderators are answered about a comment: the client, or null once it is blanked; undefined when it is gone. */
async function clientOf(id: string): Promise<unknown> {
  const url = `${MODERATION}/comments/${id}`;
  const response = await service.agent.get(url).set(bearer(service.tokens.moderator));
  return response.status === 404 ? undefined : response.body.client;
}

describe('spam and trash', () => {
  it.each(['spam', 'trash'] as const)(
    'in %s is kept for exactly its days, counted from when it came there',
    async (status) => {
      const id = await checked();
      service.clock.advance(DAY);
      await decide(service, status, id);
      service.clock.advance(SPAM_DAYS * DAY);
      expect(await retention()).toMatchObject({ purged: 0 });
      expect(await clientOf(id)).toBeDefined();
      service.clock.advance(1);
      expect(await retention()).toMatchObject({ purged: 1 });
      expect(await clientOf(id)).toBeUndefined();
    },
  );

  it('is purged also where there is more than one run takes', async () => {
    await importUnchecked(service, 450);
    const { body } = await service.agent
      .get(`${MODERATION}/comments?limit=200`)
      .set(bearer(service.tokens.moderator))
      .expect(200);
    expect(body.total).toBe(450);
    for (let left = 450; left > 0; left -= 150) {
      const url = `${MODERATION}/comments?limit=150`;
      const page = await service.agent.get(url).set(bearer(service.tokens.moderator)).expect(200);
      await decide(service, 'trash', ...page.body.comments.map(({ id }: { id: string }) => id));
    }
    service.clock.advance(SPAM_DAYS * DAY + 1);
    expect(await retention()).toMatchObject({ purged: 450 });
  });

  it('leaves what is published or waits', async () => {
    const [pending, approved] = [await checked(), await checked()];
    await decide(service, 'approve', approved);
    service.clock.advance(365 * DAY);
    expect(await retention()).toMatchObject({ purged: 0 });
    for (const id of [pending, approved]) expect(await clientOf(id)).toBeNull();
  });
});

describe('the address, agent and referrer, and what Akismet was sent', () => {
  it('are kept for exactly their days, counted from when the comment was written', async () => {
    const id = await checked();
    service.clock.advance(CLIENT_DAYS * DAY);
    expect(await retention()).toMatchObject({ blanked: 0 });
    expect(await clientOf(id)).toMatchObject({ ip: expect.stringContaining('127.0.0.1') });
    service.clock.advance(1);
    expect(await retention()).toMatchObject({ blanked: 1 });
    expect(await clientOf(id)).toBeNull();
    const [secrets] = dump(service).filter((row) => row.startsWith('comment_secrets '));
    expect(secrets).toMatch(/"client":null,"sent":null/);
    expect(secrets).toMatch(/"email":"[0-9a-f]+"/);
    expect(await retention()).toMatchObject({ blanked: 0 });
  });

  it('are no longer there for a correction, which is failed and says why', async () => {
    const calls = service.akismet.callCount;
    const id = await checked();
    service.clock.advance(CLIENT_DAYS * DAY + 1);
    await retention();
    await decide(service, 'spam', id);
    const { correction, history } = await seen(service, id);
    expect(correction).toMatchObject({ to: 'spam', state: 'failed' });
    expect(history.at(-1)?.note).toBe('spam failed: what the checker was sent is no longer kept');
    await pass(service, DAY);
    expect(service.akismet.callCount).toBe(calls + 1);
  });

  it('are blanked in a correction that still waits, which is then failed and says why', async () => {
    const id = await checked();
    service.clock.advance((CLIENT_DAYS - 1) * DAY);
    service.akismet.setDefault(answers.serverError);
    await decide(service, 'spam', id);
    await pass(service, 2 * SECOND);
    service.clock.advance(DAY);
    await retention();
    const { correction, history } = await seen(service, id);
    expect(correction).toMatchObject({ to: 'spam', state: 'failed' });
    expect(history.at(-1)?.note).toMatch(/^spam failed: ./);
    expect(dump(service).filter((row) => row.startsWith('outbox '))).toEqual([]);
  });
});

describe('the memory of a request', () => {
  it('with an Idempotency-Key is kept for a day, and then the answer with the name in it is gone', async () => {
    const send = () => service.agent.post(COMMENTS).set('Idempotency-Key', 'once').send(comment);
    const comment = aComment();
    const first = await send().expect(201);
    service.clock.advance(DAY - 1);
    await retention();
    expect((await send().expect(201)).body.comment.id).toBe(first.body.comment.id);
    service.clock.advance(1);
    await retention();
    expect(dump(service).filter((row) => row.startsWith('requests '))).toEqual([]);
    expect((await send().expect(201)).body.comment.id).not.toBe(first.body.comment.id);
  });

  it('never holds the key itself', async () => {
    await service.agent.post(COMMENTS).set('Idempotency-Key', 'aVeryOddKeyIndeed').send(aComment()).expect(201);
    expect(foundInFiles(service.settings.DATA_DIR, ['aVeryOddKeyIndeed'])).toEqual([]);
  });
});
