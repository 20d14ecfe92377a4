import { AfterwordError } from '../../domain/errors.js';
import type { Sql, Tx } from '../sql.js';
import { stagedSearch } from '../staged-search.js';
import { type ReadName, readUnits, type WriteName, type WriterStats, writeUnits } from '../store.js';
import { TABLES } from '../tables.js';
import type { Connection, Connections } from './connections.js';
import { isAway, mayRunAgain, spoilsConnection, storeError } from './errors.js';
import { heldBy } from './locks.js';
import { searchOn } from './search.js';
import { type Outcomes, sqlOn } from './statements.js';

/** What outside of a unit can be asked: what nobody waits for would have nobody who looks at its end. */
export type Asking = Pick<Sql, 'get' | 'run'>;

/** Runs units of work, each in a transaction of its own. */
export interface UnitRunner {
  write(name: WriteName, input: unknown): Promise<unknown>;
  read(name: ReadName, input: unknown): Promise<unknown>;
  /** Lends a connection for statements outside of any unit, each a transaction of its own. */
  lend<Result>(work: (sql: Asking) => Promise<Result>): Promise<Result>;
  /** Gives the room of removed rows back, so that what they held is overwritten by what comes. */
  vacuum(): Promise<void>;
  stats(): WriterStats;
}

type Unit = (tx: Tx, input: unknown) => Promise<unknown>;

/** How often a unit is run in all, where each time another transaction was in its way. */
const MOST_RUNS = 8;

/** Units that are under way or wait: beyond it the store says that it is not available, instead of growing without end. */
const MOST_UNITS = 10_000;
/** What is removed leaves room in these. */
const VACUUM = `vacuum comment_search, ${TABLES.map(({ name }) => name).join(', ')}`;
/** It takes time in proportion to what is stored, unlike any unit. */
const VACUUM_MS = 24 * 3_600_000;

export function createUnitRunner(connections: Connections): UnitRunner {
  let commits = 0;
  let underWay = 0;
  const inTurn = createTurns();

  async function admitted<Result>(work: () => Promise<Result>): Promise<Result> {
    if (underWay >= MOST_UNITS)
      throw new AfterwordError('unavailable', 'Too many units of work are waiting.', { retryAfterSeconds: 2 });
    underWay += 1;
    try {
      return await work();
    } catch (error) {
      throw storeError(error);
    } finally {
      underWay -= 1;
    }
  }

  /** Lends a connection. One on which something went wrong that may be about the connection is not used again. */
  async function lent<Result>(work: (client: Connection) => Promise<Result>): Promise<Result> {
    // Where there is none to be had every host was asked: nothing is gained by asking again.
    const client = await connections.take().catch((error: unknown) => {
      throw storeError(error);
    });
    let isSpoiled = true;
    try {
      const result = await work(client);
      isSpoiled = false;
      return result;
    } catch (error) {
      isSpoiled = spoilsConnection(error);
      throw error;
    } finally {
      client.release(isSpoiled);
    }
  }

  const writeOnce = (name: WriteName, input: unknown) =>
    lent((client) =>
      inTransaction(client, async (sql) => {
        const search = stagedSearch(searchOn(sql));
        const held = heldBy(name, input);
        if (held !== null)
          sql.tell(`select 1 from sites where ${held.text} order by id for no key update`, ...held.values);
        const value = await (writeUnits[name] as Unit)({ ...sql, search: search.index }, input);
        await search.apply();
        return value;
      }),
    );

  const readOnce = (name: ReadName, input: unknown) =>
    lent((client) =>
      inSnapshot(client, (sql) =>
        (readUnits[name] as Unit)({ ...sql, search: searchOn(sqlOn(client, { told: [] }, false)) }, input),
      ),
    );

  async function write(name: WriteName, input: unknown): Promise<unknown> {
    const value = await again(() => writeOnce(name, input), mayRunAgain);
    commits += 1;
    return value;
  }

  return {
    write: (name, input) => admitted(() => inTurn(heldBy(name, input)?.site ?? null, () => write(name, input))),
    // A connection may have ended since it was used last; reading once more does no harm.
    read: (name, input) =>
      admitted(() =>
        again(
          () => readOnce(name, input),
          (error, runs) => mayRunAgain(error) || (isAway(error) && runs === 1),
        ),
      ),
    lend: (work) =>
      admitted(() =>
        again(
          () => lent((client) => work(sqlOn(client))),
          (error, runs) => mayRunAgain(error) && runs === 1,
        ),
      ),
    vacuum: () =>
      admitted(async () => {
        // `pg` takes a limit for a single query; its types do not know of it.
        const query = { text: VACUUM, query_timeout: VACUUM_MS };
        await lent((client) => client.query(query));
      }),
    stats: () => ({ commits, units: commits }),
  };
}

