import type pg from 'pg';
import type { Counts, DatabaseSize, Inspection, SealedEmail } from '../engine.js';
import type { Migration } from '../migrations.js';
import { appliedMigrations, tooNew } from './migrate.js';

/**
 * What can be asked of a server without its superuser. It keeps references itself, and finds damaged pages by its own checksums
 * (`pg_amcheck` and `data_checksums` are for its operator).
 */
export async function inspectDatabase(client: pg.ClientBase, migrations: readonly Migration[]): Promise<Inspection> {
  const applied = await appliedMigrations(client);
  const known = migrations.map(({ name }) => name);
  const missing = known.filter((name) => !applied.some((one) => one.name === name));
  return {
    damages: [],
    brokenReferences: [],
    missing,
    unknown: tooNew(applied, migrations),
    counts: applied.length === 0 ? { sites: 0, articles: 0, comments: 0, tokens: 0 } : await countsOf(client),
    sealed: missing.length > 0 ? [] : await sealedSamples(client),
  };
}

async function countsOf(client: pg.ClientBase): Promise<Counts> {
  const { rows } = await client.query<Counts>(
    `select (select count(*) from sites) as sites, (select count(*) from articles) as articles,
       (select count(*) from comments where placeholder = 0) as comments, (select count(*) from tokens) as tokens`,
  );
  return rows[0] as Counts;
}

/** The oldest and the newest: between them lies every rotation of the key. */
async function sealedSamples(client: pg.ClientBase): Promise<SealedEmail[]> {
  const sample = async (direction: 'asc' | 'desc') => {
    const { rows } = await client.query<SealedEmail>(
      `select c.id as "commentId", h.email, a.email_hash as "emailHash"
       from comment_secrets h join comments c on c.seq = h.comment_seq join authors a on a.id = c.author_id
       where h.email is not null order by h.comment_seq ${direction} limit 1`,
    );
    return rows;
  };
  return [...(await sample('asc')), ...(await sample('desc'))];
}

/** The log is the server's, of all its databases. */
export async function sizeOf(client: pg.ClientBase): Promise<DatabaseSize> {
  const { rows } = await client.query<{ data: number }>('select pg_database_size(current_database()) as data');
  return { data: rows[0]?.data ?? 0, log: 0 };
}
