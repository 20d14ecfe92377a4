import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openWriter } from '../../../src/store/sqlite/connection.js';
import { migrate } from '../../../src/store/sqlite/migrate.js';
import { openSqliteStore } from '../../../src/store/sqlite/open.js';
import { temporaryFolder } from '../../support/store.js';
import { createScene } from '../../support/store-fixtures.js';
import { sqliteInconsistencies, sqliteMigrations } from '../../support/store-sqlite.js';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

test('the migrations that build the search index anew make what putting each comment makes', async () => {
  const file = join(folder.path, 'afterword.db');
  const store = openSqliteStore({ file, migrations: sqliteMigrations(), now: 0 });
  const { post, publish, withdraw, decide, edit } = await createScene(store);
  await post({ body: 'Σίσυφος 👍 C++', author: null });
  await decide('spam', (await post({ body: 'Łódź', name: 'Ёлка', authorUrl: 'https://ada.example/' })).id);
  const top = await publish({ body: 'withdrawn' });
  await publish({ author: 'bob', parent: top });
  await withdraw(top);
  await edit(await publish({ body: 'passed words' }), 'words that wait');
  const moved = await publish({ body: 'passed as well' });
  await edit(moved, 'words that wait in spam');
  await decide('spam', moved);
  await store.close();

  const db = openWriter(file);
  db.prepare(`delete from migrations where name in ('0004-search.sql', '0009-search-edits.sql')`).run();
  db.exec(`insert into comment_search (comment_search) values ('delete-all')`);
  expect(migrate(db, sqliteMigrations(), 1)).toEqual(['0004-search.sql', '0009-search-edits.sql']);
  db.close();
  expect(await sqliteInconsistencies(file)).toEqual([]);
});
