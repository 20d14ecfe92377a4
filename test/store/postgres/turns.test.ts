import { describe, expect, test } from '@jest/globals';
import type { Connections } from '../../../src/store/postgres/connections.js';
import { createUnitRunner } from '../../../src/store/postgres/units.js';

const changeOf = (siteId: number) => ({ siteId, key: '/a', open: false, actor: 'ada', now: 0 });

/** A server that says nothing until it is given up. */
function silentServer() {
  let asked = 0;
  let giveUp = () => {};
  const connections: Connections = {
    take: () => {
      asked += 1;
      return new Promise((_, reject) => {
        giveUp = () => reject(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' }));
      });
    },
    stats: () => ({ idle: 0, busy: 0, waiting: 0 }),
    close: async () => undefined,
  };
  return { runner: createUnitRunner(connections), asked: () => asked, giveUp: () => giveUp() };
}

const AWAY = { status: 'rejected', reason: { code: 'unavailable' } };

test('giving back the room of removed rows is not held to the limit of a statement: it takes longer, the more is stored', async () => {
  const asked: unknown[] = [];
  const client = { query: async (query: unknown) => asked.push(query), release: () => undefined };
  const runner = createUnitRunner({
    take: async () => client as never,
    stats: () => ({ idle: 0, busy: 1, waiting: 0 }),
    close: async () => undefined,
  });
  await runner.vacuum();
  const [{ text, query_timeout: limit }] = asked as [{ text: string; query_timeout: number }];
  expect(text).toMatch(/^vacuum .*\bcomments\b/);
  expect(limit).toBeGreaterThan(3_600_000);
});

describe('units of one site that wait for each other', () => {
  test('do not each wait for a server that is away: what the first has found out counts for all of them', async () => {
    const { runner, asked, giveUp } = silentServer();
    const waiting = Array.from({ length: 50 }, () => runner.write('changeArticle', changeOf(1)));
    const ended = Promise.allSettled(waiting);
    await new Promise(setImmediate);
    giveUp();
    for (const outcome of await ended) expect(outcome).toMatchObject(AWAY);
    expect(asked()).toBe(1);

    const later = Promise.allSettled([runner.write('changeArticle', changeOf(1))]);
    await new Promise(setImmediate);
    giveUp();
    await later;
    expect(asked()).toBe(2);
  });

  test('are refused beyond a number, instead of growing without end', async () => {
    const { runner, giveUp } = silentServer();
    const waiting = Promise.allSettled(
      Array.from({ length: 10_000 }, () => runner.write('changeArticle', changeOf(1))),
    );
    await expect(runner.write('changeArticle', changeOf(1))).rejects.toMatchObject({
      code: 'unavailable',
      message: 'Too many units of work are waiting.',
    });
    await new Promise(setImmediate);
    giveUp();
    await waiting;
  });
});
