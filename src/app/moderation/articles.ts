import { type Article, ageLimit, articleAt } from '../../domain/article.js';
import { timeOfSeq } from '../../domain/comment.js';
import { invalidField } from '../../domain/errors.js';
import type { Site } from '../../domain/site.js';
import { cleanLine } from '../../domain/text.js';
import { type Clock, rfc3339 } from '../../domain/time.js';
import type { Store } from '../../store/store.js';
import type { ArticleListQuery, ArticlePosition, ListedArticle } from '../../store/units/article-list.js';
import type { ArticleChange } from '../../store/units/articles.js';
import { mustBeOnSite, TITLE_MAX, urlOnSite } from '../comments/clean-submission.js';

/** An article as moderators see it in the list. */
export interface ModeratedArticle extends Pick<Article, 'key' | 'url' | 'title' | 'open'> {
  /** What was said of it, whatever its age. */
  readonly said: 'open' | 'closed' | null;
  /** When articles of its age are closed, whatever was said of it; null on a site that closes none. */
  readonly closesAt: string | null;
  readonly counts: { readonly approved: number; readonly pending: number; readonly spam: number };
  readonly activeAt: string;
  readonly createdAt: string;
}

export type Articles = ReturnType<typeof createArticles>;

/** What moderators do with articles. */
export function createArticles(store: Pick<Store, 'articleList' | 'articleView' | 'changeArticle'>, clock: Clock) {
  return {
    /**
     * A page of a site's articles, those with the newest comments first.
     * @param q words that stand in the key or the title
     */
    async list(
      site: Site,
      { q, ...page }: Pick<ArticleListQuery, 'limit' | 'after'> & { readonly q: string },
    ): Promise<{ articles: ModeratedArticle[]; next: ArticlePosition | null }> {
      const words = q.split(/\s+/u).filter((word) => word !== '');
      const { articles, next } = await store.articleList({ siteId: site.id, words, ...page });
      const now = clock.now();
      return { articles: articles.map((listed) => moderated(listed, now)), next };
    },

    /**
     * Closes or opens an article for comments, and puts right what it is called and where it is.
     * @returns it as it is now
     * @throws AfterwordError `invalid` for a URL that is not on the site
     */
    async change(
      site: Site,
      key: string,
      { open, title, url }: Pick<ArticleChange, 'open' | 'title' | 'url'>,
      actor: string,
    ): Promise<Article> {
      const clean = url == null ? url : urlOnSite(site, url)?.href;
      if (url != null && clean === undefined) throw invalidField('/url', mustBeOnSite(site));
      const now = clock.now();
      await store.changeArticle({
        siteId: site.id,
        key,
        open,
        title: title == null ? title : cleanLine(title, TITLE_MAX) || null,
        url: clean,
        actor,
        now,
      });
      const { article } = await store.articleView({ siteId: site.id, key });
      if (article === null) throw new Error('an article that was changed is not there');
      return articleAt(article, now);
    },
  };
}

function moderated(listed: ListedArticle, now: number): ModeratedArticle {
  const { key, url, title, open, saidOpen, createdAt } = articleAt(listed, now);
  const limit = ageLimit(listed);
  return {
    ...{ key, url, title, open },
    said: saidOpen === null ? null : saidOpen ? 'open' : 'closed',
    closesAt: limit === null ? null : rfc3339(limit),
    counts: { approved: listed.count, pending: listed.pending, spam: listed.spam },
    activeAt: rfc3339(timeOfSeq(listed.active)),
    createdAt: rfc3339(createdAt),
  };
}
