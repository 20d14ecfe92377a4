import { expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { readMigrations } from '../../../src/store/migrations.js';
import { migrate } from '../../../src/store/sqlite/migrate.js';

const ALL = readMigrations('migrations/sqlite');

it('notes what the names look like that were stored before, but for those that are gone', () => {
  const db = new Database(':memory:');
  migrate(
    db,
    ALL.filter(({ name }) => name < '0012-looks.sql'),
    0,
  );
  db.exec(`insert into sites (id, slug, name, url, origins, policy, email_required, created_at)
      values (1, 'blog', 'A blog', 'https://blog.example/', '[]', 'hold', 1, 0);
    insert into articles (id, site_id, key, created_at) values (1, 1, '/a', 0);
    insert into comments (seq, id, site_id, article_id, thread_seq, path, depth, status, status_at, author_name, placeholder, avatar, body, html,
        editable_until, created_at, verdict_by, verdict_outcome)
      values (1, 'a', 1, 1, 1, '', 0, 'approved', 0, 'Ada', 0, '', '', '', 0, 0, 'none', 'unchecked'),
        (2, 'b', 1, 1, 2, '', 0, 'pending', 0, '\u0410da', 0, '', '', '', 0, 0, 'none', 'unchecked'),
        (3, 'c', 1, 1, 3, '', 0, 'approved', 0, '', 1, '', '', '', 0, 0, 'none', 'unchecked')`);
  migrate(db, ALL, 0);
  const looks = db.prepare('select author_look from comments order by seq').pluck();
  expect(looks.all()).toEqual(['ada', 'ada', '']);
});
