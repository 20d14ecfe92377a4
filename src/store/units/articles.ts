import { AfterwordError } from '../../domain/errors.js';
import type { Sql } from '../sql.js';
import { writeAudit } from './audit.js';
import { touchArticle, touchSite } from './placing.js';

interface ArticleFacts {
  readonly key: string;
  readonly url: string;
  readonly title: string | null;
}

/**
 * Finds an article by its key, or makes it known. What the blog itself says of it replaces what is known; a reader's word fills a missing title.
 * @throws AfterwordError `forbidden` for a closed article
 */
export async function findOrAddArticle(
  sql: Sql,
  siteId: number,
  article: ArticleFacts & { readonly byBlog: boolean },
  now: number,
): Promise<number> {
  const known = await sql.get<{ id: number; open: number; url: string; title: string | null }>(
    'select id, open, url, title from articles where site_id = ? and key = ?',
    siteId,
    article.key,
  );
  if (known === undefined) return addArticle(sql, siteId, article, now);
  if (known.open === 0) throw new AfterwordError('forbidden', 'This article is closed for comments.');
  const url = article.byBlog ? article.url : known.url;
  const title = article.byBlog ? (article.title ?? known.title) : (known.title ?? article.title);
  if (url !== known.url || title !== known.title) {
    await sql.run('update articles set url = ?, title = ? where id = ?', url, title, known.id);
    await touchArticle(sql, siteId, known.id);
  }
  return known.id;
}

/** Makes an article known. */
export async function addArticle(sql: Sql, siteId: number, article: ArticleFacts, now: number): Promise<number> {
  const row = await sql.get<{ id: number }>(
    'insert into articles (site_id, key, url, title, created_at) values (?, ?, ?, ?, ?) returning id',
    siteId,
    article.key,
    article.url,
    article.title,
    now,
  );
  await touchSite(sql, siteId);
  return (row as { id: number }).id;
}

/**
 * Closes or opens an article for comments.
 * @throws AfterwordError `not-found`
 */
export async function setArticleOpen(
  sql: Sql,
  it: { siteId: number; key: string; open: boolean; actor: string; now: number },
): Promise<void> {
  const article = await sql.get<{ id: number; open: number }>(
    'select id, open from articles where site_id = ? and key = ?',
    it.siteId,
    it.key,
  );
  if (article === undefined)
    throw new AfterwordError('not-found', 'There is no such article; it is known from its first comment on.');
  if ((article.open === 1) === it.open) return;
  await sql.run('update articles set open = ? where id = ?', it.open ? 1 : 0, article.id);
  await touchArticle(sql, it.siteId, article.id);
  const action = it.open ? 'open-article' : 'close-article';
  await writeAudit(sql, { comment: null, siteId: it.siteId, at: it.now, actor: it.actor, action, note: it.key });
}