/** Units of a site that wait for each other, and why none of them needs to begin any more. */
interface Queue {
  last: Promise<unknown>;
  failure?: unknown;
}

/**
 * Lets units of one site wait for each other here, where they would wait for its row anyway: in the order in which they came, and without each keeping
 * a connection from others meanwhile. Where one finds that the server is away, those behind it have found it out too: each would wait as long for it.
 */
function createTurns(): <Result>(site: number | null, work: () => Promise<Result>) => Promise<Result> {
  const queues = new Map<number, Queue>();

  function queueOf(site: number): Queue {
    const known = queues.get(site);
    if (known !== undefined && known.failure === undefined) return known;
    const queue = { last: known?.last ?? Promise.resolve() };
    queues.set(site, queue);
    return queue;
  }

  return (site, work) => {
    if (site === null) return work();
    const queue = queueOf(site);
    const result = queue.last.then(() => {
      if (queue.failure !== undefined) throw queue.failure;
      return work();
    });
    const settled = result
      .catch((error: unknown) => {
        if (isUnavailable(error)) queue.failure ??= error;
      })
      .then(() => {
        if (queue.last === settled && queues.get(site) === queue) queues.delete(site);
      });
    queue.last = settled;
    return result;
  };
}

/** As `storeError` will say it. */
function isUnavailable(error: unknown): boolean {
  return isAway(error) || (error instanceof AfterwordError && error.code === 'unavailable');
}

async function again<Result>(
  run: () => Promise<Result>,
  isWorthIt: (error: unknown, runs: number) => boolean,
): Promise<Result> {
  for (let runs = 1; ; runs++) {
    try {
      return await run();
    } catch (error) {
      if (runs >= MOST_RUNS || !isWorthIt(error, runs)) throw error;
    }
  }
}

/** @throws when the server ended the transaction otherwise than by committing it: whatever the unit said, nothing of it is stored */
async function inTransaction<Result>(client: Connection, work: (sql: Sql) => Promise<Result>): Promise<Result> {
  const outcomes: Outcomes = { told: [] };
  const sql = sqlOn(client, outcomes);
  sql.tell('begin');
  let result: Result;
  try {
    result = await work(sql);
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw outcomes.failure ?? error;
  }
  const ended = client.query('commit');
  await Promise.allSettled([...outcomes.told, ended]);
  if (outcomes.failure !== undefined) throw outcomes.failure;
  const { command } = await ended;
  if (command !== 'COMMIT') throw new Error(`a transaction ended with ${command}`);
  return result;
}

/** Every statement sees the state that the first one saw. */
async function inSnapshot<Result>(client: Connection, work: (sql: Sql) => Promise<Result>): Promise<Result> {
  const outcomes: Outcomes = { told: [] };
  const sql = sqlOn(client, outcomes);
  sql.tell('begin isolation level repeatable read read only');
  try {
    return await work(sql);
  } catch (error) {
    throw outcomes.failure ?? error;
  } finally {
    // Whoever is lent the connection next is served behind it.
    sql.tell('rollback');
  }
}
