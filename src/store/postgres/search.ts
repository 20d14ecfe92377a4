import { STATUSES } from '../../domain/comment.js';
import type { SearchFilter, Sql, SqlList, SqlValue } from '../sql.js';
import type { RefilingSearch } from '../staged-search.js';
import { queryOf, vectorOf } from './words.js';

/** So many of the newest, or the oldest, are looked through one by one before the index is asked: most pages are full by then. */
const WALKED = 5_000;
/** So many of the newest that match are put in the order of suspicion: all would have to be looked at for a single page. */
const MOST_BY_SUSPICION = 1_000;
const BEYOND_ALL = Number.MAX_SAFE_INTEGER;

/** A text of SQL with the values for its question marks. */
interface Piece {
  readonly text: string;
  readonly values: readonly (SqlValue | SqlList)[];
}

/** Part of the list from which a walk begins, and in which direction. */
interface Walk {
  readonly order: 'oldest' | 'newest';
  readonly after: number;
  readonly limit: number;
}

/**
 * Search over a `tsvector` a comment. Status, article and author are asked of the comments themselves, so that a decision changes nothing of the
 * index. A GIN index gives all finds before the first is known to be the newest; so the newest comments are looked through before it is asked.
 */
export function searchOn(sql: Sql): RefilingSearch {
  /** Finds among the first of a list, and whether that was all of it. */
  async function findWalking(
    filter: SearchFilter,
    query: string | null,
    walk: Walk,
  ): Promise<{ seqs: number[]; wasAll: boolean }> {
    const direction = walk.order === 'oldest' ? 'asc' : 'desc';
    const list = listOf(filter, { ...walk, limit: query === null ? walk.limit : WALKED });
    if (query === null) {
      const rows = await sql.all<{ seq: number }>(list.text, ...list.values);
      return { seqs: rows.map(({ seq }) => seq), wasAll: true };
    }
    const row = await sql.get<{ walked: number; seqs: string[] }>(
      `with walk as materialized (${list.text}),
         found as (select w.seq from walk w join comment_search s on s.seq = w.seq where s.words @@ cast(? as tsquery) order by w.seq ${direction} limit ?)
       select (select count(*) from walk) as walked, array(select seq from found order by seq ${direction}) as seqs`,
      ...list.values,
      query,
      walk.limit,
    );
    return { seqs: (row?.seqs ?? []).map(Number), wasAll: (row?.walked ?? 0) < WALKED };
  }

  async function findIndexed(filter: SearchFilter, query: string, { order, after, limit }: Walk): Promise<number[]> {
    const where = conditionOf(filter);
    const [beyond, direction] = order === 'oldest' ? ['>', 'asc'] : ['<', 'desc'];
    const rows = await sql.all<{ seq: number }>(
      `with found as materialized (select seq from comment_search where words @@ cast(? as tsquery))
       select c.seq from found join comments c on c.seq = found.seq where ${where.text} and c.seq ${beyond} ? order by c.seq ${direction} limit ?`,
      query,
      ...where.values,
      after,
      limit,
    );
    return rows.map(({ seq }) => seq);
  }

  /** The query that a filter means; null without words, undefined for words that hold nothing to search for. */
  function asked({ words, siteIds }: SearchFilter): string | null | undefined {
    return words === null ? null : (queryOf(words, siteIds) ?? undefined);
  }

  async function find(
    filter: SearchFilter,
    order: Walk['order'],
    after: number | null,
    limit: number,
  ): Promise<number[]> {
    const query = asked(filter);
    if (query === undefined) return [];
    const walk = { order, after: after ?? (order === 'oldest' ? -1 : BEYOND_ALL), limit };
    const { seqs, wasAll } = await findWalking(filter, query, walk);
    return wasAll || query === null || seqs.length >= limit ? seqs : findIndexed(filter, query, walk);
  }

  return {
    async put(entry) {
      sql.tell(
        `insert into comment_search (seq, words) values (?, cast(? as tsvector))
         on conflict (seq) do update set words = excluded.words`,
        entry.seq,
        vectorOf(entry),
      );
    },
    async remove({ seq }) {
      sql.tell('delete from comment_search where seq = ?', seq);
    },
    // The status stands with the comment.
    refile: async () => undefined,
    find,
    async findSuspicious(filter, after, limit) {
      const newest = await find(filter, 'newest', null, MOST_BY_SUSPICION);
      const rows = await sql.all<{ seq: number }>(
        `select seq from comments where ${sql.among('seq')} and (suspicion, seq) < (?, ?) order by suspicion desc, seq desc limit ?`,
        newest,
        after?.suspicion ?? 2,
        after?.seq ?? 0,
        limit,
      );
      return rows.map(({ seq }) => seq);
    },
    async count(filter, cap) {
      const query = asked(filter);
      if (query === undefined) return { n: 0, isBounded: false };
      const walk = { order: 'newest', after: BEYOND_ALL, limit: cap } as const;
      const { seqs, wasAll } = await findWalking(filter, query, walk);
      const all = wasAll || query === null || seqs.length >= cap ? seqs : await findIndexed(filter, query, walk);
      return { n: all.length, isBounded: false };
    },
  };
}

/** The first comments that a filter lets through, whatever their words: put together from lists that an index keeps in the order of time. */
function listOf(filter: SearchFilter, { order, after, limit }: Walk): Piece {
  const [beyond, direction] = order === 'oldest' ? ['>', 'asc'] : ['<', 'desc'];
  const beginnings = listsOf(filter).map(({ text, values }) => ({
    text: `(select seq from comments c where ${text} and seq ${beyond} ? order by seq ${direction} limit ?)`,
    values: [...values, after, limit],
  }));
  return {
    text: `select seq from (${beginnings.map(({ text }) => text).join(' union all ')}) as beginnings order by seq ${direction} limit ?`,
    values: [...beginnings.flatMap(({ values }) => values), limit],
  };
}

/** Each site, status and kind of waiting edit is a list of its own. */
function listsOf(filter: SearchFilter): Piece[] {
  const places: Piece[] =
    filter.articleId === null && filter.authorId === null
      ? filter.siteIds.map((id) => ({ text: 'c.site_id = ?', values: [id] }))
      : [placeOf(filter)];
  return places.flatMap((place) =>
    statesOf(filter).map((state) => ({ text: `${place.text} and ${state}`, values: place.values })),
  );
}

function placeOf({ siteIds, articleId, authorId }: SearchFilter): Piece {
  const parts: Piece[] = [{ text: 'c.site_id = any(?)', values: [siteIds] }];
  if (articleId !== null) parts.push({ text: 'c.article_id = ?', values: [articleId] });
  if (authorId !== null) parts.push({ text: 'c.author_id = ?', values: [authorId] });
  return { text: parts.map(({ text }) => text).join(' and '), values: parts.flatMap(({ values }) => values) };
}

/** An edit of what is published waits among what is pending. */
function statesOf({ status }: SearchFilter): string[] {
  const statuses = (status === null ? STATUSES : [status]).map((one) => `c.status = '${one}' and c.placeholder = 0`);
  return status === 'pending' ? [...statuses, `c.status = 'approved' and c.proposed_at is not null`] : statuses;
}

function conditionOf(filter: SearchFilter): Piece {
  const { text, values } = placeOf(filter);
  return { text: `${text} and (${statesOf(filter).join(' or ')})`, values };
}
