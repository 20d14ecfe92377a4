import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findPrograms } from '../support/postgres/find.js';
import { startPair } from '../support/postgres/pair.js';
import { startPostgres } from '../support/postgres/server.js';
import type { Dice } from './akismet-of-torture.js';
import { openPostgres, openSqlite, type TorturedDatabase } from './database.js';

/*
 * What a process has written is there when it is killed, synced or not: so no server waits for the disk, and there are more kills an hour.
 */

/** What the services stand on, and what of it can be killed. */
export interface Stage {
  readonly name: string;
  /** How many services run at once. */
  readonly services: number;
  /** Where services find the database. */
  readonly env: Readonly<Record<string, string>>;
  open(): Promise<TorturedDatabase>;
  /** What is killed beside services; null where there is nothing. */
  readonly victim: Victim | null;
  close(): Promise<void>;
}

export interface Victim {
  readonly name: string;
  /** Kills it, and settles when the database can take writes again. */
  kill(dice: Dice): Promise<void>;
  /** Makes everything as it was before. */
  mend(): Promise<void>;
}

/** How long a server is away at most, beside what it needs to start. */
const LONGEST_OUTAGE_MS = 1500;

export function sqliteStage(folder: string): Stage {
  return {
    name: 'SQLite',
    services: 1,
    env: {},
    open: async () => openSqlite(join(folder, 'afterword.db')),
    victim: null,
    close: async () => undefined,
  };
}

export async function serverStage(): Promise<Stage> {
  const server = await startPostgres();
  return {
    name: 'PostgreSQL',
    services: 2,
    env: { DATABASE_URL: server.url },
    open: () => openPostgres(server.url),
    victim: {
      name: 'the server',
      async kill(dice) {
        await server.kill();
        await wait(dice() * LONGEST_OUTAGE_MS);
        await server.start();
      },
      mend: async () => undefined,
    },
    close: () => server.stop(),
  };
}

/** A standby takes the place of a primary that is killed; then there is a new one, so that nothing is lost the next time either. */
export async function pairStage(): Promise<Stage> {
  if (findPrograms()?.canCopyServers !== true)
    throw new Error('there is no pg_basebackup; install the packages of PostgreSQL');
  const pair = await startPair();
  const url = new URL(pair.urls[0]);
  // No URL has two hosts for this class.
  const both = pair.urls[0].replace(url.host, pair.urls.map((one) => new URL(one).host).join(','));
  return {
    name: 'a pair of PostgreSQL',
    services: 2,
    env: { DATABASE_URL: both },
    open: () => openPostgres(pair.primary.url),
    victim: {
      name: 'the primary',
      async kill(dice) {
        await pair.killPrimary();
        await wait(dice() * LONGEST_OUTAGE_MS);
        await pair.promoteStandby();
      },
      mend: () => pair.rebuild(),
    },
    close: () => pair.stop(),
  };
}
