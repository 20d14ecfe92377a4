import type { Article, Comment, ThreadList } from '../../http/api/shapes.js';
import type { Options } from './options.js';
import type { Branch } from './tree.js';

/** The most threads that the service gives in one page. */
const MOST = 200;

export interface CatchUpParts {
  readonly order: Options['order'];
  /** How many pages are here. */
  readonly pages: number;
  /** Whether all pages are. */
  readonly isWhole: boolean;
  /** The article as it was when it was last asked. */
  readonly article: Pick<Article, 'count'>;
  getPage(parameters: Readonly<Record<string, string>>): Promise<ThreadList>;
  /** Takes the article as it is now. */
  learn(article: Article): void;
  put(comments: readonly Comment[], isLoose?: boolean): Branch[];
}

/**
 * Asks again for the pages that are here: what is new in them is put in, what has changed is shown as it is now. Where
 * pages between these and the newest threads are not here, as many of the newest as can be new are put at the end.
 * @returns the comments that are new, in the order in which they are shown
 */
export async function catchUp(parts: CatchUpParts): Promise<Branch[]> {
  const { order, pages, isWhole, getPage, learn, put } = parts;
  const before = parts.article.count;
  const fresh: Branch[] = [];
  let now = before;
  let next: string | null = '';
  for (let page = 0; page < pages && next !== null; page += 1) {
    const { comments, article, ...list }: ThreadList = await getPage({ order, cursor: next });
    next = list.next;
    now = article.count;
    learn(article);
    fresh.push(...put(comments, order === 'newest'));
  }
  const missing = now - before - fresh.length;
  if (missing > 0 && order === 'oldest' && !isWhole) {
    const { comments } = await getPage({ order: 'newest', limit: String(Math.min(missing, MOST)) });
    const inTime = [...comments].sort((one, other) => (one.createdAt < other.createdAt ? -1 : 1));
    fresh.push(...put(inTime, true));
  }
  return fresh;
}
