import { type Article, articleAt } from '../../domain/article.js';
import type { OwnPath } from '../../domain/own-path.js';
import type { Site } from '../../domain/site.js';
import type { Clock } from '../../domain/time.js';
import type { Store } from '../../store/store.js';
import type { ArticleView, LatestRow, PublishedPage, PublishedRow } from '../../store/units/published.js';
import { type PublicComment, publicComment } from './public-comment.js';

/*
 * The one way to what is published. Three rules hold here, and nowhere else:
 * consistency: whatever is read comes with the version that it is at least as new as, so that an answer which is kept is never older than
 * it says; order: an answer stands behind the comment that it answers, depth first; scope: what an answer depends on is an article where
 * there is one, else the site, where the article may become known.
 */

/** What a published answer depends on: an article, anything published on a site, or only the build of this service. */
export interface PublishedScope {
  readonly of: 'site' | 'article' | 'build';
  readonly id: number;
  readonly version: number;
  /** From then on it is another answer although nothing has been written: an article is closed by its age. Null: never. */
  readonly until: number | null;
}

/** Comments of an article, in the order in which they are shown. */
export interface PublishedList<Position> {
  /** Null for an article that nobody has commented on. */
  readonly article: Article | null;
  readonly comments: readonly PublicComment[];
  /** Where the next page begins; null at the end. */
  readonly next: Position | null;
  readonly scope: PublishedScope;
}

/** Threads to read: an article's, a page at a time. */
export interface ThreadsAsked {
  readonly key: string;
  readonly order: 'oldest' | 'newest';
  /** Threads a page; up to a hundred answers come with each. */
  readonly limit: number;
  /** Where the page begins, as `next` of the one before said; null for the first. */
  readonly after: number | null;
}

/** Answers to read: those of one thread, a page at a time. */
export interface AnswersAsked {
  readonly key: string;
  /** The id of the comment on top. */
  readonly thread: string;
  readonly limit: number;
  readonly after: string | null;
}

export type { LatestRow };

export type Reading = ReturnType<typeof createReading>;

type ReadingStore = Pick<
  Store,
  | 'articleView'
  | 'lastChange'
  | 'latestPublished'
  | 'publishedComment'
  | 'publishedCounts'
  | 'publishedPage'
  | 'publishedThread'
  | 'publishedVersion'
  | 'siteBySlug'
>;

/** @param at where browsers find the service's own paths */
export function createReading(store: ReadingStore, at: OwnPath, clock: Clock) {
  /** A site as it is now, not as it was when the request arrived; its version is read before it. */
  async function currentSite(known: Site): Promise<{ site: Site; scope: PublishedScope }> {
    const version = await store.publishedVersion({ of: 'site', id: known.id });
    const site = (await store.siteBySlug({ slug: known.slug })) ?? known;
    return { site, scope: siteScope(known, version) };
  }

  const isOver = ({ until }: PublishedScope) => until !== null && until <= clock.now();
  const found = <View extends ArticleView>(view: View): View & FoundArticle => {
    const { article } = view;
    return { ...view, article: article && articleAt(article, clock.now()) };
  };

  const commentsOf = (rows: readonly PublishedRow[]) => rows.map((row) => publicComment(row, 'approved', at));

  return {
    currentSite,

    async threads(site: Site, asked: ThreadsAsked): Promise<PublishedList<number>> {
      const page = await store.publishedPage({ siteId: site.id, ...asked });
      return list(site, found(page), commentsOf(inOrder(page)), page.next);
    },

    async answers(site: Site, asked: AnswersAsked): Promise<PublishedList<string>> {
      const page = await store.publishedThread({ siteId: site.id, ...asked });
      return list(site, found(page), commentsOf(page.answers), page.next);
    },

    /** One published comment; undefined for any other. */
    async comment(site: Site, id: string): Promise<{ comment: PublicComment; scope: PublishedScope } | undefined> {
      const known = await store.publishedComment({ siteId: site.id, id });
      // The version is read before the comment that is shown, which may then be newer than it says, but never older.
      const view = known && (await store.articleView({ siteId: site.id, key: known.article }));
      const row = known && (await store.publishedComment({ siteId: site.id, id }));
      if (view === undefined || row === undefined) return undefined;
      return { comment: publicComment(row, 'approved', at), scope: articleScope(site, found(view)) };
    },

    /** How many are published under each of these articles, in the order of the keys. */
    async counts(site: Site, keys: readonly string[]): Promise<{ counts: readonly number[]; scope: PublishedScope }> {
      const { counts, siteVersion } = await store.publishedCounts({ siteId: site.id, keys });
      return { counts, scope: siteScope(site, siteVersion) };
    },

    /** What was published last on a site, or under one of its articles. It comes with its site, and so depends on it also where it is an article's. */
    async latest(
      known: Site,
      key: string | null,
      limit: number,
    ): Promise<{ site: Site; article: Article | null; comments: readonly LatestRow[]; scope: PublishedScope }> {
      const latest = await store.latestPublished({ siteId: known.id, key, limit });
      const { article, comments, siteVersion } = found(latest);
      const site = (await store.siteBySlug({ slug: known.slug })) ?? known;
      return { site, article, comments, scope: siteScope(known, siteVersion) };
    },

    /** Whether what was read in this scope is still what is published. What the build has made is, for as long as the process lives. */
    async isCurrent(scope: PublishedScope): Promise<boolean> {
      const { of, id, version } = scope;
      if (of === 'build') return true;
      return (await store.publishedVersion({ of, id })) === version && !isOver(scope);
    },

    /** Whether the time has come at which an answer is another one although nothing was written. */
    isOver,

    /** As long as this number stays, everything read since it was first given is current until it `isOver`; null where only `isCurrent` can tell. */
    lastChange: () => store.lastChange(),
  };
}

/** An article as it is at this moment, and the version of its site. */
type FoundArticle = Omit<ArticleView, 'article'> & { readonly article: Article | null };

function list<Position>(
  site: Site,
  view: FoundArticle,
  comments: readonly PublicComment[],
  next: Position | null,
): PublishedList<Position> {
  return { article: view.article, comments, next, scope: articleScope(site, view) };
}

/** Each thread with the answers that come with it behind it. */
function inOrder(page: PublishedPage): PublishedRow[] {
  return page.threads.flatMap((thread, index) => [thread, ...(page.answers[index] ?? [])]);
}

function siteScope({ id }: Site, version: number): PublishedScope {
  return { of: 'site', id, version, until: null };
}

function articleScope(site: Site, { article, siteVersion }: FoundArticle): PublishedScope {
  if (article === null) return siteScope(site, siteVersion);
  return { of: 'article', id: article.id, version: article.version, until: article.closesAt };
}
