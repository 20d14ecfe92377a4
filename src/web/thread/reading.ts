import type { Article, Comment, ThreadList } from '../../http/api/shapes.js';
import type { CallError } from './api.js';
import type { Options } from './options.js';
import type { Branch, Tree } from './tree.js';

/** Threads that are loaded at first, and each time that more are asked for. */
const PAGE = 50;
/** The most that the service gives at once. */
const LONG_PAGE = 200;

/** What the thread needs to know of its article; before the first page comes, it is taken for a new one. */
type KnownArticle = Pick<Article, 'key' | 'open' | 'count'>;

/** Loads an article's comments into a tree, page by page. */
export interface Reading {
  /** The article as the last page tells of it. */
  article(): KnownArticle;
  /** Whether the first page has come. */
  isLoaded(): boolean;
  hasMore(): boolean;
  /** Counts a comment that was published, or taken away, since the last page came. */
  count(by: number): void;
  /** Loads the next page of threads. @returns the comments that are new */
  more(): Promise<Branch[]>;
  /** Loads the next answers of a thread. @returns those that are new */
  moreAnswers(top: Branch): Promise<Branch[]>;
  /** A comment, with everything loaded that leads to it; null if it is not published. */
  find(id: string): Promise<Branch | null>;
}

/**
 * @param show called with each comment that came, after it was put into the tree
 * @param settled called when all of an answer's comments are in the tree, with those that are new
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

  /** A published comment that need not be in the tree. */
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
