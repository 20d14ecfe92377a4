import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findPostgres, type PostgresSource, WITHOUT_POSTGRES } from './find.js';
import type { PostgresServer } from './server.js';

/** In which variable the processes of a run find the URL that tells of its server. */
const ASK = 'TEST_POSTGRES_ASK';
/** Whom the tests are: no superuser, as on a server that others manage. */
const ROLE = 'afterword';
const CONNECTIONS = 300;

/** The server of a run. */
export interface SharedPostgres {
  /** For someone who may make databases. */
  readonly url: string;
  /** What the names of all databases of this run begin with. */
  readonly prefix: string;
}

interface Offer {
  readonly door: Server;
  readonly source: PostgresSource;
  server?: PostgresServer;
  shared?: Promise<SharedPostgres>;
}

let offer: Offer | undefined;

/** Lets the tests of a run have one server, which the first that asks for it starts: most runs need none. */
export async function offerPostgres(): Promise<void> {
  const source = findPostgres();
  if (source === null) return;
  const path = `/${randomBytes(16).toString('hex')}`;
  const door = createServer({ keepAliveTimeout: 1 }, ({ url }, response) => {
    if (url !== path) response.writeHead(404).end();
    else
      share().then(
        (shared) => response.end(JSON.stringify(shared)),
        (error) => response.end(JSON.stringify({ error: String(error) })),
      );
  });
  await once(door.listen(0, '127.0.0.1'), 'listening');
  door.unref();
  offer = { door, source };
  process.env[ASK] = `http://127.0.0.1:${(door.address() as AddressInfo).port}${path}`;
}

/** Ends the server of the run; one that was there before loses the databases of this run. */
export async function endPostgres(): Promise<void> {
  if (offer === undefined) return;
  offer.door.close();
  const shared = await offer.shared?.catch(() => undefined);
  if (offer.server) await offer.server.stop();
  else if (shared) await dropAll(shared);
}

/** Whether the tests of this run can have a server. */
export function isPostgresOffered(): boolean {
  return process.env[ASK] !== undefined;
}

/** The server of this run, started if nobody has asked for it before. */
export async function sharedPostgres(): Promise<SharedPostgres> {
  const url = process.env[ASK];
  if (url === undefined) throw new Error(WITHOUT_POSTGRES);
  const shared = (await (await fetch(url)).json()) as SharedPostgres & { error?: string };
  if (shared.error !== undefined) throw new Error(shared.error);
  return shared;
}

function share(): Promise<SharedPostgres> {
  if (offer === undefined) throw new Error('the run is over');
  offer.shared ??= startShared(offer);
  return offer.shared;
}

async function startShared(run: Offer): Promise<SharedPostgres> {
  const prefix = `afterword_test_${randomBytes(4).toString('hex')}`;
  if ('url' in run.source) return { url: run.source.url, prefix };
  const { startPostgres } = await import('./server.js');
  // Whatever would clean up behind tests comes too late for them: they are over, and their databases gone.
  const settings = { autovacuum: 'off', synchronous_commit: 'on' };
  run.server = await startPostgres({ programs: run.source.programs, maxConnections: CONNECTIONS, settings });
  const password = randomBytes(12).toString('hex');
  await query(run.server.url, `create role ${ROLE} login createdb password '${password}'`);
  const url = new URL(run.server.url);
  url.username = ROLE;
  url.password = password;
  return { url: url.href, prefix };
}

async function dropAll({ url, prefix }: SharedPostgres): Promise<void> {
  const names = await query(url, `select datname from pg_database where starts_with(datname, '${prefix}')`);
  for (const { datname } of names) await query(url, `drop database if exists "${datname}" with (force)`);
}

/** Only now is the library loaded, as it takes longer than what a run without PostgreSQL does here. */
async function query(url: string, text: string): Promise<Record<string, string>[]> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, string>>(text)).rows;
  } finally {
    await client.end();
  }
}
