import { indexText, toFtsQuery } from '../../domain/search-text.js';
import type { SearchEntry, SearchFilter, SearchIndex, Sql } from '../sql.js';

/**
 * Search over SQLite's FTS5. Site, status, article and author are tokens of a column of their own, so that every filter is one intersection
 * of lists that FTS5 keeps sorted by position, and a page costs the same however many comments there are.
 */
export function searchOn(sql: Sql): SearchIndex {
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
    async find(filter, order, after, limit) {
      const match = expression(filter);
      if (match === null) return [];
      const [beyond, direction, start] = order === 'oldest' ? ['>', 'asc', -1] : ['<', 'desc', Number.MAX_SAFE_INTEGER];
      const rows = await sql.all<{ seq: number }>(
        `select rowid as seq from comment_search where comment_search match ? and rowid ${beyond} ? order by rowid ${direction} limit ?`,
        match,
        after ?? start,
        limit,
      );
      return rows.map((row) => row.seq);
    },
    async findSuspicious(filter, after, limit) {
      const match = expression(filter);
      if (match === null) return [];
      const rows = await sql.all<{ seq: number }>(
        `select c.seq from comment_search s join comments c on c.seq = s.rowid
         where comment_search match ? and (c.suspicion, c.seq) < (?, ?) order by c.suspicion desc, c.seq desc limit ?`,
        match,
        after?.suspicion ?? 2,
        after?.seq ?? 0,
        limit,
      );
      return rows.map((row) => row.seq);
    },
    async count(filter, cap) {
      const match = expression(filter);
      if (match === null) return 0;
      const row = await sql.get<{ n: number }>(
        'select count(*) as n from (select 1 from comment_search where comment_search match ? limit ?)',
        match,
        cap,
      );
      return row?.n ?? 0;
    },
  };
}

function columns(entry: SearchEntry): [number, string, string, string, string] {
  const scope = `s${entry.siteId} t${entry.status} a${entry.articleId}${entry.authorId === null ? '' : ` u${entry.authorId}`}`;
  return [entry.seq, scope, indexText(entry.body), indexText(entry.name), indexText(entry.url ?? '')];
}

/** The FTS5 expression of a filter; null when its words hold nothing that can be searched for. */
function expression(filter: SearchFilter): string | null {
  const scope = [
    `s${filter.siteId}`,
    filter.status === null ? null : `t${filter.status}`,
    filter.articleId === null ? null : `a${filter.articleId}`,
    filter.authorId === null ? null : `u${filter.authorId}`,
  ].filter((token) => token !== null);
  const scoped = `scope : (${scope.map((token) => `"${token}"`).join(' AND ')})`;
  if (filter.words === null) return scoped;
  const words = toFtsQuery(filter.words);
  return words === null ? null : `${scoped} AND {body name url} : (${words})`;
}
