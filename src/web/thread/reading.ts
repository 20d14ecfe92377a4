import type { Article, Comment, ThreadList } from '../../http/api/shapes.js';
import type { CallError } from './api.js';
import type { Options } from './options.js';
import type { Branch, Tree } from './tree.js';

/** Threads that are loaded at a time. */
const PAGE = 50;
/** The most threads or replies that the service gives in one page. */
const LONG_PAGE = 200;

/** What is needed of the article. Until the first page comes, it counts as open and without comments. */
type KnownArticle = Pick<Article, 'key' | 'open' | 'count'>;

/** Loads an article's comments into a tree, page by page. */
export interface Reading {
  /** The article as the last page described it. */
  article(): KnownArticle;
  /** Whether the first page has come. */
  isLoaded(): boolean;
  hasMore(): boolean;
  /** Corrects the number of comments after one was published (1) or removed (-1) here. */
  count(by: number): void;
  /** Loads the next page of threads. @returns the comments that are new */
  more(): Promise<Branch[]>;
  /** Loads the next replies of a thread. @returns those that are new */
  moreAnswers(top: Branch): Promise<Branch[]>;
  /** Finds a comment, and loads pages until it is in the tree; null if it is not published. */
  find(id: string): Promise<Branch | null>;
}

/**
 * @param show called with each comment that was loaded, after it was put into the tree
 * @param settled called when all comments of a page are in the tree, with those that are new
 */
export function createReading(
  { call, key: ownKey, url, order }: Pick<Options, 'call' | 'key' | 'url' | 'order'>,
  tree: Tree,
  show: (branch: Branch) => void,
  settled: (fresh: readonly Branch[]) => void,
): Reading {
  const key = ownKey ?? url.pathname;
  let cursor: string | null = '';
  let article: KnownArticle = { key, open: true, count: 0 };
  const answersCursor = new Map<Branch, string>();

  function getPage(parameters: Readonly<Record<string, string>>): Promise<ThreadList> {
    const given = Object.entries({ article: key, ...parameters }).filter(([, value]) => value !== '');
    return call<ThreadList>(`/comments?${new URLSearchParams(given)}`);
  }

  function put(comments: readonly Comment[]): Branch[] {
    const fresh: Branch[] = [];
    for (const comment of comments) {
      const isNew = !tree.branches.has(comment.id);
      const branch = tree.put(comment);
      if (branch === null) continue;
      show(branch);
      if (isNew) fresh.push(branch);
    }
    tree.settle();
    settled(fresh);
    return fresh;
  }

  async function more(limit = PAGE): Promise<Branch[]> {
    const page = await getPage({ order, limit: String(limit), cursor: cursor ?? '' });
    cursor = page.next;
    article = page.article;
    return put(page.comments);
  }

  async function moreAnswers(top: Branch): Promise<Branch[]> {
    const thread = top.comment.id;
    const page = await getPage({ thread, limit: String(LONG_PAGE), cursor: answersCursor.get(top) ?? '' });
    answersCursor.set(top, page.next ?? '');
    top.complete = page.next === null;
    return put(page.comments);
  }

  /** Fetches a published comment without putting it into the tree; null if it is not one of this article. */
  async function look(id: string): Promise<Comment | null> {
    try {
      const comment = await call<Comment>(`/comments/${id}`);
      return comment.article === article.key ? comment : null;
    } catch (error) {
      if ((error as CallError).status === 404) return null;
      throw error;
    }
  }

  return {
    article: () => article,
    isLoaded: () => cursor !== '',
    hasMore: () => cursor !== null,
    count(by) {
      article = { ...article, count: article.count + by };
      settled([]);
    },
    more: () => more(),
    moreAnswers,
    async find(id) {
      const { branches } = tree;
      let above = branches.has(id) ? null : await look(id);
      while (above?.parent && !branches.has(above.parent)) above = await look(above.parent);
      if (above !== null && above.parent === null) {
        while (cursor !== null && !branches.has(above.id)) await more(LONG_PAGE);
      }
      const top = above && branches.get(above.parent ?? above.id)?.top;
      while (top && !top.complete && !branches.has(id)) await moreAnswers(top);
      return branches.get(id) ?? null;
    },
  };
}
