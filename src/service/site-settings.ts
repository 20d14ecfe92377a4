import type { SiteOfEnvironment } from '../app/operation/site-settings.js';
import type { SettingName, Settings } from '../config.js';
import type { ServiceSettings } from '../http/api/site-settings.js';
import { DEFAULT_SLUG } from './default-site.js';

/** The default site, and which variable says what of it. That its articles close is said by none, and stored. */
export const SITE_OF_ENVIRONMENT = {
  slug: DEFAULT_SLUG,
  variables: {
    name: 'SITE_NAME',
    url: 'SITE_URL',
    origins: 'SITE_ORIGINS',
    policy: 'MODERATION_POLICY',
    emailRequired: 'EMAIL_REQUIRED',
  } satisfies Readonly<Record<string, SettingName>>,
} satisfies SiteOfEnvironment;

/** What the settings say of every site. */
export function serviceSettings(settings: Settings): ServiceSettings {
  const of = <Value>(variable: SettingName, value: Value) => ({ value, variable });
  const limit = settings.POST_LIMIT;
  return {
    checker: of('AKISMET_KEY', settings.AKISMET_KEY === undefined ? 'local' : 'akismet'),
    retentionSpamDays: of('RETENTION_SPAM_DAYS', settings.RETENTION_SPAM_DAYS),
    retentionClientDays: of('RETENTION_CLIENT_DAYS', settings.RETENTION_CLIENT_DAYS),
    editWindowMinutes: of('EDIT_WINDOW_MINUTES', settings.EDIT_WINDOW_MINUTES),
    postLimit: of('POST_LIMIT', limit === null ? null : { comments: limit.most, seconds: limit.windowMs / 1000 }),
  };
}
