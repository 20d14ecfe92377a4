import type pg from 'pg';
import { AfterwordError } from '../../domain/errors.js';
import { type Migration, refuseNewer, worksWith } from '../migrations.js';
import type { Address } from './address.js';
import { connectAlone } from './connections.js';
import { isAway, storeError } from './errors.js';

/** Which lock of the server means that somebody migrates this database; any number that nobody else takes. */
const LOCK = 4_710_815;
/** How often somebody else's migration is looked after, in milliseconds: a lock that is waited for would keep indices from being built beside reads. */
const LOOK_MS = 200;
/** Somebody else's migration is waited for so long. */
const PATIENCE_MS = 10 * 60_000;

/** Runs something on a connection of its own, on the server that takes writes. */
export async function onPrimary<Result>(
  address: Address,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = await connectAlone(address).catch((error: unknown) => {
    throw cannotOpen(error);
  });
  try {
    return await work(client);
  } catch (error) {
    throw cannotOpen(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** What an operator can do something about, in words; no address or password is in them. */
function cannotOpen(error: unknown): unknown {
  const { code, message } = error as { code?: unknown; message: string };
  const words: Readonly<Record<string, string>> = {
    '28P01': 'The database does not take this user and password.',
    '28000': 'The database does not let this user in.',
    '3D000': 'There is no such database. Make it: createdb',
    '42501': 'The user may not create tables in the database.',
  };
  const known = typeof code === 'string' ? words[code] : undefined;
  if (known !== undefined)
    return new AfterwordError('unavailable', `${known} (PostgreSQL: ${code})`, { cause: message });
  if (isAway(error))
    return new AfterwordError(
      'unavailable',
      `The database cannot be reached. (${typeof code === 'string' ? code : message})`,
    );
  return storeError(error);
}

/** A migration that a database has. */
interface Applied {
  readonly name: string;
  /** What a service has to know to work beside it. */
  readonly worksWith: string | null;
}

/** The migrations that a database has; none for a new one. */
export async function appliedMigrations(client: pg.ClientBase): Promise<Applied[]> {
  const { rows: ledger } = await client.query(`select to_regclass('migrations') is not null as yes`);
  if (ledger[0]?.yes !== true) return [];
  const { rows } = await client.query<Applied>('select name, works_with as "worksWith" from migrations order by name');
  return rows;
}

/** Of these the names of those that are too new for whoever knows these migrations: while services are upgraded one by one, some are not. */
export function tooNew(applied: readonly Applied[], migrations: readonly Migration[]): string[] {
  const known = new Set(migrations.map(({ name }) => name));
  const isTooNew = (one: Applied) => !known.has(one.name) && (one.worksWith === null || !known.has(one.worksWith));
  return applied.filter(isTooNew).map(({ name }) => name);
}

/**
 * Brings a database to the newest schema: a transaction a file, one process at a time. A file that fails leaves nothing behind.
 * @returns the names of the files that were run
 * @throws AfterwordError `conflict` when the database has migrations that we do not know: a newer version wrote it
 */
export function migrate(address: Address, migrations: readonly Migration[], now: number): Promise<string[]> {
  return onPrimary(address, async (client) => {
    refuseNewer(tooNew(await appliedMigrations(client), migrations), migrations);
    await lock(client);
    try {
      const applied = new Set((await appliedMigrations(client)).map(({ name }) => name));
      const missing = migrations.filter(({ name }) => !applied.has(name));
      for (const migration of missing) await run(client, migration, now);
      return missing.map(({ name }) => name);
    } finally {
      await client.query('select pg_advisory_unlock($1)', [LOCK]);
    }
  });
}

async function lock(client: pg.Client): Promise<void> {
  for (let waited = 0; ; waited += LOOK_MS) {
    const { rows } = await client.query('select pg_try_advisory_lock($1) as mine', [LOCK]);
    if (rows[0]?.mine === true) return;
    if (waited >= PATIENCE_MS)
      throw new AfterwordError('unavailable', 'Another process has been migrating the database for ten minutes.');
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

async function run(client: pg.Client, migration: Migration, now: number): Promise<void> {
  await client.query('begin');
  try {
    await client.query(
      'create table if not exists migrations (name text collate "C" primary key, applied_at bigint not null, works_with text)',
    );
    await client.query('insert into migrations (name, applied_at, works_with) values ($1, $2, $3)', [
      migration.name,
      now,
      worksWith(migration),
    ]);
    await client.query(migration.sql);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}
