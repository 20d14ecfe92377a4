import type { Order, Status } from '../../http/api/shapes.js';

const PAGES = ['queue', 'articles', 'numbers', 'audit', 'settings', 'embed'] as const;

/** In place of a site, where the session may see more than one; no site can be called so. */
export const ALL_SITES = '*';

/** The list that is shown. It is kept in the URL behind `#`: it can be bookmarked and shared, and no server logs it. */
export interface View {
  /** Null until a site is chosen; then all that may be moderated are shown. */
  readonly site: string | null;
  readonly page: (typeof PAGES)[number];
  readonly status: Status | 'all';
  readonly order: Order;
  /** Words to look for. */
  readonly q: string;
  /** The key of an article, '' for all. */
  readonly article: string;
  /** The id of a comment: everything by its author is shown; '' for all. */
  readonly author: string;
  /** Words to look for in articles. */
  readonly find: string;
}

export const STATUSES = ['pending', 'approved', 'spam', 'trash', 'all'] as const;
export const ORDERS = ['newest', 'oldest', 'suspicious'] as const;

export const DEFAULT_VIEW: View = {
  site: null,
  page: 'queue',
  status: 'pending',
  order: 'newest',
  q: '',
  article: '',
  author: '',
  find: '',
};

function oneOf<Value extends string>(values: readonly Value[], text: string | null, otherwise: Value): Value {
  return values.find((value) => value === text) ?? otherwise;
}

/** Reads a view from the fragment of a URL. What is missing or unknown has its default. */
export function viewOf(hash: string): View {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  return {
    site: parameters.get('site'),
    page: oneOf(PAGES, parameters.get('page'), DEFAULT_VIEW.page),
    status: oneOf(STATUSES, parameters.get('status'), DEFAULT_VIEW.status),
    order: oneOf(ORDERS, parameters.get('order'), DEFAULT_VIEW.order),
    q: (parameters.get('q') ?? '').slice(0, 500),
    article: (parameters.get('article') ?? '').slice(0, 6144),
    author: (parameters.get('author') ?? '').slice(0, 100),
    find: (parameters.get('find') ?? '').slice(0, 500),
  };
}

/** Whether a view shows only some of the comments of a status. */
export function isFiltered({ q, article, author }: View): boolean {
  return q !== '' || article !== '' || author !== '';
}

/** Whether a view shows all that is pending. */
export function isAllPending(view: View): boolean {
  return view.status === 'pending' && !isFiltered(view);
}

/** Which list a view shows, as a text: the same list has the same. */
export function listOf({ page: _, find: __, ...list }: View): string {
  return JSON.stringify(list);
}

/** The fragment for a view, which `viewOf` reads again. It leaves out what has its default. */
export function hashOf(view: View): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(view)) {
    if (value !== null && value !== DEFAULT_VIEW[name as keyof View]) parameters.set(name, value);
  }
  return `#${parameters}`;
}

/** The code of a link that signs in; null without one. */
export function codeOf(hash: string): string | null {
  return new URLSearchParams(hash.replace(/^#/, '')).get('code');
}
