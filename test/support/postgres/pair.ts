import { join } from 'node:path';
import pg from 'pg';
import { findPrograms, WITHOUT_POSTGRES } from './find.js';
import { freePort } from './free-port.js';
import { until } from './processes.js';
import { type PostgresOptions, type PostgresServer, startPostgres } from './server.js';

/** As the primary names its standby. */
const STANDBY = 'standby';

/** A primary, and a standby that has every commit on its disk before the primary acknowledges it. */
export interface PostgresPair {
  /** One URL for each of the two places, in an order that stays. */
  readonly urls: readonly [string, string];
  readonly primary: PostgresServer;
  readonly standby: PostgresServer | null;
  /** Ends all processes of the primary at once, as a power cut would. */
  killPrimary(): Promise<void>;
  /** Makes the standby the primary, and waits until it takes writes. It has no standby then, and waits for none. */
  promoteStandby(): Promise<void>;
  /** Puts a new standby into the place of the primary that was killed, and waits until commits wait for it. */
  rebuild(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts two servers; whoever starts them stops them. */
export async function startPair(options: PostgresOptions = {}): Promise<PostgresPair> {
  const programs = options.programs ?? findPrograms();
  if (programs === null) throw new Error(WITHOUT_POSTGRES);
  const all = { ...options, programs };
  let primary = await startPostgres(all);
  let standby: PostgresServer | null = null;
  let killed: PostgresServer | null = null;
  try {
    standby = await startStandby(primary, await freePort(), all);
  } catch (error) {
    await primary.stop();
    throw error;
  }
  return {
    urls: [primary.url, standby.url],
    get primary() {
      return primary;
    },
    get standby() {
      return standby;
    },
    async killPrimary() {
      await primary.kill();
      killed = primary;
    },
    async promoteStandby() {
      if (standby === null) throw new Error('there is no standby');
      await standby.run('pg_ctl', ['promote', '--wait', '--pgdata', join(standby.folder, 'data')]);
      [primary, standby] = [standby, null];
      await until('the standby takes writes', () => ask(primary, 'select not pg_is_in_recovery() as is_so'));
    },
    async rebuild() {
      if (killed === null) throw new Error('no primary was killed');
      const { port } = killed;
      await killed.stop();
      killed = null;
      standby = await startStandby(primary, port, all);
    },
    async stop() {
      await Promise.all([primary, standby, killed].map((server) => server?.stop()));
    },
  };
}

async function startStandby(primary: PostgresServer, port: number, options: PostgresOptions): Promise<PostgresServer> {
  const { password } = primary;
  const source = new URL(primary.url);
  source.search = `application_name=${STANDBY}`;
  source.password = '';
  const standby = await startPostgres(options, {
    port,
    password,
    async fill(data, run) {
      const how = ['--write-recovery-conf', '--wal-method=stream', '--checkpoint=fast', '--no-sync'];
      await run('pg_basebackup', ['--pgdata', data, '--dbname', source.href, ...how], { PGPASSWORD: password });
    },
  });
  try {
    await beSynchronous(primary);
  } catch (error) {
    await standby.stop();
    throw error;
  }
  return standby;
}

/** Only after the copy was made: in its own place the setting would have the standby wait for somebody once it is promoted. */
async function beSynchronous(primary: PostgresServer): Promise<void> {
  await ask(primary, `alter system set synchronous_standby_names = '${STANDBY}'`);
  await ask(primary, 'select pg_reload_conf()');
  await until('commits wait for the standby', () =>
    ask(primary, `select true as is_so from pg_stat_replication where sync_state = 'sync'`),
  );
}

async function ask({ url }: PostgresServer, question: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ is_so?: boolean }>(question);
    return rows[0]?.is_so === true;
  } finally {
    await client.end();
  }
}
