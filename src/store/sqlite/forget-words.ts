import { SCOPE_MARK } from '../search-text.js';
import type { Connection } from './connection.js';

/** Pages of the index that are written between two looks at the lock: others may write in between. */
const PAGES_A_STEP = 500;
/** No comment has this position. */
const NOBODY = -1;

/**
 * Rewrites the search index if words that no comment holds any more are left in it. FTS5 removes the words of a row at once (`secure-delete`), but
 * remembers the beginning of the first word of each page until the page is written anew, also when that word is gone.
 */
export function forgetWords(db: Connection): void {
  db.exec(`create virtual table if not exists temp.words_left using fts5vocab ('main', 'comment_search', 'instance')`);
  if (!remembersWords(db)) return;
  const add = db.prepare('insert into comment_search (rowid, scope) values (?, ?)');
  const remove = db.prepare(`insert into comment_search (comment_search, rowid, scope) values ('delete', ?, ?)`);
  const merge = db.prepare(`insert into comment_search (comment_search, rank) values ('merge', ?)`);
  // An index of one segment is merged with nothing, and so not written anew.
  add.run(NOBODY, SCOPE_MARK);
  for (let pages = -PAGES_A_STEP; changesOf(db, () => merge.run(pages)) >= 2; pages = PAGES_A_STEP);
  remove.run(NOBODY, SCOPE_MARK);
}

/** Whether the beginning of a page is no beginning of a word. FTS5 keeps it behind a byte of its own. */
function remembersWords(db: Connection): boolean {
  const found = db
    .prepare(
      `select 1 from (select cast(substr(term, 2) as text) as start from comment_search_idx where length(term) > 1)
       where not exists (select 1 from temp.words_left where term >= start and term < start || char(1114111)) limit 1`,
    )
    .get();
  return found !== undefined;
}

/** FTS5 says by it whether there was anything left to merge (https://www.sqlite.org/fts5.html#the_merge_command). */
function changesOf(db: Connection, work: () => unknown): number {
  const total = db.prepare<[], number>('select total_changes()').pluck();
  const before = total.get() as number;
  work();
  return (total.get() as number) - before;
}
