import type { Status } from '../../domain/comment.js';
import { indexText, toFtsQuery } from '../../domain/search-text.js';
import type { SearchEntry, SearchFilter, Sql } from '../sql.js';
import type { RefilingSearch } from './staged-search.js';

/** A word that so many comments hold is itself what is meant, not the beginning of others. */
const FREQUENT = 200;
/** So many of the newest that match are put in the order of suspicion: all would have to be looked at for a single page. */
const MOST_BY_SUSPICION = 2000;

/**
 * Search over SQLite's FTS5. Site, status, article and author are tokens of a column of their own, so that every filter is one intersection
 * of lists that FTS5 keeps sorted by position, and a page costs the same however many comments there are.
 */
export function searchOn(sql: Sql): RefilingSearch {
  /** The FTS5 expression of a filter; null when its words hold nothing that can be searched for. */
  async function expression(filter: SearchFilter): Promise<string | null> {
    const scope = scopeTokens(filter).map((token) => `"${token}"`);
    const scoped = `scope : (${scope.join(' AND ')})`;
    if (filter.words === null) return scoped;
    const words = toFtsQuery(filter.words);
    return words === null ? null : `${scoped} AND {body name url} : (${await withoutVagueEnd(words)})`;
  }

  /**
   * The last word is searched for as the beginning of words, for which FTS5 gathers the lists of all of them before it gives the first position.
   * That must not be more than a moment's work, so the beginning of a frequent word is taken for the word.
   */
  async function withoutVagueEnd(words: string): Promise<string> {
    const [, last] = /("[^"]*")\*$/.exec(words) ?? [];
    if (last === undefined || (await countOf(`{body name url} : ${last}`, FREQUENT)) < FREQUENT) return words;
    return words.slice(0, -1);
  }

  async function countOf(match: string, cap: number): Promise<number> {
    const row = await sql.get<{ n: number }>(
      'select count(*) as n from (select 1 from comment_search where comment_search match ? limit ?)',
      match,
      cap,
    );
    return row?.n ?? 0;
  }

  return {
    async put(entry) {
      await sql.run(
        'insert into comment_search (rowid, scope, body, name, url) values (?, ?, ?, ?, ?)',
        ...columns(entry),
      );
    },
    async remove(entry) {
      await sql.run(
        `insert into comment_search (comment_search, rowid, scope, body, name, url) values ('delete', ?, ?, ?, ?, ?)`,
        ...columns(entry),
      );
    },
    async refile(seq, from, to) {
      // To FTS5 a row is the set of its words: one is taken out and another put in, and the rest stays where it is.
      const remove = `insert into comment_search (comment_search, rowid, scope) values ('delete', ?, ?)`;
      await sql.run(remove, seq, statusToken(from));
      await sql.run('insert into comment_search (rowid, scope) values (?, ?)', seq, statusToken(to));
    },
    async find(filter, order, after, limit) {
      const match = await expression(filter);
      if (match === null) return [];
      const [beyond, direction, start] = order === 'oldest' ? ['>', 'asc', -1] : ['<', 'desc', Number.MAX_SAFE_INTEGER];
      // FTS5 begins at a position only when it is given as an integer, which a number of JavaScript is not to SQLite.
      const rows = await sql.all<{ seq: number }>(
        `select rowid as seq from comment_search where comment_search match ? and rowid ${beyond} cast(? as integer)
         order by rowid ${direction} limit ?`,
        match,
        after ?? start,
        limit,
      );
      return rows.map((row) => row.seq);
    },
    async findSuspicious(filter, after, limit) {
      const match = await expression(filter);
      if (match === null) return [];
      const rows = await sql.all<{ seq: number }>(
        `select c.seq from (select rowid as seq from comment_search where comment_search match ? order by rowid desc limit ?) s
           join comments c on c.seq = s.seq
         where (c.suspicion, c.seq) < (?, ?) order by c.suspicion desc, c.seq desc limit ?`,
        match,
        MOST_BY_SUSPICION,
        after?.suspicion ?? 2,
        after?.seq ?? 0,
        limit,
      );
      return rows.map((row) => row.seq);
    },
    async count(filter, cap) {
      const match = await expression(filter);
      return match === null ? 0 : countOf(match, cap);
    },
  };
}

function columns(entry: SearchEntry): [number, string, string, string, string] {
  return [
    entry.seq,
    scopeTokens(entry).join(' '),
    indexText(entry.body),
    indexText(entry.name),
    indexText(entry.url ?? ''),
  ];
}

/** A row's status in its column `scope`; no word that people write, since a word of the body would be taken for it when it is removed. */
function statusToken(status: Status): string {
  return `afterword0status0${status}`;
}

/** What narrows a search, as words of the column `scope`. */
function scopeTokens(of: Pick<SearchFilter, 'siteId' | 'status' | 'articleId' | 'authorId'>): string[] {
  return [
    `s${of.siteId}`,
    of.status === null ? null : statusToken(of.status),
    of.articleId === null ? null : `a${of.articleId}`,
    of.authorId === null ? null : `u${of.authorId}`,
  ].filter((token) => token !== null);
}
