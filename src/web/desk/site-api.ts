import type { Article, ArticleList, SiteSettings } from '../../http/api/shapes.js';
import { call } from './api.js';

const A_PAGE = '50';

/** What is to be changed of an article; what is not named stays. */
export interface ArticleChange {
  /** Null: its age decides. */
  readonly open?: boolean | null;
  readonly title?: string | null;
  readonly url?: string | null;
}

/** The calls about a site itself: its articles and its settings. */
export function siteApi(site: string) {
  const base = `/api/v1/sites/${encodeURIComponent(site)}`;
  return {
    articles: (q: string, cursor: string | null) => {
      const asked = { limit: A_PAGE, ...(q !== '' && { q }), ...(cursor !== null && { cursor }) };
      return call<ArticleList>('GET', `${base}/articles?${new URLSearchParams(asked)}`);
    },
    changeArticle: (article: string, change: ArticleChange) =>
      call<Article>('PATCH', `${base}/articles`, { article, ...change }),
    settings: () => call<SiteSettings>('GET', `${base}/moderation/settings`),
    changeSettings: (change: object) => call<SiteSettings>('PATCH', `${base}/moderation/settings`, change),
  };
}
