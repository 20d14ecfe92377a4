import { afterEach, describe, expect, it } from '@jest/globals';
import { recheck } from '../../src/app/judgement/recheck.js';
import { answers, type FakeReply } from '../support/fake-akismet.js';
import { post } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';
import { importUnchecked } from './backlog.js';
import { callsTo, checkerSummary, isPublished, pass, passToNextCheck, SECOND, seen } from './fault-service.js';

const FAILURES_THAT_OPEN = 5;

let service: TestService;

afterEach(() => service.stop());

async function start(): Promise<void> {
  service = await startTestService({
    akismet: true,
    settings: { MODERATION_POLICY: 'publish', CHECK_WAIT_MS: '5000', AKISMET_TIMEOUT_MS: '20000' },
  });
}

/** Lets Akismet fail until the breaker is open. @returns the comments that were asked about meanwhile */
async function outage(): Promise<string[]> {
  service.akismet.setDefault(answers.serverError);
  const ids: string[] = [];
  for (let n = 1; n <= FAILURES_THAT_OPEN; n++) ids.push((await post(service)).comment.id);
  await service.worker.idle();
  expect(service.akismet.callCount).toBe(FAILURES_THAT_OPEN);
  return ids;
}

function askedAbout(): string[] {
  return callsTo(service, 'comment-check').map((call) => String(call.fields.comment_content));
}

describe('while Akismet is away', () => {
  it('lets no visitor wait any more after five failures in a row, and asks nothing', async () => {
    await start();
    await outage();
    service.akismet.setDefault(answers.hang);
    // Time stands still: who waited would wait for ever.
    for (let n = 1; n <= 3; n++) await post(service);
    expect(service.akismet.callCount).toBe(FAILURES_THAT_OPEN);
    expect((await checkerSummary(service)).waiting).toBe(FAILURES_THAT_OPEN + 3);
  });

  it('sends one probe alone, although much is due and no visitor comes', async () => {
    await start();
    await outage();
    const held: string[] = [];
    for (let n = 1; n <= 3; n++) held.push((await post(service)).comment.id);
    service.akismet.setDefault({ body: 'Bad Gateway', status: 502, delivery: 'hang' });
    service.clock.advance(30 * SECOND);
    await service.akismet.waitForCalls(FAILURES_THAT_OPEN + 1);
    await service.worker.look();
    service.akismet.release();
    await service.work();
    expect(service.akismet.callCount).toBe(FAILURES_THAT_OPEN + 1);
    const attempts = held.map(async (id) => (await seen(service, id)).verdict.attempts);
    expect(await Promise.all(attempts)).toEqual([1, 0, 0]);
    await pass(service, 59 * SECOND);
    expect(service.akismet.callCount).toBe(FAILURES_THAT_OPEN + 1);
    service.clock.advance(SECOND);
    await service.akismet.waitForCalls(FAILURES_THAT_OPEN + 2);
    await service.worker.look();
    service.akismet.release();
    await service.work();
    expect(service.akismet.callCount).toBe(FAILURES_THAT_OPEN + 2);
  });

  it('asks about all that waits, oldest first, as soon as the probe is answered', async () => {
    await start();
    const failed = await outage();
    const held: string[] = [];
    for (let n = 1; n <= 10; n++) held.push((await post(service)).comment.id);
    service.akismet.setDefault(answers.byTheRules);
    service.akismet.forget();
    await pass(service, 30 * SECOND);
    expect(service.akismet.callCount).toBe(15);
    for (const id of [...failed, ...held]) expect(await isPublished(service, id)).toBe(true);
    // The probe is what was due; after it everything goes by age.
    const [, ...drained] = askedAbout();
    const numbers = drained.map((words) => Number(words.replace(/\D/g, '')));
    expect(isSortedUpTo(numbers, 4)).toBe(true);
    expect(await checkerSummary(service)).toMatchObject({ ok: true, lastError: null, waiting: 0 });
  });

  it('lets visitors wait for their verdict again once it is back', async () => {
    await start();
    await outage();
    service.akismet.setDefault(answers.byTheRules);
    await post(service);
    await pass(service, 30 * SECOND);
    expect((await post(service)).comment.status).toBe('approved');
  });
});

/** Whether no number stands further than `slack` places before a smaller one: calls that are under way at once may overtake each other. */
function isSortedUpTo(numbers: readonly number[], slack: number): boolean {
  const sorted = [...numbers].sort((one, other) => one - other);
  return numbers.every((number, place) => Math.abs(sorted.indexOf(number) - place) < slack);
}

describe('an Akismet that answers most calls', () => {
  it('is asked again within a minute about every comment that it did not answer', async () => {
    await start();
    let calls = 0;
    service.akismet.setDefault(
      (call): FakeReply => (calls++ % 3 === 0 ? answers.byTheRules(call) : answers.serverError),
    );
    for (let n = 1; n <= 12; n++) await post(service);
    // Some fail a second and a third time.
    for (let n = 1; n <= 2; n++) await pass(service, 60 * SECOND);
    service.akismet.setDefault(answers.byTheRules);
    await pass(service, 60 * SECOND);
    expect(await checkerSummary(service)).toMatchObject({ waiting: 0 });
  });

  it('is asked ever more rarely about a comment that fails alone', async () => {
    await start();
    const { id } = (await post(service, { body: 'the one that fails' })).comment;
    service.akismet.setDefault(
      (call): FakeReply =>
        call.fields.comment_content === 'the one that fails' ? answers.serverError : answers.byTheRules(call),
    );
    expect(await isPublished(service, id)).toBe(true);
    const lone = (await post(service, { body: 'the one that fails', author: { name: 'B', email: 'b@example.org' } }))
      .comment;
    const waits: number[] = [];
    for (let n = 1; n <= 6; n++) {
      await post(service);
      waits.push(Math.round((await passToNextCheck(service, lone.id)) / (60 * SECOND)));
    }
    expect(waits.slice(0, 4)).toEqual([1, 1, 1, 1]);
    expect(waits[4]).toBeGreaterThanOrEqual(4);
    expect(waits[5]).toBeGreaterThanOrEqual(18);
  });
});

describe('a backlog of 400 comments', () => {
  it('is asked about oldest first, at most four at once, and every one only once', async () => {
    await start();
    await importUnchecked(service, 400);
    let atOnce = 0;
    let most = 0;
    service.akismet.setDefault((call): FakeReply => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      setImmediate(() => {
        atOnce -= 1;
      });
      return answers.byTheRules(call);
    });
    expect(await recheck(service.store, service.clock)).toBe(400);
    await service.work();
    const numbers = askedAbout().map(Number);
    expect(new Set(numbers).size).toBe(400);
    expect(numbers).toHaveLength(400);
    expect(isSortedUpTo(numbers, 8)).toBe(true);
    expect(most).toBeLessThanOrEqual(4);
    expect((await checkerSummary(service)).waiting).toBe(0);
  });
});
