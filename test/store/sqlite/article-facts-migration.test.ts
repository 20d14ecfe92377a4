import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { readMigrations } from '../../../src/store/migrations.js';
import { migrate } from '../../../src/store/sqlite/migrate.js';

const ALL = readMigrations('migrations/sqlite');
const FACTS = '0005-article-facts.sql';

describe('a database of the time when the first comment named the article', () => {
  it('keeps a name that a published comment gave, and no other', () => {
    const db = new Database(':memory:');
    migrate(
      db,
      ALL.filter(({ name }) => name < FACTS),
      0,
    );
    db.exec(`insert into sites (id, slug, name, url, origins, policy, email_required, created_at)
      values (1, 'blog', 'A blog', 'https://blog.example/', '[]', 'hold', 1, 0)`);
    const article = db.prepare(
      'insert into articles (id, site_id, key, url, title, created_at) values (?, 1, ?, ?, ?, 0)',
    );
    article.run(1, '/good', 'https://blog.example/good', 'Good');
    article.run(2, '/bad', 'https://blog.example/search?q=1', 'Bad');
    const comment =
      db.prepare(`insert into comments (seq, id, site_id, article_id, thread_seq, path, depth, status, status_at, visible,
        author_name, avatar, body, html, editable_until, created_at, verdict_by, verdict_outcome)
      values (?, ?, 1, ?, ?, '', 0, ?, 0, ?, 'Ada', '', '', '', 0, 0, 'none', 'unchecked')`);
    comment.run(1, 'a', 1, 1, 'approved', 1);
    comment.run(2, 'b', 2, 2, 'spam', 0);
    comment.run(3, 'c', 2, 3, 'approved', 1);
    migrate(db, ALL, 0);
    expect(db.prepare('select key, url, title from articles order by id').all()).toEqual([
      { key: '/good', url: 'https://blog.example/good', title: 'Good' },
      { key: '/bad', url: null, title: null },
    ]);
  });
});
