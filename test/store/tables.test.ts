import { expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import pg from 'pg';
import { readAddress } from '../../src/store/postgres/address.js';
import { migrate as migratePostgres } from '../../src/store/postgres/migrate.js';
import { migrate } from '../../src/store/sqlite/migrate.js';
import { TABLES } from '../../src/store/tables.js';
import { freshDatabase } from '../support/postgres/database.js';
import { describeOnPostgres } from '../support/postgres/describe.js';
import { postgresMigrations } from '../support/store-postgres.js';
import { sqliteMigrations } from '../support/store-sqlite.js';

/** What an engine makes for itself, and what belongs to one database alone. */
const NOT_MOVED = /^(?:migrations|limits|key_prints|sqlite_.*|comment_search.*)$/;

/** The tables of a database: columns, the columns of the key in their order, and whether it numbers the rows. */
type Found = Record<string, { columns: string[]; key: string[]; isNumbered?: boolean }>;

const named: Found = Object.fromEntries(
  TABLES.map(({ name, columns, key, isNumbered }) => [
    name,
    { columns: [...columns].sort(), key: [...key], isNumbered },
  ]),
);

function tablesOfSqlite(): Found {
  const db = new Database(':memory:');
  migrate(db, sqliteMigrations(), 0);
  const names = db.prepare<[], string>(`select name from sqlite_master where type = 'table'`).pluck().all();
  const found = names
    .filter((name) => !NOT_MOVED.test(name))
    .map((name) => {
      const columns = db.pragma(`table_info(${name})`) as { name: string; pk: number }[];
      const key = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
      return [name, { columns: columns.map((column) => column.name).sort(), key: key.map((column) => column.name) }];
    });
  db.close();
  return Object.fromEntries(found);
}

async function tablesOfPostgres(): Promise<Found> {
  const database = await freshDatabase();
  const client = new pg.Client({ connectionString: database.url });
  try {
    await migratePostgres(readAddress(database.url), postgresMigrations(), 0);
    await client.connect();
    const { rows } = await client.query<{ name: string; columns: string[]; key: string[]; isNumbered: boolean }>(
      `select c.relname as name,
         array(select cast(attname as text) from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped) as columns,
         array(select cast(a.attname as text) from pg_constraint p, unnest(p.conkey) with ordinality as k (at, place)
           join pg_attribute a on a.attnum = k.at where p.conrelid = c.oid and p.contype = 'p' and a.attrelid = c.oid order by k.place) as key,
         exists (select 1 from pg_attribute where attrelid = c.oid and attidentity <> '') as "isNumbered"
       from pg_class c where c.relkind = 'r' and c.relnamespace = cast('public' as regnamespace)`,
    );
    const moved = rows.filter(({ name }) => !NOT_MOVED.test(name));
    return Object.fromEntries(moved.map(({ name, columns, ...rest }) => [name, { columns: columns.sort(), ...rest }]));
  } finally {
    await client.end();
    await database.drop();
  }
}

describeOnPostgres('what is moved from one engine to another is all that there is:', () => {
  test('every table and column of SQLite, by its key', () => {
    const without = Object.entries(named).map(([name, { columns, key }]) => [name, { columns, key }]);
    expect(Object.fromEntries(without)).toEqual(tablesOfSqlite());
  });

  test('every table and column of PostgreSQL, by its key, and which of them it numbers', async () => {
    expect(named).toEqual(await tablesOfPostgres());
  });
});
