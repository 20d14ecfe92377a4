import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnPostgres } from '../support/postgres/describe.js';
import { decideOn, diceOf, inconsistencies, oneOf, postTo, type Several, startSeveral } from './several.js';

const OLD = 60;

/*
 * Every process keeps house, at its start and hourly, and none needs to know of the others: whoever purges holds the sites of what is purged, and
 * whatever else is forgotten is forgotten by statements that find nothing the second time.
 */
describeOnPostgres('housekeeping by several processes at once', () => {
  let several: Several;

  beforeAll(async () => {
    several = await startSeveral({ processes: 3, env: { LOG_LEVEL: 'info' } });
  });
  afterAll(() => several.stop());

  it('purges everything once, and leaves what is young', async () => {
    const dice = diceOf(1);
    const any = () => oneOf(several.urls, dice);
    const posted = await Promise.all(
      Array.from({ length: OLD }, (_, n) =>
        postTo(any(), {
          article: { url: `https://blog.example/old-${n % 4}` },
          author: { name: 'Ada', email: `${n % 7}@example.org` },
        }),
      ),
    );
    const young = await postTo(any());
    await decideOn(any(), several, 'approve', ...posted.map(({ comment }) => comment.id), young.comment.id);
    await decideOn(any(), several, 'trash', ...posted.map(({ comment }) => comment.id));
    await several.ask(`update comments set status_at = 1 where status = 'trash'`);
    await several.ask(`update requests set expires_at = 1`);
    await several.ask(`update desk_sessions set expires_at = 1`);
    await Promise.all(several.processes.map((_, index) => several.replace(index)));
    for (;;) {
      const [left] = await several.ask<{ n: string }>(
        `select (select count(*) from comments where status = 'trash') + (select count(*) from requests) as n`,
      );
      if (left?.n === '0') break;
      await several.ask('select pg_sleep(0.1)');
    }
    await Promise.all(several.processes.map((one) => one.stop()));
    const lines = several.processes.flatMap(({ log }) => log);
    const purged = lines.map(({ purged: n }) => Number(n ?? 0)).reduce((sum, n) => sum + n, 0);
    expect(purged).toBe(OLD);
    expect(lines.filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
    expect(await several.ask('select id from comments')).toEqual([{ id: young.comment.id }]);
    expect(await inconsistencies(several)).toEqual([]);
  });
});
