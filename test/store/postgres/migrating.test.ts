import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Migration } from '../../../src/store/migrations.js';
import { readAddress } from '../../../src/store/postgres/address.js';
import { migrate } from '../../../src/store/postgres/migrate.js';
import { openPostgresStore } from '../../../src/store/postgres/open.js';
import { type Database, freshDatabase } from '../../support/postgres/database.js';
import { describeOnPostgres } from '../../support/postgres/describe.js';
import { createScene } from '../../support/store-fixtures.js';
import { postgresMigrations } from '../../support/store-postgres.js';

const SHIPPED = postgresMigrations();
const NEWEST = SHIPPED.at(-1)?.name as string;
const ADDS: Migration = {
  name: '9001_adds.sql',
  sql: `-- Works with: ${NEWEST}\nalter table comments add column mood text;`,
};
const TAKES: Migration = { name: '9002_takes.sql', sql: 'alter table comments drop column notify;' };

describeOnPostgres('migrations of a database that several services share', () => {
  let database: Database;
  beforeEach(async () => {
    database = await freshDatabase();
  });
  afterEach(() => database.drop());

  const migrateTo = (migrations: readonly Migration[]) => migrate(readAddress(database.url), migrations, 0);
  const open = (migrations: readonly Migration[]) =>
    openPostgresStore({ address: readAddress(database.url), migrations, now: 0 });

  test('are run once when several services start at once', async () => {
    const run = await Promise.all(Array.from({ length: 4 }, () => migrateTo(SHIPPED)));
    expect(run.flat().sort()).toEqual(SHIPPED.map(({ name }) => name));
  });

  test('let the version before go on, and start again, where they only add', async () => {
    const before = await open(SHIPPED);
    const scene = await createScene(before);
    await scene.post();
    expect(await migrateTo([...SHIPPED, ADDS])).toEqual([ADDS.name]);
    const { id } = await scene.post();
    const again = await open(SHIPPED);
    expect(await again.moderatedComment({ siteId: scene.site.id, id })).toMatchObject({ comment: { id } });
    await Promise.all([before.close(), again.close()]);
  });

  test('are told to the version before as those of a newer one, where they do not say that they only add', async () => {
    await migrateTo([...SHIPPED, ADDS, TAKES]);
    await expect(open(SHIPPED)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(`(it has ${TAKES.name})`),
    });
    expect(await migrateTo([...SHIPPED, ADDS, TAKES])).toEqual([]);
  });

  test('leave nothing behind where one fails, and keep nobody else out', async () => {
    const broken = { name: '9003_broken.sql', sql: 'create table half (id bigint); select nonsense;' };
    await expect(migrateTo([...SHIPPED, broken])).rejects.toThrow(/nonsense/);
    expect(await migrateTo(SHIPPED)).toEqual([]);
    expect(await migrateTo([...SHIPPED, { ...broken, sql: 'create table half (id bigint);' }])).toEqual([broken.name]);
  });
});
