import { afterEach, describe, expect, it } from '@jest/globals';
import { answers } from '../support/fake-akismet.js';
import { bearer, decide, MODERATION, post } from '../support/http.js';
import { START } from '../support/manual-clock.js';
import { startTestService, type TestService, type TestServiceOptions } from '../support/service.js';

const DAY = 86_400_000;

let service: TestService;

async function start(options?: TestServiceOptions): Promise<void> {
  service = await startTestService(options);
}

async function summary() {
  const response = await service.agent.get(`${MODERATION}/summary`).set(bearer(service.tokens.moderator)).expect(200);
  return response.body;
}

async function moderated(id: string) {
  const { body } = await service.agent.get(`${MODERATION}/comments/${id}`).set(bearer(service.tokens.moderator));
  return body;
}

const NOTHING = {
  verdicts: { ham: 0, spam: 0, discard: 0, unsure: 0 },
  decisions: { approve: 0, hold: 0, spam: 0, trash: 0, delete: 0 },
  overruled: { ham: 0, spam: 0 },
};

afterEach(() => service.stop());

describe('the summary of a site', () => {
  it('begins with zeros for each of thirty days, today the last', async () => {
    await start();
    const { counts, oldestPendingAt, oldestPendingSeconds, days } = await summary();
    expect(counts).toEqual({ pending: 0, approved: 0, spam: 0, trash: 0 });
    expect({ oldestPendingAt, oldestPendingSeconds }).toEqual({ oldestPendingAt: null, oldestPendingSeconds: null });
    expect(days).toHaveLength(30);
    expect(days.at(-1)).toEqual({ day: '2026-11-24', ...NOTHING });
    expect(days[0]).toEqual({ day: '2026-10-26', ...NOTHING });
  });

  it('counts what there is and what people decided, day by day, and forgets after thirty', async () => {
    await start();
    const first = (await post(service)).comment.id;
    const second = (await post(service)).comment.id;
    await post(service);
    await decide(service, 'approve', first);
    await decide(service, 'spam', second);
    service.clock.advance(DAY);
    await decide(service, 'delete', second);
    const later = await summary();
    expect(later.counts).toEqual({ pending: 1, approved: 1, spam: 0, trash: 0 });
    const decisions = NOTHING.decisions;
    expect(later.days.slice(-2)).toEqual([
      {
        ...NOTHING,
        day: '2026-11-24',
        verdicts: { ...NOTHING.verdicts, unsure: 3 },
        decisions: { ...decisions, approve: 1, spam: 1 },
      },
      { ...NOTHING, day: '2026-11-25', decisions: { ...decisions, delete: 1 } },
    ]);
    service.clock.advance(29 * DAY);
    expect((await summary()).days[0]).toMatchObject({ day: '2026-11-25', decisions: { delete: 1 } });
  });

  it('tells since when the oldest pending comment waits', async () => {
    await start();
    const { id } = (await post(service)).comment;
    service.clock.advance(3_600_000);
    await post(service);
    const at = new Date(START + 1).toISOString();
    expect(await summary()).toMatchObject({ oldestPendingAt: at, oldestPendingSeconds: 3600 });
    await decide(service, 'trash', id);
    expect(await summary()).toMatchObject({ oldestPendingSeconds: 0 });
  });

  it('names the local classifier, and how much it has learned, where Akismet is not set up', async () => {
    await start();
    const [approved, spam, undone] = [await post(service), await post(service), await post(service)];
    await decide(service, 'approve', approved.comment.id);
    await decide(service, 'spam', spam.comment.id, undone.comment.id);
    await decide(service, 'hold', undone.comment.id);
    expect((await summary()).checker).toEqual({
      name: 'local',
      ok: true,
      lastError: null,
      alert: null,
      waiting: 0,
      corrections: 0,
      learned: { ham: 1, spam: 1 },
    });
  });

  it("counts Akismet's verdicts", async () => {
    await start({ akismet: true });
    service.akismet.answerWith(answers.ham, answers.spam, answers.discard);
    for (let n = 0; n < 3; n++) await post(service);
    const { checker, counts, days } = await summary();
    expect(checker).toEqual({
      name: 'akismet',
      ok: true,
      lastError: null,
      alert: null,
      waiting: 0,
      corrections: 0,
      learned: { ham: 0, spam: 0 },
    });
    expect(counts).toEqual({ pending: 1, approved: 0, spam: 2, trash: 0 });
    expect(days.at(-1).verdicts).toEqual({ ham: 1, spam: 1, discard: 1, unsure: 0 });
  });

  it('tells what is wrong while Akismet does not answer, and how many comments wait for it', async () => {
    await start({ akismet: true });
    service.akismet.setDefault(answers.serverError);
    const { id } = (await post(service)).comment;
    const { checker, counts } = await summary();
    expect(counts.pending).toBe(1);
    expect(checker).toMatchObject({ name: 'akismet', lastError: expect.stringContaining('500'), waiting: 1 });
    expect((await moderated(id)).verdict).toMatchObject({
      outcome: 'unchecked',
      attempts: 1,
      nextAttemptAt: expect.any(String),
      lastError: expect.stringContaining('500'),
    });
  });

  it("passes on what Akismet says about the account's plan", async () => {
    await start({ akismet: true });
    service.akismet.answerWith(answers.alert(10_501, 'You are over the limit of your plan.', answers.ham));
    await post(service);
    expect((await summary()).checker.alert).toMatch(/10501|limit/);
  });

  it('counts corrections until they are delivered, and how often people overruled the checker', async () => {
    await start({ akismet: true });
    service.akismet.answerWith(answers.spam, answers.ham, answers.ham);
    const taken = (await post(service)).comment.id;
    const missed = (await post(service)).comment.id;
    await decide(service, 'approve', taken);
    const alsoMissed = (await post(service)).comment.id;
    await decide(service, 'spam', missed, alsoMissed);
    const waiting = await summary();
    expect(waiting.checker.corrections).toBe(3);
    expect(waiting.days.at(-1).overruled).toEqual({ ham: 1, spam: 2 });
    expect((await moderated(taken)).correction).toMatchObject({ to: 'ham', state: 'waiting' });
    service.clock.advance(10_000);
    await service.work();
    expect((await summary()).checker.corrections).toBe(0);
    expect((await moderated(taken)).correction).toEqual({
      to: 'ham',
      state: 'delivered',
      at: new Date(service.clock.now()).toISOString(),
    });
    const sent = service.akismet.calls.map(({ name }) => name).filter((name) => name.startsWith('submit'));
    expect(sent.sort()).toEqual(['submit-ham', 'submit-spam', 'submit-spam']);
  });

  it('counts each site by itself', async () => {
    await start();
    await service.addSite('other');
    await post(service, { article: { url: 'https://other.example/x' } }, 'other');
    expect((await summary()).counts.pending).toBe(0);
  });
});
