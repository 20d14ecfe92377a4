import type { AuthorChanges } from '../app/comments/author-changes.js';
import type { Reading } from '../app/comments/reading.js';
import { secondsSince } from '../app/comments/stamp.js';
import type { Submit } from '../app/comments/submit.js';
import type { KeyRing } from '../app/keys/key-ring.js';
import type { Articles } from '../app/moderation/articles.js';
import type { DeskSessions } from '../app/moderation/desk-session.js';
import type { Moderation } from '../app/moderation/moderate.js';
import { createReadiness } from '../app/operation/readiness.js';
import { createSiteSettings } from '../app/operation/site-settings.js';
import type { Settings } from '../config.js';
import { basePathOf } from '../domain/own-path.js';
import type { CheckerName } from '../domain/spam-checker.js';
import type { AlarmClock } from '../domain/time.js';
import type { Limit, Limiter } from '../http/access/limiter.js';
import { createTurns } from '../http/access/turns.js';
import { allSitesRoutes } from '../http/api/all-sites.js';
import { articleRoutes } from '../http/api/articles.js';
import { commentRoutes } from '../http/api/comments.js';
import { deskSessionRoutes } from '../http/api/desk-session.js';
import { moderationRoutes } from '../http/api/moderation.js';
import { readerRoutes } from '../http/api/reader-api.js';
import { siteSettingsRoutes } from '../http/api/site-settings.js';
import { stampRoutes } from '../http/api/stamp.js';
import type { Metrics } from '../http/operation/metrics.js';
import { operatorRoutes } from '../http/operation/operators.js';
import { deskRoutes } from '../http/pages/desk.js';
import { deskAppRoutes } from '../http/pages/desk-app.js';
import { feedRoutes } from '../http/pages/feed.js';
import { firstLookRoutes } from '../http/pages/first-look.js';
import { sentPageRoutes } from '../http/pages/sent-page.js';
import { servicePageRoutes } from '../http/pages/service-pages.js';
import { threadPageRoutes } from '../http/pages/thread-page.js';
import { webFileRoutes } from '../http/pages/web-files.js';
import type { Route } from '../http/protocol/route.js';
import type { Store } from '../store/store.js';
import { DEFAULT_SLUG } from './default-site.js';
import { packageVersion } from './package-files.js';
import { privacyFacts } from './privacy-facts.js';
import { SITE_OF_ENVIRONMENT, serviceSettings } from './site-settings.js';
import { readWebFile, readWebPicture } from './web-files.js';

/** Tokens and codes that are not known, an address. */
export const WRONG_TOKENS = { most: 20, windowMs: 60_000 };
/**
 * Bytes of published pages that are made anew for one network: more than a hundred usual pages, some eight of the longest.
 * With 32 MB a minute, the slowest of a hundred reads of others took 2.8 and 7.1 times as long beside one network that asks
 * for a thousand different pages as alone. With this it is 1.9 times over 15 seconds (one run, 1.2 ms), and 3.1 times over
 * the first three, in which all that a network may have made is made (`npm run bench -- --quick --only worst`).
 */
export const MAKINGS = { most: 4 * 1024 * 1024, windowMs: 20_000 };
/** Nobody changes one comment so often. */
const EDITS = { most: 20, windowMs: 60_000 };
/** Previews that may be made for each comment that `POST_LIMIT` lets somebody send. */
const PREVIEWS_A_COMMENT = 3;
/** Previews that wait for their turn: some tenths of a second of work, which is what the last of them waits for. */
const MOST_PREVIEWS_WAITING = 20;

export interface RouteParts {
  readonly settings: Settings;
  readonly store: Store;
  readonly keys: KeyRing;
  readonly clock: AlarmClock;
  readonly reading: Reading;
  readonly submit: Submit;
  readonly author: AuthorChanges;
  readonly moderation: Moderation;
  readonly articles: Articles;
  readonly deskSessions: DeskSessions;
  /** Makes what counts against a limit, by a name of its own. */
  readonly limiter: (name: string, limit: Limit | null) => Limiter;
  readonly wrongTokens: Limiter;
  readonly metrics: Metrics;
  readonly checker: CheckerName;
}

/** Everything that the service answers. */
export function routesOf(parts: RouteParts): Route[] {
  const { settings, store, keys, clock, reading, moderation, checker } = parts;
  const editWindowMinutes = settings.EDIT_WINDOW_MINUTES;
  const defaultSite = () => store.siteBySlug({ slug: DEFAULT_SLUG });
  const routes: Route[] = [
    ...commentRoutes({
      reading,
      submit: parts.submit,
      author: parts.author,
      posts: parts.limiter('posts', settings.POST_LIMIT),
      edits: parts.limiter('edits', EDITS),
      secondsSince: (site, stamp) => secondsSince(keys, site, stamp, clock.now()),
    }),
    ...feedRoutes(reading, settings.PUBLIC_URL ?? null),
    ...stampRoutes(keys, clock),
    ...moderationRoutes(moderation),
    ...allSitesRoutes(moderation, parts.deskSessions.sitesOf),
    ...articleRoutes(parts.articles),
    ...siteSettingsRoutes(createSiteSettings(store, SITE_OF_ENVIRONMENT, clock), serviceSettings(settings)),
    ...deskSessionRoutes({ tokens: store, sessions: parts.deskSessions, wrongTokens: parts.wrongTokens }),
    ...deskRoutes(readWebFile),
    ...deskAppRoutes(defaultSite, readWebPicture),
    ...readerRoutes({
      ...{ reading, checker, editWindowMinutes },
      previews: parts.limiter('previews', previewLimit(settings.POST_LIMIT)),
      turns: createTurns(MOST_PREVIEWS_WAITING),
    }),
    ...threadPageRoutes({ reading, checker }),
    ...sentPageRoutes(parts.author),
    ...webFileRoutes(readWebFile),
    ...firstLookRoutes({
      site: defaultSite,
      publishedOn: moderation.publishedOn,
      isDemo: settings.DEMO,
    }),
  ];
  routes.push(
    ...operatorRoutes({
      ready: createReadiness(store, clock),
      about: {
        version: packageVersion(),
        contactUrl: settings.SITE_URL,
        servedAt: basePathOf(settings.PUBLIC_URL) || '/',
      },
      metrics: parts.metrics,
      metricsPublic: settings.METRICS_PUBLIC,
      routes: () => routes,
    }),
    ...servicePageRoutes(privacyFacts(settings, store.sharedCounts !== null)),
  );
  return routes;
}

function previewLimit(posts: Limit | null): Limit | null {
  return posts && { ...posts, most: posts.most * PREVIEWS_A_COMMENT };
}
