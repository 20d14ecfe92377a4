import type { Migration } from '../migrations.js';
import { bind, readUnits, type Store, writeUnits } from '../store.js';
import type { Address } from './address.js';
import { openConnections } from './connections.js';
import { sharedCounts } from './counts.js';
import { migrate } from './migrate.js';
import { type Asking, createUnitRunner } from './units.js';
import { gatheredVersions } from './versions.js';

/** Connections a process has at most: units wait for the server's disk, and more of them make no more of it. */
const CONNECTIONS = 12;

export interface PostgresOptions {
  readonly address: Address;
  readonly migrations: readonly Migration[];
  readonly now: number;
}

/**
 * Opens the store on a server, and brings it to the newest schema.
 * @throws AfterwordError `conflict` for a database of a newer version, `unavailable` for one that cannot be opened
 */
export async function openPostgresStore({ address, migrations, now }: PostgresOptions): Promise<Store> {
  await migrate(address, migrations, now);
  const connections = openConnections(address, CONNECTIONS);
  const runner = createUnitRunner(connections);
  const reads = bind(readUnits, (name, input) => runner.read(name as keyof typeof readUnits, input));
  let closed: Promise<void> | null = null;
  return {
    ...bind(writeUnits, (name, input) => runner.write(name as keyof typeof writeUnits, input)),
    ...reads,
    publishedVersion: gatheredVersions((asked) => reads.publishedVersions({ asked })),
    // Another machine may have committed: that is for the server to say.
    lastChange: () => null,
    writerStats: runner.stats,
    connectionStats: connections.stats,
    databaseTime: () => runner.lend(timeOf),
    sharedCounts: sharedCounts(runner.lend),
    purgeDeleted: () => runner.vacuum(),
    // A server that is away comes back.
    death: new Promise<Error>(() => undefined),
    close() {
      closed ??= connections.close();
      return closed;
    },
  };
}

async function timeOf(sql: Asking): Promise<number> {
  const row = await sql.get<{ now: number }>(
    'select cast(extract(epoch from clock_timestamp()) * 1000 as bigint) as now',
  );
  return (row as { now: number }).now;
}
