import type { KeptArticle } from '../../domain/article.js';
import { foldLetters } from '../../words/fold.js';
import type { Sql } from '../sql.js';
import { keptArticles } from './articles.js';

/** An article as moderators list it. */
export interface ListedArticle extends KeptArticle {
  /** Position in time of the newest comment that came, or of when the article became known. */
  readonly active: number;
  /** Comments that wait, edits of published ones included, counted up to `COUNT_CAP`. */
  readonly pending: number;
  /** Counted likewise. */
  readonly spam: number;
}

/** Where a list of articles goes on. */
export type ArticlePosition = Pick<ListedArticle, 'active' | 'id'>;

export interface ArticleListPage {
  readonly articles: readonly ListedArticle[];
  /** The article behind which the next page begins; null at the end. */
  readonly next: ArticlePosition | null;
}

export interface ArticleListQuery {
  readonly siteId: number;
  /** All of them stand in the key or the title; none: every article. */
  readonly words: readonly string[];
  readonly limit: number;
  readonly after: ArticlePosition | null;
}

/** Up to here an article's comments are counted. */
const COUNT_CAP = 1000;
/** So many articles one page looks for words in; the next page goes on behind them. */
const MOST_SEARCHED = 5000;
/** So many are read at a time while words are looked for. */
const A_RUN = 500;
const START: ArticlePosition = { active: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER };

type Found = KeptArticle & ArticlePosition;

/** A site's articles, those with the newest comments first. */
export async function articleList(sql: Sql, it: ArticleListQuery): Promise<ArticleListPage> {
  const { found, next } = await findArticles(sql, it);
  return { articles: await withCounts(sql, found), next };
}

async function findArticles(sql: Sql, it: ArticleListQuery): Promise<{ found: Found[]; next: ArticlePosition | null }> {
  const words = it.words.map(foldLetters);
  const run = words.length === 0 ? it.limit + 1 : A_RUN;
  const found: Found[] = [];
  let after = it.after ?? START;
  for (let looked = 0; looked < MOST_SEARCHED; looked += run) {
    const rows = await behind(sql, it.siteId, after, run);
    for (const row of rows) {
      if (found.length === it.limit) return { found, next: after };
      if (hasWords(row, words)) found.push(row);
      after = { active: row.active, id: row.id };
    }
    if (rows.length < run) return { found, next: null };
  }
  return { found, next: after };
}

function behind(sql: Sql, siteId: number, { active, id }: ArticlePosition, limit: number): Promise<Found[]> {
  return keptArticles<ArticlePosition>(
    sql,
    ', a.active',
    'where a.site_id = ? and (a.active, a.id) < (?, ?) order by a.active desc, a.id desc limit ?',
    siteId,
    active,
    id,
    limit,
  );
}

function hasWords({ key, title }: KeptArticle, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = foldLetters(`${decoded(key)}\n${title ?? ''}`);
  return words.every((word) => text.includes(word));
}

/** A key as people read it; it may hold what is no encoded text. */
function decoded(key: string): string {
  if (!key.includes('%')) return key;
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

async function withCounts(sql: Sql, found: readonly Found[]): Promise<ListedArticle[]> {
  const counts = await sql.all<{ id: number; pending: number; edits: number; spam: number }>(
    `select a.id, ${countOf("c.status = 'pending' and c.placeholder = 0")} as pending,
       ${countOf("c.status = 'approved' and c.proposed_at is not null")} as edits,
       ${countOf("c.status = 'spam' and c.placeholder = 0")} as spam
     from articles a where ${sql.among('a.id')}`,
    found.map(({ id }) => id),
  );
  const byId = new Map(counts.map((row) => [row.id, row]));
  return found.map((article) => {
    const { pending = 0, edits = 0, spam = 0 } = byId.get(article.id) ?? {};
    return { ...article, pending: Math.min(COUNT_CAP, pending + edits), spam };
  });
}

function countOf(which: string): string {
  return `(select count(*) from (select 1 from comments c where c.article_id = a.id and ${which} limit ${COUNT_CAP}) as counted)`;
}
