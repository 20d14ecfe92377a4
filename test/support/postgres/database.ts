import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { sharedPostgres } from './run.js';

export interface Template {
  readonly template: string;
  /** Fills the database that the others are copies of: once a run, whichever process comes first. It leaves no connection open. */
  prepare(url: string): Promise<void>;
}

export interface Database {
  /** For its owner, who is no superuser. */
  readonly url: string;
  /** Ends all connections to it and removes it. */
  drop(): Promise<void>;
}

/** A database of one's own on the server of this run: a copy of the template, or empty. */
export async function freshDatabase(template?: Template): Promise<Database> {
  const { url, prefix } = await sharedPostgres();
  const name = `${prefix}_${randomBytes(6).toString('hex')}`;
  await connected(url, async (client) => {
    const from = template ? ` template ${quoted(await prepared(client, url, prefix, template))}` : '';
    await client.query(`create database ${quoted(name)}${from}`);
  });
  return {
    url: databaseUrl(url, name),
    drop: () =>
      connected(url, async (client) => {
        await client.query(`drop database if exists ${quoted(name)} with (force)`);
      }),
  };
}

/** The template, made if it is not there: by one process, while the others that need it wait. */
async function prepared(client: pg.Client, url: string, prefix: string, template: Template): Promise<string> {
  const name = `${prefix}_of_${template.template}`;
  await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [name]);
  const { rows } = await client.query('select datallowconn as unfinished from pg_database where datname = $1', [name]);
  if (rows[0]?.unfinished === false) return name;
  // Whoever was at it has failed.
  await client.query(`drop database if exists ${quoted(name)} with (force)`);
  await client.query(`create database ${quoted(name)}`);
  await template.prepare(databaseUrl(url, name));
  // Marks it as finished. Nobody can get in any more: a database with a connection can't be copied.
  await client.query(`alter database ${quoted(name)} with allow_connections false`);
  return name;
}

/** Lends a connection of its own to a database. */
export async function connected<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    // Gives back the lock as well.
    await client.end();
  }
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
