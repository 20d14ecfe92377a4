import type { Settings } from '../../config.js';
import { hasCredentials, hasPlainHost, parseUrl } from '../../domain/parse-url.js';
import type { Policy } from '../../domain/policy.js';
import type { Site } from '../../domain/site.js';
import { DEFAULT_SLUG } from '../../service/default-site.js';
import type { SiteSettings } from '../../store/units/sites.js';
import { CommandError, EX } from '../exit-codes.js';
import { type Report, table } from '../report.js';
import { mustExist, withStore } from '../with-store.js';

/** What `site add` and `site set` are told; `set` leaves what is not named. */
export interface SiteOrder {
  readonly url?: string;
  readonly name?: string;
  /** Further origins that may post, beside the one of `url`. */
  readonly origins?: readonly string[];
  readonly policy?: Policy;
  readonly emailRequired?: boolean;
}

export async function addSite(settings: Settings, report: Report, slug: string, order: SiteOrder): Promise<void> {
  if (!/^[a-z0-9-]{1,40}$/.test(slug)) {
    throw new CommandError(EX.USAGE, 'A site is named by 1 to 40 small letters, digits and hyphens.');
  }
  if (slug === DEFAULT_SLUG) throw madeBySettings();
  const url = webAddress('--url', order.url ?? '');
  const site = await withStore(settings, ({ store }) =>
    store.addSite({
      slug,
      name: order.name ?? url.host,
      url: url.href,
      origins: originsOf(url, order.origins ?? []),
      policy: order.policy ?? 'hold',
      emailRequired: order.emailRequired ?? true,
      now: Date.now(),
    }),
  );
  report.result(facts(site), words(site));
}

export async function listSites(settings: Settings, report: Report): Promise<void> {
  await mustExist(settings);
  const sites = await withStore(settings, ({ store }) => store.allSites());
  const lines = table([HEADING, ...sites.map(cells)]).split('\n');
  report.heading(lines[0] as string);
  for (const [index, site] of sites.entries()) report.result(facts(site), lines[index + 1] as string);
}

/** Changes what is named; a running service takes it up with the next request. */
export async function setSite(settings: Settings, report: Report, slug: string, order: SiteOrder): Promise<void> {
  await mustExist(settings);
  if (slug === DEFAULT_SLUG) throw madeBySettings();
  const site = await withStore(settings, async ({ store }) => {
    const known = await store.siteBySlug({ slug });
    if (known === undefined) throw new CommandError(EX.USAGE, `There is no site "${slug}".`);
    return store.changeSite({ slug, ...changes(known, order) });
  });
  report.result(facts(site), words(site));
}

function changes(known: Site, { url, name, origins, policy, emailRequired }: SiteOrder): Partial<SiteSettings> {
  const front = url === undefined ? new URL(known.url) : webAddress('--url', url);
  const further = origins ?? known.origins.filter((origin) => origin !== new URL(known.url).origin);
  return {
    url: front.href,
    origins: originsOf(front, further),
    ...(name !== undefined && { name }),
    ...(policy !== undefined && { policy }),
    ...(emailRequired !== undefined && { emailRequired }),
  };
}

function originsOf(url: URL, further: readonly string[]): string[] {
  return [...new Set([url.origin, ...further.map((text) => webAddress('--origin', text).origin)])];
}

function webAddress(option: string, text: string): URL {
  const url = parseUrl(text);
  if (url !== null && /^https?:$/.test(url.protocol) && hasPlainHost(url) && !hasCredentials(url)) return url;
  throw new CommandError(
    EX.USAGE,
    `${option} must be an http or https URL, in full and without \`*\`, user and password.`,
  );
}

function madeBySettings(): CommandError {
  return new CommandError(
    EX.USAGE,
    'The site "default" is what SITE_URL, SITE_NAME, SITE_ORIGINS, MODERATION_POLICY and EMAIL_REQUIRED say; change those and start again.',
  );
}

const HEADING = ['SITE', 'POLICY', 'EMAIL', 'ORIGINS', 'NAME'];

function cells({ slug, policy, emailRequired, origins, name }: Site): string[] {
  return [slug, policy, emailRequired ? 'required' : 'optional', origins.join(' '), name];
}

function words(site: Site): string {
  return table([HEADING, cells(site)]);
}

function facts({ slug, name, url, origins, policy, emailRequired }: Site): Record<string, unknown> {
  return { site: slug, name, url, origins, policy, emailRequired };
}
