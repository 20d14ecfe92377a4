import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { DAY, HOUR, isPublished, MINUTE, pass, SECOND, seen } from '../faults/fault-service.js';
import { answers } from '../support/fake-akismet.js';
import { bearer, decide, MODERATION, post } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;

beforeEach(async () => {
  service = await startTestService({ akismet: true, settings: { MODERATION_POLICY: 'publish', CHECK_WAIT_MS: '0' } });
});
afterEach(() => service.stop());

async function postSome(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 1; n <= count; n++) ids.push((await post(service)).comment.id);
  return ids;
}

/** Makes what is kept of a comment's sender unreadable, as a lost key would. */
function damage(id: string): void {
  const db = new Database(join(service.settings.DATA_DIR, 'afterword.db'));
  db.prepare(
    'update comment_secrets set client = zeroblob(40) where comment_seq = (select seq from comments where id = ?)',
  ).run(id);
  db.close();
}

describe('a comment whose sender cannot be read any more', () => {
  it('does not hold up the others, waits, and says why', async () => {
    service.akismet.answerWith(...Array.from({ length: 4 }, () => answers.serverError));
    const [damaged = '', ...others] = await postSome(4);
    await service.worker.idle();
    damage(damaged);
    await pass(service, 2 * MINUTE);
    for (const id of others) expect(await isPublished(service, id)).toBe(true);
    const path = `${MODERATION}/comments/${damaged}`;
    const { body } = await service.agent.get(path).set(bearer(service.tokens.moderator)).expect(200);
    expect(body).toMatchObject({ status: 'pending', client: null, author: { email: 'a••@e•••••.org' } });
    expect(body.verdict).toMatchObject({ outcome: 'unchecked', lastError: expect.stringContaining('key file') });
  });
});

describe('many comments at once', () => {
  it('are all asked about, each once', async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, async () => (await post(service)).comment.id));
    await service.work();
    expect(service.akismet.callCount).toBe(50);
    for (const id of ids.slice(0, 5)) expect(await isPublished(service, id)).toBe(true);
  });
});

describe('a clock that jumps back an hour', () => {
  it('delays no check that waits for its next try', async () => {
    service.akismet.answerWith(answers.serverError);
    const [id = ''] = await postSome(1);
    await service.worker.idle();
    await pass(service, -HOUR);
    await pass(service, 2 * MINUTE);
    expect(await isPublished(service, id)).toBe(true);
    expect(service.akismet.callCount).toBe(2);
  });

  it('delays no correction', async () => {
    const [id = ''] = await postSome(1);
    await service.worker.idle();
    await decide(service, 'spam', id);
    await pass(service, -HOUR);
    await pass(service, 2 * SECOND);
    expect(service.akismet.calls.map(({ name }) => name)).toEqual(['comment-check', 'submit-spam']);
  });

  it('asks nobody twice about what is under way', async () => {
    service.akismet.setDefault(answers.hang);
    const [id = ''] = await postSome(1);
    await service.akismet.waitForCalls(1);
    service.clock.advance(-HOUR);
    const looked = service.worker.look();
    service.akismet.release();
    await looked;
    await service.work();
    expect(service.akismet.callCount).toBe(1);
    expect(await isPublished(service, id)).toBe(true);
  });

  it('makes no id twice, and none that sorts before an earlier one', async () => {
    const before = await postSome(3);
    service.clock.advance(-HOUR);
    const after = await postSome(3);
    const ids = [...before, ...after];
    expect([...new Set(ids)].sort()).toEqual(ids);
  });
});

describe('a clock that jumps a year ahead and back', () => {
  it('holds up no check and no correction', async () => {
    service.akismet.answerWith(answers.serverError, answers.serverError);
    const [first = ''] = await postSome(1);
    await service.worker.idle();
    service.clock.advance(365 * DAY);
    const [second = ''] = await postSome(1);
    await service.worker.idle();
    await pass(service, -365 * DAY);
    const [third = ''] = await postSome(1);
    await service.work();
    await pass(service, 2 * MINUTE);
    expect([third, second, first].sort()).toEqual([first, second, third]);
    for (const id of [first, second, third]) expect(await isPublished(service, id)).toBe(true);
    await decide(service, 'spam', second);
    await pass(service, 2 * SECOND);
    expect((await seen(service, second)).correction).toMatchObject({ state: 'delivered' });
  });
});
