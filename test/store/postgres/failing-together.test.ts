import { expect, test } from '@jest/globals';
import pg from 'pg';
import { readAddress } from '../../../src/store/postgres/address.js';
import { openPostgresStore } from '../../../src/store/postgres/open.js';
import { describeOnPostgres } from '../../support/postgres/describe.js';
import { createScene } from '../../support/store-fixtures.js';
import { freshPostgres, postgresMigrations } from '../../support/store-postgres.js';

/** Lets every new row of a table fail as a full disk does. */
async function fillDisk(url: string, table: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create function full_disk() returns trigger language plpgsql as
    $$ begin raise exception using errcode = '53100', message = 'no space'; end $$`);
  await client.query(`create trigger full_disk before insert on ${table} for each row execute function full_disk()`);
  await client.end();
}

describeOnPostgres('statements that travel together', () => {
  // Asked for with others at once, waited for alone, and told without being waited for.
  test.each(['articles', 'authors', 'proofs', 'comments', 'comment_search', 'audit'])(
    'fail for the reason of the first that failed, when it is about %s',
    async (table) => {
      const database = await freshPostgres();
      const store = await openPostgresStore({
        address: readAddress(database.url),
        migrations: postgresMigrations(),
        now: 0,
      });
      const scene = await createScene(store);
      const [decided] = [await scene.post()];
      await fillDisk(database.url, table);
      const works =
        table === 'audit'
          ? [() => scene.decideAll('approve', [decided.id])]
          : Array.from({ length: 8 }, (_, n) => () => scene.post({ article: `/new${n}`, author: `new${n}` }));
      for (const outcome of await Promise.allSettled(works.map((work) => work()))) {
        expect(outcome).toMatchObject({
          status: 'rejected',
          reason: { code: 'unavailable', facts: { cause: 'PostgreSQL: 53100' } },
        });
      }
      await store.close();
      await database.drop();
    },
  );
});
