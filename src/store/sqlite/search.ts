import { STATUSES, type Status } from '../../domain/comment.js';
import { indexText, SCOPE_MARK } from '../search-text.js';
import type { SearchEntry, SearchFilter, Sql, SqlValue } from '../sql.js';
import type { RefilingSearch } from '../staged-search.js';
import { typedWords } from './typed-words.js';

/** What so few comments hold is looked through; beyond it, the lists of site and status are intersected with it. */
const FEW = 500;
/** So many of the newest that match are put in the order of suspicion: all would have to be looked at for a single page. */
const MOST_BY_SUSPICION = 1000;

/** How a filter is asked for. */
interface Question {
  /** An FTS5 expression. */
  readonly match: string;
  /** Whether site and status are looked up for each find, rather than being in the expression. */
  readonly looksUp: boolean;
  /** Not all that the words mean is asked for. */
  readonly isBounded: boolean;
}

/**
 * Search over SQLite's FTS5. Site, status, article and author are tokens of a column of their own. FTS5 intersects its lists, which are sorted by
 * position, step by step from any of them, so that a page of what many comments hold costs the same however many there are. From few finds it would
 * leap far along the long lists of a site and a status, which it does slowly towards older ones: there, both are looked up in an index.
 */
export function searchOn(sql: Sql): RefilingSearch {
  const readTyped = typedWords(sql);
  const questions = new WeakMap<SearchFilter, Promise<Question | null>>();

  /** A filter's question, found out once; null when its words hold nothing that can be searched for. */
  function questionOf(filter: SearchFilter): Promise<Question | null> {
    const question = questions.get(filter) ?? findOut(filter);
    questions.set(filter, question);
    return question;
  }

  async function findOut(filter: SearchFilter): Promise<Question | null> {
    const typed = filter.words === null ? null : await readTyped(filter.words);
    if (typed === null && filter.words !== null) return null;
    const rest = typed === null ? [] : [`{body name url} : (${typed.query})`];
    const isBounded = typed?.isBounded === true;
    const rare = [...scoped(rareTokens(filter)), ...rest].join(' AND ');
    if (rare !== '' && (await countOf({ match: rare, looksUp: false, isBounded }, filter, FEW)) < FEW)
      return { match: rare, looksUp: true, isBounded };
    const match = [commonScope(filter), ...scoped(rareTokens(filter)), ...rest].join(' AND ');
    return { match, looksUp: false, isBounded };
  }

  async function countOf(question: Question, filter: SearchFilter, cap: number): Promise<number> {
    const [from, ...values] = source(question, filter);
    const row = await sql.get<{ n: number }>(
      `select count(*) as n from (select 1 from ${from} limit ?)`,
      ...values,
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
    async refile({ seq, siteId, status }, to) {
      // To FTS5 a row is the set of its words: one is taken out and another put in, and the rest stays where it is.
      const remove = `insert into comment_search (comment_search, rowid, scope) values ('delete', ?, ?)`;
      await sql.run(remove, seq, statusToken(siteId, status));
      await sql.run('insert into comment_search (rowid, scope) values (?, ?)', seq, statusToken(siteId, to));
    },
    async find(filter, order, after, limit) {
      const question = await questionOf(filter);
      if (question === null) return [];
      const [beyond, direction, start] = order === 'oldest' ? ['>', 'asc', -1] : ['<', 'desc', Number.MAX_SAFE_INTEGER];
      const [from, ...values] = source(question, filter);
      // FTS5 begins at a position only when it is given as an integer, which a number of JavaScript is not to SQLite.
      const rows = await sql.all<{ seq: number }>(
        `select rowid as seq from ${from} and rowid ${beyond} cast(? as integer) order by rowid ${direction} limit ?`,
        ...values,
        after ?? start,
        limit,
      );
      return rows.map((row) => row.seq);
    },
    async findSuspicious(filter, after, limit) {
      const question = await questionOf(filter);
      if (question === null) return [];
      const [from, ...values] = source(question, filter);
      const rows = await sql.all<{ seq: number }>(
        `select c.seq from (select rowid as seq from ${from} order by rowid desc limit ?) s
           join comments c on c.seq = s.seq
         where (c.suspicion, c.seq) < (?, ?) order by c.suspicion desc, c.seq desc limit ?`,
        ...values,
        MOST_BY_SUSPICION,
        after?.suspicion ?? 2,
        after?.seq ?? 0,
        limit,
      );
      return rows.map((row) => row.seq);
    },
    async count(filter, cap) {
      const question = await questionOf(filter);
      if (question === null) return { n: 0, isBounded: false };
      return { n: await countOf(question, filter, cap), isBounded: question.isBounded };
    },
  };
}

/** What follows `from`, and its values. */
function source({ match, looksUp }: Question, { siteIds, status }: SearchFilter): [string, ...SqlValue[]] {
  if (!looksUp) return ['comment_search where comment_search match ?', match];
  const sites = `site_id in (${siteIds.map(() => '?').join(', ')})`;
  const statuses = status === null ? STATUSES : [status];
  const orEdit = `or exists (
       select 1 from comments e where e.seq = comment_search.rowid and e.${sites} and e.status = 'approved' and e.proposed_at is not null)`;
  const edits = status === 'pending' ? siteIds : [];
  return [
    `comment_search where comment_search match ? and (exists (
       select 1 from comments indexed by comments_queue
       where ${sites} and status in (${statuses.map(() => '?').join(', ')}) and placeholder = 0 and seq = comment_search.rowid) ${status === 'pending' ? orEdit : ''})`,
    match,
    ...siteIds,
    ...statuses,
    ...edits,
  ];
}

function columns(entry: SearchEntry): [number, string, string, string, string] {
  return [
    entry.seq,
    [siteToken(entry.siteId), ...statusTokens(entry), ...rareTokens(entry)].join(' '),
    indexText(entry.body),
    indexText(entry.name),
    indexText(entry.url ?? ''),
  ];
}

/** An expression of words of the column `scope`, if there are any. */
function scoped(tokens: readonly string[]): string[] {
  return tokens.length === 0 ? [] : [`scope : (${tokens.map((token) => `"${token}"`).join(' AND ')})`];
}

function siteToken(siteId: number): string {
  return `${SCOPE_MARK}s${siteId}`;
}

/** The statuses among which a row is found. An edit of what is published waits among what is pending. */
function statusTokens({ siteId, status, hasEdit }: SearchEntry): string[] {
  return [statusToken(siteId, status), ...(hasEdit ? [statusToken(siteId, 'pending')] : [])];
}

/** A row's status on its site. */
function statusToken(siteId: number, status: Status): string {
  return `${SCOPE_MARK}s${siteId}${status}`;
}

/** What a large part of all comments have: any of these. */
function commonScope({ siteIds, status }: SearchFilter): string {
  const tokens = siteIds.map((id) => `"${status === null ? siteToken(id) : statusToken(id, status)}"`);
  return `scope : (${tokens.join(' OR ')})`;
}

/** What few comments have. */
function rareTokens({ articleId, authorId }: Pick<SearchFilter, 'articleId' | 'authorId'>): string[] {
  return [
    ...(articleId === null ? [] : [`${SCOPE_MARK}a${articleId}`]),
    ...(authorId === null ? [] : [`${SCOPE_MARK}u${authorId}`]),
  ];
}
