import type { SaidSettings, SiteSettings } from '../../app/operation/site-settings.js';
import { type Route, route } from '../protocol/route.js';
import { actor, MODERATORS } from './moderators.js';
import type { SiteSettings as SettingsShape } from './shapes.js';
import { siteSettingsSchema } from './site-answers.js';
import { siteSettingsChangeSchema } from './site-settings-schemas.js';

const SETTINGS = '/api/v1/sites/{site}/moderation/settings';

/** What the environment says of every site. */
export type ServiceSettings = SettingsShape['service'];

/** What a site does with comments, and where that is said. */
export function siteSettingsRoutes(settings: SiteSettings, service: ServiceSettings): Route[] {
  const answer = (said: SaidSettings) => ({
    status: 200,
    json: { settings: said, service } satisfies SettingsShape,
  });
  return [
    route({
      ...MODERATORS,
      method: 'get',
      path: SETTINGS,
      id: 'getSiteSettings',
      summary: 'The settings of a site, each with where it comes from',
      description: 'Those of the site `default` come from the environment of the service, but for `closeAfterDays`.',
      answers: { 200: { description: 'The settings', schema: siteSettingsSchema } },
      handle: async ({ site }) => answer(settings.of(site)),
    }),
    route({
      ...MODERATORS,
      access: ['admin'],
      method: 'patch',
      path: SETTINGS,
      id: 'changeSiteSettings',
      summary: 'Change settings of a site',
      description:
        'What is not named stays. What comes from the environment is a problem that names its variable. Each change is written to the audit.',
      body: siteSettingsChangeSchema,
      answers: { 200: { description: 'The settings as they are now', schema: siteSettingsSchema } },
      handle: async ({ site, body, token }) => answer(await settings.change(site, body, actor(token))),
    }),
  ];
}
