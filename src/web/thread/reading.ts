import type { Article, Comment, ThreadList } from '../../http/api/shapes.js';
import type { Options } from './options.js';
import type { Branch, Tree } from './tree.js';

/** The most threads or replies that the service gives in one page. */
const LONG_PAGE = '200';

type Order = Options['order'];

/** What is needed of the article. Until the first page comes, it counts as open and without comments. */
type KnownArticle = Pick<Article, 'key' | 'open' | 'count' | 'closedAfterDays'>;

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
  /** Asks how many comments there are by now. */
  arrived(): Promise<number>;
  /** Loads what has come since. @returns the comments that are new */
  arrivals(): Promise<Branch[]>;
  order(): Order;
  /** Loads the first page in another order, once the tree is empty. */
  restart(order: Order): Promise<Branch[]>;
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
  options: Pick<Options, 'call' | 'key' | 'url' | 'order'>,
  tree: Tree,
  show: (branch: Branch) => void,
  settled: (fresh: readonly Branch[]) => void,
): Reading {
  const { call, url } = options;
  const key = options.key ?? url.pathname;
  let { order } = options;
  let cursor: string | null = '';
  /** Pages of threads that have come. */
  let pages = 0;
  let article: KnownArticle = { key, open: true, count: 0 };
  const answersCursor = new WeakMap<Branch, string>();

  function getPage(parameters: Readonly<Record<string, string>>): Promise<ThreadList> {
    const given = Object.entries({ article: key, ...parameters }).filter(([, value]) => value !== '');
    return call<ThreadList>(`/comments?${new URLSearchParams(given)}`);
  }

  function put(comments: readonly Comment[], isLoose = false): Branch[] {
    const fresh: Branch[] = [];
    for (const comment of comments) {
      const isNew = !tree.branches.has(comment.id);
      const branch = tree.put(comment, isLoose);
      if (branch === null) continue;
      show(branch);
      if (isNew) fresh.push(branch);
    }
    tree.settle();
    settled(fresh);
    return fresh;
  }

  async function more(limit = ''): Promise<Branch[]> {
    const wanted = order;
    const page = await getPage({ order, limit, cursor: cursor ?? '' });
    // Meanwhile another order may have been asked for.
    if (wanted !== order) return [];
    cursor = page.next;
    article = page.article;
    pages += 1;
    return put(page.comments);
  }

  async function moreAnswers(top: Branch): Promise<Branch[]> {
    const thread = top.comment.id;
    const page = await getPage({ thread, limit: LONG_PAGE, cursor: answersCursor.get(top) ?? '' });
    answersCursor.set(top, page.next ?? '');
    top.complete = page.next === null;
    return put(page.comments);
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
    async arrived() {
      return (await getPage({ order })).article.count;
    },
    async arrivals() {
      const { catchUp } = await import('./catch-up.js');
      const learn = (now: KnownArticle) => {
        article = now;
      };
      return catchUp({ order, pages, article, put, getPage, learn, isWhole: cursor === null });
    },
    order: () => order,
    restart(wanted) {
      order = wanted;
      cursor = '';
      pages = 0;
      return more();
    },
    moreAnswers,
    async find(id) {
      const { find } = await import('./find.js');
      return find(id, { call, tree, moreAnswers, key: article.key, more: () => cursor !== null && more(LONG_PAGE) });
    },
  };
}
