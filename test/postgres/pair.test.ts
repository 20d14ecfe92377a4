import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { describeOnPair } from '../support/postgres/describe.js';
import { type PostgresPair, startPair } from '../support/postgres/pair.js';

async function ask(url: string, question: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(question)).rows;
  } finally {
    await client.end();
  }
}

/** Inserts one row after another until the server is gone; gives the last one that it acknowledged. */
async function writeUntilItEnds(url: string, round: number, written: (number: number) => void): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  for (let number = 1; ; number++) {
    try {
      await client.query('insert into kept values ($1, $2)', [round, number]);
    } catch {
      return number - 1;
    }
    written(number);
  }
}

describeOnPair('a primary and its synchronous standby', () => {
  let pair: PostgresPair;

  beforeAll(async () => {
    pair = await startPair({ fsync: true });
    await ask(pair.primary.url, 'create table kept (round int, number int, primary key (round, number))');
  });

  afterAll(() => pair.stop());

  test('wait for each other at every commit', async () => {
    const [state] = await ask(
      pair.primary.url,
      `select sync_state, current_setting('synchronous_commit') as commit from pg_stat_replication`,
    );
    expect(state).toEqual({ sync_state: 'sync', commit: 'on' });
    await expect(ask(pair.standby!.url, 'insert into kept values (0, 0)')).rejects.toThrow('read-only transaction');
  });

  test.each([1, 2])(
    'lose nothing that was acknowledged when the primary is killed amid writes: failover %d',
    async (round) => {
      let enough = () => {};
      const amid = new Promise<void>((resolve) => {
        enough = resolve;
      });
      const acknowledged = writeUntilItEnds(pair.primary.url, round, (number) => number === 50 && enough());
      await amid;
      const [old, next] = [pair.primary.url, pair.standby!.url];
      await pair.killPrimary();
      const last = await acknowledged;
      await pair.promoteStandby();
      expect(pair.primary.url).toBe(next);
      const [found] = await ask(next, `select count(*)::int, max(number) from kept where round = ${round}`);
      // One more may be there, whose answer did not arrive.
      expect([last, last + 1]).toContain(found!.count);
      expect(found!.max).toBe(found!.count);
      // Alone it waits for nobody.
      await ask(next, `insert into kept values (${round}, 0)`);
      await pair.rebuild();
      expect(pair.standby!.url).toBe(old);
      expect([...pair.urls].toSorted()).toEqual([old, next].toSorted());
      expect(await ask(old, `select number from kept where round = ${round} and number = 0`)).toEqual([{ number: 0 }]);
    },
  );
});
