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

interface KnownArticle {
  readonly id: number;
  readonly open: number;
  readonly saidUrl: string | null;
  readonly saidTitle: string | null;
}

function articleByKey(sql: Sql, siteId: number, key: string): Promise<KnownArticle | undefined> {
  return sql.get<KnownArticle>(
    'select id, open, said_url as "saidUrl", said_title as "saidTitle" from articles where site_id = ? and key = ?',
    siteId,
    key,
  );
}

/**
 * Finds an article by its key, or makes it known. Only the blog itself says something of it here; what a reader says is kept with the comment, and
 * counts once that is published.
 * @throws AfterwordError `forbidden` for a closed article
 */
export async function findOrAddArticle(
  sql: Sql,
  siteId: number,
  { key, url, title, byBlog }: ArticleMention,
  now: number,
): Promise<number> {
  const known = await articleByKey(sql, siteId, key);
  if (known?.open === 0) throw new AfterwordError('forbidden', 'This article is closed for comments.');
  const id = known?.id ?? (await addArticle(sql, siteId, key, now));
  const said = byBlog ? { url, title: title ?? known?.saidTitle ?? null } : null;
  if (said !== null && (said.url !== known?.saidUrl || said.title !== known.saidTitle)) {
    await say(sql, siteId, id, said);
  }
  return id;
}

/** Makes an article known. */
export async function addArticle(sql: Sql, siteId: number, key: string, now: number): Promise<number> {
  const row = await sql.get<{ id: number }>(
    'insert into articles (site_id, key, created_at) values (?, ?, ?) returning id',
    siteId,
    key,
    now,
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
  await sql.run('update articles set said_url = ?, said_title = ? where id = ?', said.url, said.title, articleId);
  await touchArticle(sql, siteId, articleId);
}

export interface ArticleChange {
  readonly siteId: number;
  readonly key: string;
  /** What is undefined stays as it is. */
  readonly open?: boolean | undefined;
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
  if (it.open !== undefined && it.open !== (known.open === 1)) {
    await sql.run('update articles set open = ? where id = ?', it.open ? 1 : 0, id);
    await touchArticle(sql, it.siteId, id);
    await note(it.open ? 'open-article' : 'close-article');
  }
  const url = it.url === undefined ? known.saidUrl : it.url;
  const title = it.title === undefined ? known.saidTitle : it.title;
  if (url !== known.saidUrl || title !== known.saidTitle) {
    await say(sql, it.siteId, id, { url, title });
    await note('change-article');
  }
}
