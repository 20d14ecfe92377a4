import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openWriter } from '../../../src/store/sqlite/connection.js';
import { migrate } from '../../../src/store/sqlite/migrate.js';
import { openSqliteStore } from '../../../src/store/sqlite/open.js';
import { temporaryFolder } from '../../support/store.js';
import { createScene } from '../../support/store-fixtures.js';
import { sqliteInconsistencies, sqliteMigrations } from '../../support/store-sqlite.js';

const KEYS = '0010-article-keys.sql';
const CLOSING = '0011-closing.sql';
/** Makes the tables what they were before articles could be closed by their age. */
const BEFORE_CLOSING = `alter table articles add column open integer not null default 1;
  update articles set open = coalesce(said_open, 1);
  drop index articles_active;
  alter table articles drop column said_open;
  alter table articles drop column active;
  alter table sites drop column close_after_days;
  alter table sites drop column closing_version;`;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

test('articles that were stored under another spelling of their key are found, and two spellings of one are one article', async () => {
  const file = join(folder.path, 'afterword.db');
  const options = { file, migrations: sqliteMigrations(), now: 0 };
  const store = openSqliteStore(options);
  const scene = await createScene(store);
  const { siteId } = scene;
  // As the service of before stored them.
  const first = await scene.publish({ article: '/%7Eada/essay', body: 'the first' });
  const answer = await scene.publish({ article: '/%7Eada/essay', body: 'an answer', parent: first });
  const second = await scene.publish({ article: '/~ada/essay', body: 'the second' });
  await scene.edit(second, 'the second anew');
  const waiting = await scene.post({ article: '/%7eada/essay', body: 'the third' });
  await scene.publish({ article: '/caf%c3%a9', body: 'alone' });
  await scene.publish({ article: '/untouched', body: 'as it was' });
  const closed = { siteId, key: '/~ada/essay', open: false, title: 'The essay', actor: 'Mona', now: 1 };
  await store.changeArticle(closed);
  await store.close();

  const db = openWriter(file);
  db.exec(BEFORE_CLOSING);
  db.prepare('delete from migrations where name in (?, ?)').run(KEYS, CLOSING);
  expect(migrate(db, sqliteMigrations(), 1)).toEqual([KEYS, CLOSING]);
  db.close();
  expect(await sqliteInconsistencies(file)).toEqual([]);

  const now = openSqliteStore(options);
  try {
    const { article } = await now.articleView({ siteId, key: '/~ada/essay' });
    expect(article).toMatchObject({ count: 3, saidOpen: false, title: 'The essay' });
    const page = await now.publishedPage({ siteId, key: '/~ada/essay', order: 'oldest', limit: 10, after: null });
    expect(page.threads.map(({ id }) => id)).toEqual([first, second]);
    expect(page.answers.map((answers) => answers.map(({ id }) => id))).toEqual([[answer], []]);
    const counts = await now.publishedCounts({ siteId, keys: ['/caf%C3%A9', '/untouched', '/%7Eada/essay'] });
    expect(counts.counts).toEqual([1, 1, 0]);
    const query = { siteId, status: 'all', authorOf: null, order: 'newest', limit: 10, after: null } as const;
    const found = await now.queuePage({ ...query, words: 'the', articleKey: '/~ada/essay' });
    expect(found.comments.map(({ id }) => id)).toEqual([waiting.id, second, first]);
  } finally {
    await now.close();
  }
});
