import type { Settings } from '../config.js';
import type { Store } from '../store/store.js';
import type { SiteSettings } from '../store/units/sites.js';

/** The site that the settings describe. */
export const DEFAULT_SLUG = 'default';

/** The embedded default site as the settings want it. */
export function defaultSite(settings: Settings): SiteSettings {
  const url = new URL(settings.SITE_URL);
  return {
    slug: DEFAULT_SLUG,
    name: settings.SITE_NAME ?? url.host,
    url: url.href,
    origins: [...new Set([url.origin, ...settings.SITE_ORIGINS])],
    policy: settings.MODERATION_POLICY,
    emailRequired: settings.EMAIL_REQUIRED,
  };
}

/** Makes the default site, where the service has not done so yet. What the service has made stays: a command may run with other settings. */
export async function putDefaultSiteIfNew(
  store: Pick<Store, 'putSite' | 'siteBySlug'>,
  settings: Settings,
  now: number,
): Promise<void> {
  if ((await store.siteBySlug({ slug: DEFAULT_SLUG })) !== undefined) return;
  await store.putSite({ ...defaultSite(settings), now });
}
