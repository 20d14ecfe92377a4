import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { readMigrations } from '../../../src/store/migrations.js';
import { migrate } from '../../../src/store/sqlite/migrate.js';

const ALL = readMigrations('migrations/sqlite');

describe('a database of the time when an email alone was the author', () => {
  it('keeps its authors with their pictures, as those that a blog can vouch for', () => {
    const db = new Database(':memory:');
    migrate(
      db,
      ALL.filter(({ name }) => name < '0007-proofs.sql'),
      0,
    );
    db.exec(`insert into sites (id, slug, name, url, origins, policy, email_required, created_at)
        values (1, 'blog', 'A blog', 'https://blog.example/', '[]', 'hold', 1, 0);
      insert into articles (id, site_id, key, created_at) values (1, 1, '/a', 0);
      insert into authors (id, site_id, email_hash, seed, created_at) values (7, 1, x'01', x'0a', 0);
      insert into comments (seq, id, site_id, article_id, author_id, thread_seq, path, depth, status, status_at, author_name, avatar, body, html,
          editable_until, created_at, verdict_by, verdict_outcome)
        values (1, 'a', 1, 1, 7, 1, '', 0, 'pending', 0, 'Ada', '', '', '', 0, 0, 'none', 'unchecked'),
          (2, 'b', 1, 1, null, 2, '', 0, 'pending', 0, 'Guest', '', '', '', 0, 0, 'none', 'unchecked')`);
    migrate(db, ALL, 0);
    const rows = db.prepare(
      `select c.id, f.author_id as author, hex(f.seed) as seed, f.key_hash as key from comments c left join proofs f on f.id = c.proof_id`,
    );
    expect(rows.all()).toEqual([
      { id: 'a', author: 7, seed: '0A', key: null },
      { id: 'b', author: null, seed: '', key: null },
    ]);
  });
});
