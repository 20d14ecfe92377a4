import type { SharedCounts } from '../store.js';
import type { Asking } from './units.js';

/** Lends a connection for a statement outside of any unit. */
type Lend = <Result>(work: (sql: Asking) => Promise<Result>) => Promise<Result>;

/** By so much the clocks of machines may differ; what is further ahead was counted by one that has been put back since. */
const CLOCKS_DIFFER_MS = 5_000;

/** Those times of a row that still count. */
const COUNTING = 'from unnest(l.times) as happened where happened > ? and happened <= ?';

/** Counts in a table: a statement an event, which locks its own row only and waits for no disk. */
export function sharedCounts(lend: Lend): SharedCounts {
  return {
    count: ({ key, now, most, windowMs }) =>
      lend(async (sql) => {
        const counting = [now - windowMs, now + CLOCKS_DIFFER_MS];
        const counted = await sql.run(
          `insert into limits as l (key, times, until) values (?, array[cast(? as bigint)], ?)
           on conflict (key) do update set times = array(select happened ${COUNTING} order by happened) || cast(? as bigint), until = excluded.until
           where (select count(*) ${COUNTING}) < ?`,
          ...[key, now, now + windowMs],
          ...[...counting, now],
          ...[...counting, most],
        );
        if (counted > 0) return null;
        const row = await sql.get<{ oldest: number | null }>(
          `select min(happened) as oldest from limits l cross join unnest(l.times) as happened where key = ? and happened > ? and happened <= ?`,
          key,
          ...counting,
        );
        return row?.oldest ?? now;
      }),
    takeBack: ({ key, at }) =>
      lend(async (sql) => {
        await sql.run(
          `update limits set times = times[:array_position(times, cast(? as bigint)) - 1] || times[array_position(times, cast(? as bigint)) + 1:]
           where key = ? and array_position(times, cast(? as bigint)) is not null`,
          ...[at, at, key, at],
        );
      }),
    forget: ({ now }) =>
      lend(async (sql) => {
        await sql.run('delete from limits where until <= ?', now);
      }),
  };
}
