import { afterEach, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { migrate } from '../../../src/store/sqlite/migrate.js';
import { sqliteMigrations } from '../../support/store-sqlite.js';

const PLACES = '0006-edits-and-places.sql';
const db = new Database(':memory:');
afterEach(() => void db.close());

type Row = readonly [
  seq: number,
  parent: number | null,
  status: string,
  placeholder: 0 | 1,
  visible: 0 | 1,
  replies: number,
];

/** What an older version kept: under a hidden comment nothing was seen, nor counted. */
const OLD: readonly Row[] = [
  [1, null, 'trash', 0, 0, 0],
  [2, 1, 'approved', 0, 0, 0],
  [3, 2, 'pending', 0, 0, 0],
  [4, 3, 'approved', 0, 0, 0],
  [5, null, 'trash', 1, 0, 0],
  [6, 5, 'approved', 0, 0, 0],
  [7, null, 'approved', 1, 1, 0],
  [8, 7, 'pending', 0, 0, 0],
  [9, null, 'approved', 0, 1, 1],
  [10, 9, 'approved', 0, 1, 0],
];

function fill(): void {
  db.exec(`insert into sites values (1, 'default', 'A', 'https://blog.example/', '[]', 'hold', 1, 1, 0);
    insert into articles (id, site_id, key, url, count, created_at) values (1, 1, '/a', 'https://blog.example/a', 2, 0);`);
  const add = db.prepare(
    `insert into comments (seq, parent_seq, status, placeholder, visible, replies, thread_seq, id, site_id, article_id, path, depth, status_at,
       author_name, avatar, body, html, editable_until, created_at, verdict_by, verdict_outcome)
     values (?, ?, ?, ?, ?, ?, ?, ?, 1, 1, '', 0, 0, '', '', '', '', 0, 0, 'none', 'unchecked')`,
  );
  const tops = new Map<number, number>();
  for (const row of OLD) {
    const [seq, parent] = row;
    const top = parent === null ? seq : (tops.get(parent) as number);
    tops.set(seq, top);
    add.run(...row, top, String(seq));
  }
}

describe('a database of the time when a hidden comment hid its answers', () => {
  test('has the answers published and counted, below places that say who emptied them', () => {
    const all = sqliteMigrations();
    migrate(
      db,
      all.filter(({ name }) => name < PLACES),
      0,
    );
    fill();
    expect(migrate(db, all, 0)[0]).toBe(PLACES);
    const rows = db.prepare('select seq, visible, replies, removed_by as by from comments order by seq').raw().all();
    expect(rows).toEqual([
      [1, 1, 2, null],
      [2, 1, 1, null],
      [3, 1, 1, null],
      [4, 1, 0, null],
      [5, 1, 1, 'moderator'],
      [6, 1, 0, null],
      [7, 0, 0, 'author'],
      [8, 0, 0, null],
      [9, 1, 1, null],
      [10, 1, 0, null],
    ]);
    expect(db.prepare('select count, version from articles').raw().get()).toEqual([5, 2]);
  });
});
