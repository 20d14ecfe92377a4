import { FORM_OF_URL, originsOf, siteUrl } from '../../app/operation/site-settings.js';
import type { Settings } from '../../config.js';
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
  /** Days after which articles take no more comments; null: never. */
  readonly closeAfterDays?: number | null;
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
      origins: originsOf(null, url, origins(order)),
      policy: order.policy ?? 'hold',
      emailRequired: order.emailRequired ?? true,
      closeAfterDays: order.closeAfterDays ?? null,
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
  const isDefault = slug === DEFAULT_SLUG;
  if (isDefault && !asksOnlyForClosing(order)) throw madeBySettings();
  const site = await withStore(settings, async ({ store }) => {
    const known = await store.siteBySlug({ slug });
    if (known === undefined) throw new CommandError(EX.USAGE, `There is no site "${slug}".`);
    const by = { actor: 'operator', now: Date.now() };
    return store.changeSite({ slug, ...(isDefault ? closing(order) : changes(known, order)), by });
  });
  report.result(facts(site), words(site));
}

/** Whether nothing is named but when articles close, which no setting of the environment says. */
function asksOnlyForClosing({ url, name, origins, policy, emailRequired, closeAfterDays }: SiteOrder): boolean {
  return closeAfterDays !== undefined && [url, name, origins, policy, emailRequired].every((it) => it === undefined);
}

function closing({ closeAfterDays }: SiteOrder): Partial<SiteSettings> {
  return closeAfterDays === undefined ? {} : { closeAfterDays };
}

function changes(known: Site, order: SiteOrder): Partial<SiteSettings> {
  const { url, name, policy, emailRequired } = order;
  const front = url === undefined ? new URL(known.url) : webAddress('--url', url);
  return {
    url: front.href,
    origins: originsOf(known, front, origins(order)),
    ...(name !== undefined && { name }),
    ...(policy !== undefined && { policy }),
    ...(emailRequired !== undefined && { emailRequired }),
    ...closing(order),
  };
}

function origins(order: SiteOrder): URL[] | undefined {
  return order.origins?.map((text) => webAddress('--origin', text));
}

function webAddress(option: string, text: string): URL {
  const url = siteUrl(text);
  if (url !== null) return url;
  throw new CommandError(EX.USAGE, `${option} ${FORM_OF_URL}.`);
}

function madeBySettings(): CommandError {
  return new CommandError(
    EX.USAGE,
    'The site "default" is what SITE_URL, SITE_NAME, SITE_ORIGINS, MODERATION_POLICY and EMAIL_REQUIRED say; change those and start again. Only --close-after-days is set here.',
  );
}

const HEADING = ['SITE', 'POLICY', 'EMAIL', 'CLOSES', 'ORIGINS', 'NAME'];

function cells({ slug, policy, emailRequired, closeAfterDays: days, origins, name }: Site): string[] {
  const closes = days === null ? 'never' : days === 1 ? 'after 1 day' : `after ${days} days`;
  return [slug, policy, emailRequired ? 'required' : 'optional', closes, origins.join(' '), name];
}

function words(site: Site): string {
  return table([HEADING, cells(site)]);
}

function facts({ slug, name, url, origins, policy, emailRequired, closeAfterDays }: Site): Record<string, unknown> {
  return { site: slug, name, url, origins, policy, emailRequired, closeAfterDays };
}
