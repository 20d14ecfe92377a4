import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { afterword } from '../cli/command.js';
import type { FakeCall, FakeReply } from '../support/fake-akismet.js';
import { answers } from '../support/fake-akismet.js';
import { bearer, COMMENTS, MODERATION } from '../support/http.js';
import { describeOnPostgres } from '../support/postgres/describe.js';
import { runs } from '../support/properties.js';
import {
  ask,
  type Dice,
  decideOn,
  diceOf,
  inconsistencies,
  oneOf,
  postTo,
  type Read,
  type Several,
  startSeveral,
} from './several.js';

let several: Several;
const seed = Number(process.env.FC_SEED ?? 1);

/** Answers as Akismet does, after a moment. */
const slowly =
  (dice: Dice) =>
  (call: FakeCall): FakeReply => ({ ...answers.byTheRules(call), delayMs: dice() * 40 });

/** Who asked or told Akismet about each comment, by the comment's words, in the order of arrival. */
function askersOf(name: 'comment-check' | 'submit-spam'): Map<string, string[]> {
  const askers = new Map<string, string[]>();
  for (const { name: called, fields } of several.akismet.calls) {
    if (called !== name) continue;
    const words = String(fields.comment_content);
    askers.set(words, [...(askers.get(words) ?? []), String(fields.api_key)]);
  }
  return askers;
}

/** Asks again and again, somewhere else each time, until there is an answer that counts. */
async function insist(dice: Dice, send: (url: string) => Promise<Read>): Promise<Read> {
  for (;;) {
    const answer = await send(oneOf(several.urls, dice)).catch(() => null);
    if (answer !== null && answer.status < 500) return answer;
    await several.ask('select pg_sleep(0.02)');
  }
}

async function untilNothingIsLeftToDo(): Promise<void> {
  for (;;) {
    const [left] = await several.ask<{ n: string }>('select count(*) as n from outbox');
    if (left?.n === '0') return;
    await several.ask('select pg_sleep(0.1)');
  }
}

describeOnPostgres('Akismet, asked by several processes', () => {
  beforeEach(async () => {
    several = await startSeveral({
      processes: 3,
      akismet: true,
      env: { MODERATION_POLICY: 'publish', CHECK_WAIT_MS: '300' },
    });
    several.akismet.setDefault(slowly(diceOf(seed)));
  });
  afterEach(() => several.stop());

  it('is asked and told once about each comment, whichever processes are killed meanwhile, and nothing is lost', async () => {
    const kills = runs(5);
    const stored = new Map<string, string>();
    const decided = new Set<string>();
    let isOver = false;

    async function post(name: string, dice: Dice): Promise<void> {
      for (let n = 0; !isOver; n++) {
        const body = {
          article: { url: `https://blog.example/${name}-${n % 3}` },
          author: { name, email: `${name}@example.org` },
          body: `Number ${n} by ${name}`,
        };
        const answer = await insist(dice, (url) =>
          ask(url, COMMENTS, { body, headers: { 'Idempotency-Key': `${name}-${n}` } }),
        );
        if (answer.status !== 201) throw new Error(`a comment was answered ${answer.status}: ${answer.text}`);
        stored.set(body.body, answer.json.comment.id);
      }
    }

    async function moderate(dice: Dice, mine: number): Promise<void> {
      for (let looked = 0; !isOver; ) {
        const [words, id] = [...stored][looked] ?? [];
        if (words === undefined || id === undefined) {
          await several.ask('select pg_sleep(0.02)');
          continue;
        }
        looked += 1;
        // Each moderator has comments of their own, and decides on half of them, against Akismet.
        if (looked % 2 !== mine || dice() < 0.5) continue;
        const order = { body: { decision: 'spam', comments: [id] }, headers: bearer(several.moderator) };
        const answer = await insist(dice, (url) => ask(url, `${MODERATION}/decisions`, order));
        expect(answer.json.results).toMatchObject([{ id, to: 'spam' }]);
        decided.add(words);
      }
    }

    const clients = [
      ...['ada', 'bob', 'cyd'].map((name, index) => post(name, diceOf(seed * 100 + index))),
      ...[0, 1].map((mine) => moderate(diceOf(seed * 100 + 10 + mine), mine)),
    ];
    const failed = Promise.all(clients);
    failed.catch(() => undefined);
    const dice = diceOf(seed * 100 + 20);
    for (let kill = 0; kill < kills; kill++) {
      const enough = stored.size + 3 + Math.floor(dice() * 6);
      while (stored.size < enough) await Promise.race([several.ask('select pg_sleep(0.02)'), failed]);
      await several.replace(Math.floor(dice() * several.processes.length));
    }
    isOver = true;
    await failed;
    await untilNothingIsLeftToDo();

    const rows = await several.ask<{ id: string; body: string; status: string; outcome: string }>(
      'select id, body, status, verdict_outcome as outcome from comments',
    );
    expect(new Set(rows.map(({ body }) => body)).size).toBe(rows.length);
    const found = new Map(rows.map((row) => [row.body, row]));
    for (const [words, id] of stored)
      expect(found.get(words)).toMatchObject({ id, status: decided.has(words) ? 'spam' : 'approved', outcome: 'ham' });
    expect(several.killed.size).toBe(kills);
    const checks = askersOf('comment-check');
    const corrections = askersOf('submit-spam');
    for (const { body, status } of rows) {
      const [lastOfChecks, lastOfCorrections] = [checks.get(body)?.pop(), corrections.get(body)?.pop()];
      expect(lastOfChecks).toBeDefined();
      expect({ body, isTold: lastOfCorrections !== undefined }).toEqual({ body, isTold: status === 'spam' });
      // Whoever had asked before was killed with it.
      for (const before of [...(checks.get(body) ?? []), ...(corrections.get(body) ?? [])])
        expect([...several.killed]).toContain(before);
    }
    expect(await inconsistencies(several)).toEqual([]);
  });

  it('is asked once about each comment of a backlog that all of them work off', async () => {
    const dice = diceOf(seed);
    const ids: string[] = [];
    await Promise.all(
      Array.from({ length: 40 }, async (_, n) => {
        const { comment } = await postTo(oneOf(several.urls, dice), { body: `One of a backlog, ${n}` });
        ids.push(comment.id);
      }),
    );
    await untilNothingIsLeftToDo();
    await several.ask(`update comments set status = 'pending', visible = 0, verdict_outcome = 'unchecked'`);
    await several.ask('update status_counts set n = 0');
    several.akismet.forget();
    const ordered = await afterword(
      { folder: several.folder, env: { ...several.env, AKISMET_KEY: 'key-of-nobody' } },
      'recheck',
    );
    expect(ordered).toMatchObject({ code: 0 });
    await untilNothingIsLeftToDo();
    const askers = askersOf('comment-check');
    expect(askers.size).toBe(40);
    for (const who of askers.values()) expect(who).toHaveLength(1);
    // It was really shared out.
    expect(new Set([...askers.values()].flat()).size).toBeGreaterThan(1);
  });

  it('is told once of decisions that all of them are told at once', async () => {
    const { comment } = await postTo(several.urls[0] as string, { body: 'Said once and for all' });
    await Promise.all(several.urls.map((url) => decideOn(url, several, 'spam', comment.id)));
    await untilNothingIsLeftToDo();
    expect(askersOf('submit-spam').get('Said once and for all')).toHaveLength(1);
  });
});
