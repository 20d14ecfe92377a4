import { join } from 'node:path';
import type pg from 'pg';
import { type Migration, readMigrations } from '../../src/store/migrations.js';
import { readAddress } from '../../src/store/postgres/address.js';
import { migrate } from '../../src/store/postgres/migrate.js';
import { openPostgresStore } from '../../src/store/postgres/open.js';
import { vectorOf } from '../../src/store/postgres/words.js';
import type { SearchEntry } from '../../src/store/sql.js';
import { root } from '../house/source-tree.js';
import { contradictions } from './contradictions.js';
import { connected, type Database, freshDatabase } from './postgres/database.js';
import type { Engine } from './store.js';

/** The migrations of PostgreSQL, as they are shipped. */
export function postgresMigrations(): Migration[] {
  return readMigrations(join(root, 'migrations', 'postgres'));
}

async function prepare(url: string): Promise<void> {
  await migrate(readAddress(url), postgresMigrations(), 0);
}

/** A database that holds nothing but the tables. */
export function freshPostgres(): Promise<Database> {
  return freshDatabase({ template: 'store', prepare });
}

/** PostgreSQL in a database of its own. */
export const postgres: Engine = {
  name: 'PostgreSQL',
  async open() {
    const database = await freshPostgres();
    const options = { address: readAddress(database.url), migrations: postgresMigrations(), now: 0 };
    let store = await openPostgresStore(options);
    return {
      get store() {
        return store;
      },
      async reopen() {
        await store.close();
        store = await openPostgresStore(options);
      },
      clear: () => connected(database.url, clear),
      inconsistencies: () => postgresInconsistencies(database.url),
      async close() {
        await store.close();
        await database.drop();
      },
    };
  },
};

/** What contradicts itself in a database. */
export function postgresInconsistencies(url: string): Promise<string[]> {
  return connected(url, inconsistencies);
}

/** Takes out whatever is not there after the migrations. */
async function clear(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = current_schema() and tablename <> 'migrations'`,
  );
  await client.query(`truncate ${rows.map(({ name }) => name).join(', ')} restart identity`);
}

async function inconsistencies(client: pg.Client): Promise<string[]> {
  return [
    ...(await contradictions(async (query) => (await client.query(query)).rows)),
    ...(await searchDifferences(client)),
  ];
}

/** Comments whose words are not in the search as they should be, and words of what is no comment. */
async function searchDifferences(client: pg.Client): Promise<string[]> {
  const { rows: lost } = await client.query<{ seq: string }>(
    `select seq from comment_search where seq not in (select seq from comments where placeholder = 0)`,
  );
  const { rows } = await client.query<
    Pick<SearchEntry, 'siteId' | 'body' | 'name' | 'url'> & { id: string; words: string | null }
  >(
    `select c.id, c.site_id as "siteId", coalesce(c.body || chr(10) || c.proposed_body, c.body) as body, c.author_name as name, c.author_url as url,
       cast(s.words as text) as words
     from comments c left join comment_search s on s.seq = c.seq where c.placeholder = 0`,
  );
  const wrong: string[] = [];
  for (const { words, id, ...entry } of rows) {
    const { rows: should } = await client.query<{ words: string }>(
      'select cast(cast($1 as tsvector) as text) as words',
      [vectorOf(entry)],
    );
    if (should[0]?.words !== words) wrong.push(`search has other words of ${id}`);
  }
  return [...lost.map(({ seq }) => `search has ${seq}`), ...wrong];
}
