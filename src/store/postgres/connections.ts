import pg from 'pg';
import type { ConnectionStats } from '../store.js';
import type { Address, Encryption } from './address.js';
import { isAway } from './errors.js';

export type Connection = pg.PoolClient;

/** Connections to the server that takes writes. */
export interface Connections {
  /** @throws what kept it from being reached, once every host has been tried */
  take(): Promise<Connection>;
  stats(): ConnectionStats;
  close(): Promise<void>;
}

const CONNECT_MS = 5_000;
/** What a statement takes at most: then the server is taken for gone, and what it did for unknown. */
const STATEMENT_MS = 30_000;
/** A transaction whose process says nothing more gives its locks back. */
const IDLE_MS = 30_000;

const INT8 = 20;
const NUMERIC = 1700;

/** Whole numbers of 64 bits and sums are numbers: what we count and every position in time fits into 53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format: 'text' | 'binary') =>
    oid === INT8 || oid === NUMERIC ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/** How a client finds one of the hosts. */
function clientOptions(address: Address, at: number): pg.ClientConfig {
  const { hosts, user, password, database, encryption } = address;
  const { host, port } = hosts[at % hosts.length] as Address['hosts'][number];
  return {
    ...{ host, port, user, database, types },
    ...(password === undefined ? {} : { password }),
    ssl: tlsOf(encryption),
    application_name: 'afterword',
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
}

function tlsOf(encryption: Encryption): pg.ClientConfig['ssl'] {
  if (encryption === false) return false;
  const { checkName, ...options } = encryption;
  return checkName ? options : { ...options, checkServerIdentity: () => undefined };
}

/** A server that follows another one, or waits to be promoted, is not the one. */
class NotPrimaryError extends Error {
  readonly code = '25006';
}

/** @param size how many connections there are at most */
export function openConnections(address: Address, size: number): Connections {
  const { hosts } = address;
  let at = 0;

  /** A client of whatever host was the primary last. */
  class Client extends pg.Client {
    constructor(options: pg.ClientConfig) {
      super({ ...options, ...clientOptions(address, at) });
      // The pool listens while nobody has it, and not while it is looked at first: then its end would be that of the process. Whoever has it is told of
      // the end by what is asked.
      this.on('error', () => undefined);
    }
  }
  const pool = new pg.Pool({
    Client,
    max: size,
    idleTimeoutMillis: 60_000,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: STATEMENT_MS,
    idle_in_transaction_session_timeout: IDLE_MS,
    lock_timeout: STATEMENT_MS / 3,
    pipeline: true,
    verify: (client: pg.PoolClient, done: (error?: Error) => void) => {
      mustBePrimary(client).then(() => done(), done);
    },
  } as unknown as pg.PoolConfig);
  // An idle connection that ends is replaced when one is needed.
  pool.on('error', () => undefined);

  /** Every host in turn, from the one that was the primary last. */
  async function take(): Promise<Connection> {
    for (let tried = 1; ; tried++) {
      const triedAt = at;
      try {
        return await pool.connect();
      } catch (error) {
        if (tried >= hosts.length || !isAway(error)) throw error;
        if (at === triedAt) at = (at + 1) % hosts.length;
      }
    }
  }

  const stats = () => ({
    idle: pool.idleCount,
    busy: pool.totalCount - pool.idleCount,
    waiting: pool.waitingCount,
  });
  return { take, stats, close: () => pool.end() };
}

async function mustBePrimary(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ follows: boolean }>('select pg_is_in_recovery() as follows');
  if (rows[0]?.follows !== false) throw new NotPrimaryError('the server is a standby');
}

/** A connection of one's own to the server that takes writes. @throws what kept it from being reached, once every host has been tried */
export async function connectAlone(address: Address): Promise<pg.Client> {
  for (let at = 0; ; at++) {
    const client = new pg.Client(clientOptions(address, at));
    client.on('error', () => undefined);
    try {
      await client.connect();
      await mustBePrimary(client);
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (at === address.hosts.length - 1 || !isAway(error)) throw error;
    }
  }
}
