import { type Ageing, isClosedByAge, type KeptArticle } from '../../domain/article.js';
import { firstSeqAt } from '../../domain/comment.js';
import { AfterwordError } from '../../domain/errors.js';
import type { Sql } from '../sql.js';
import { writeAudit } from './audit.js';
import { touchArticle, touchSite } from './placing.js';

/** An article as the sender of a comment names it. */
export interface ArticleMention {
  readonly key: string;
  readonly url: string;
  readonly title: string | null;
  /** The blog itself speaks: what it says is public at once, and goes before what comments say. */
  readonly byBlog: boolean;
}

/** Columns of an article that are kept otherwise than they are used. */
type ArticleRow<It extends Pick<KeptArticle, 'saidOpen'> = KeptArticle> = Omit<It, 'saidOpen'> & {
  readonly saidOpen: number | null;
};

const KEPT = `a.id, a.key, a.url, a.title, a.said_open as "saidOpen", a.created_at as "createdAt",
  s.close_after_days as "closeAfterDays", a.count, a.version + s.closing_version as version`;
/** Articles `a` with their sites `s`: what a site says of all its articles is part of each. */
const OF_SITES = 'from articles a join sites s on s.id = a.site_id';

/** Reads articles as they are kept. `columns` are further ones, `rest` is what follows the tables. */
export async function keptArticles<More = unknown>(
  sql: Sql,
  columns: string,
  rest: string,
  ...values: (string | number)[]
): Promise<(KeptArticle & More)[]> {
  const rows = await sql.all<ArticleRow & More>(`select ${KEPT}${columns} ${OF_SITES} ${rest}`, ...values);
  return rows.map((row) => ({ ...row, saidOpen: row.saidOpen === null ? null : row.saidOpen === 1 }));
}

/** The versions of articles, which a setting of their sites is part of. */
export async function articleVersions(sql: Sql, ids: readonly number[]): Promise<Map<number, number>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.all<{ id: number; version: number }>(
    `select a.id, a.version + s.closing_version as version ${OF_SITES} where ${sql.among('a.id')}`,
    ids,
  );
  return new Map(rows.map(({ id, version }) => [id, version]));
}

/** What deciding on a new comment needs to know of its article. */
export interface KnownArticle extends Ageing {
  readonly id: number;
  readonly saidOpen: boolean | null;
  readonly saidUrl: string | null;
  readonly saidTitle: string | null;
}

/** An article that is known, by its key. */
export async function articleByKey(sql: Sql, siteId: number, key: string): Promise<KnownArticle | undefined> {
  const row = await sql.get<ArticleRow<KnownArticle>>(
    `select a.id, a.said_open as "saidOpen", a.created_at as "createdAt", s.close_after_days as "closeAfterDays",
       a.said_url as "saidUrl", a.said_title as "saidTitle" ${OF_SITES} where a.site_id = ? and a.key = ?`,
    siteId,
    key,
  );
  return row && { ...row, saidOpen: row.saidOpen === null ? null : row.saidOpen === 1 };
}

/**
 * The article that a comment is about: the one that is known by the key, or one that is made known. Only the blog itself says something of it here; what a reader says is kept with the comment, and
 * counts once that is published.
 * @throws AfterwordError `forbidden` for a closed article
 */
export async function findOrAddArticle(
  sql: Sql,
  siteId: number,
  known: KnownArticle | undefined,
  { key, url, title, byBlog }: ArticleMention,
  now: number,
): Promise<number> {
  if (known !== undefined) mustBeOpen(known, now);
  const id = known?.id ?? (await addArticle(sql, siteId, key, now));
  const said = byBlog ? { url, title: title ?? known?.saidTitle ?? null } : null;
  if (said !== null && (said.url !== known?.saidUrl || said.title !== known.saidTitle)) {
    await say(sql, siteId, id, said);
  }
  return id;
}

function mustBeOpen(known: KnownArticle, now: number): void {
  if (known.saidOpen === false) throw new AfterwordError('forbidden', 'This article is closed for comments.');
  if (isClosedByAge(known, now))
    throw new AfterwordError(
      'forbidden',
      `Comments are closed. This article is older than ${known.closeAfterDays === 1 ? '1 day' : `${known.closeAfterDays} days`}.`,
    );
}

/** Makes an article known. */
export async function addArticle(sql: Sql, siteId: number, key: string, now: number): Promise<number> {
  const row = await sql.get<{ id: number }>(
    'insert into articles (site_id, key, created_at, active) values (?, ?, ?, ?) returning id',
    siteId,
    key,
    now,
    firstSeqAt(now),
  );
  await touchSite(sql, siteId);
  return (row as { id: number }).id;
}

async function say(
  sql: Sql,
  siteId: number,
  articleId: number,
  said: { url: string | null; title: string | null },
): Promise<void> {
  sql.tell('update articles set said_url = ?, said_title = ? where id = ?', said.url, said.title, articleId);
  await touchArticle(sql, siteId, articleId);
}

/** Says whether an article takes comments, whatever its age; null lets its age decide. */
export async function sayOpen(sql: Sql, articleId: number, open: boolean | null): Promise<void> {
  sql.tell('update articles set said_open = ? where id = ?', open === null ? null : Number(open), articleId);
}

export interface ArticleChange {
  readonly siteId: number;
  readonly key: string;
  /** What is undefined stays as it is. Null lets the article's age decide. */
  readonly open?: boolean | null | undefined;
  /** Null takes back what was said, so that the published comments say it again. */
  readonly url?: string | null | undefined;
  readonly title?: string | null | undefined;
  readonly actor: string;
  readonly now: number;
}

/** Closes or opens an article for comments, and says what it is called and where it is; before its first comment too. */
export async function changeArticle(sql: Sql, it: ArticleChange): Promise<void> {
  const id = (await articleByKey(sql, it.siteId, it.key))?.id ?? (await addArticle(sql, it.siteId, it.key, it.now));
  const known = (await articleByKey(sql, it.siteId, it.key)) as KnownArticle;
  const note = (action: string) =>
    writeAudit(sql, { comment: null, siteId: it.siteId, at: it.now, actor: it.actor, action, note: it.key });
  if (it.open !== undefined && it.open !== known.saidOpen) {
    await sayOpen(sql, id, it.open);
    await touchArticle(sql, it.siteId, id);
    await note(it.open === null ? 'close-article-by-age' : it.open ? 'open-article' : 'close-article');
  }
  const url = it.url === undefined ? known.saidUrl : it.url;
  const title = it.title === undefined ? known.saidTitle : it.title;
  if (url !== known.saidUrl || title !== known.saidTitle) {
    await say(sql, it.siteId, id, { url, title });
    await note('change-article');
  }
}
