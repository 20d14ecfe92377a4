import { AfterwordError, invalidField } from '../../domain/errors.js';
import { hasCredentials, hasPlainHost, parseUrl } from '../../domain/parse-url.js';
import type { Site } from '../../domain/site.js';
import { cleanName } from '../../domain/text.js';
import type { Clock } from '../../domain/time.js';
import type { Store } from '../../store/store.js';

/** What can be said of a site. */
type SiteValues = Omit<Site, 'id' | 'slug'>;

type SettingName = keyof SiteValues;

/** A value and where it is said. A variable of the environment is read at each start; what is stored can be changed. */
export type SaidSetting<Value> =
  | { readonly value: Value; readonly from: 'environment'; readonly variable: string }
  | { readonly value: Value; readonly from: 'stored'; readonly variable: null };

export type SaidSettings = { readonly [Name in SettingName]: SaidSetting<SiteValues[Name]> };

/** The site of the environment, and which variable says what of it. */
export interface SiteOfEnvironment {
  readonly slug: string;
  readonly variables: Readonly<Partial<Record<SettingName, string>>>;
}

/** What is to be changed; the rest stays. */
export type SiteChange = { readonly [Name in SettingName]?: SiteValues[Name] | undefined };

export type SiteSettings = ReturnType<typeof createSiteSettings>;

/** A site's settings, for whoever may see them, and for admins who change them. */
export function createSiteSettings(store: Pick<Store, 'changeSite'>, fixed: SiteOfEnvironment, clock: Clock) {
  const variableOf = (site: Site, name: SettingName) =>
    site.slug === fixed.slug ? (fixed.variables[name] ?? null) : null;

  function of(site: Site): SaidSettings {
    function said<Name extends SettingName>(name: Name): SaidSetting<SiteValues[Name]> {
      const value: SiteValues[Name] = site[name];
      const variable = variableOf(site, name);
      return variable === null ? { value, from: 'stored', variable } : { value, from: 'environment', variable };
    }
    return {
      name: said('name'),
      url: said('url'),
      origins: said('origins'),
      policy: said('policy'),
      emailRequired: said('emailRequired'),
      closeAfterDays: said('closeAfterDays'),
    };
  }

  return {
    of,

    /**
     * Changes what is named, and writes down who did.
     * @returns the settings as they are now
     * @throws AfterwordError `invalid` for what the environment says, and for what no site can have
     */
    async change(site: Site, change: SiteChange, actor: string): Promise<SaidSettings> {
      const fields = Object.entries(change).flatMap(([name, value]) => {
        const variable = value === undefined ? null : variableOf(site, name as SettingName);
        return variable === null
          ? []
          : [{ pointer: `/${name}`, detail: `comes from ${variable}; change it there, and restart` }];
      });
      if (fields.length > 0)
        throw new AfterwordError('invalid', 'The environment of the service says what you want to change.', { fields });
      const by = { actor, now: clock.now() };
      return of(await store.changeSite({ slug: site.slug, ...cleanChange(site, change), by }));
    },
  };
}

function cleanChange(site: Site, { name, url, origins, ...rest }: SiteChange): Partial<SiteValues> {
  const clean = name === undefined ? undefined : cleanName(name);
  if (clean === '') throw invalidField('/name', 'holds no visible character');
  const front = url === undefined ? new URL(site.url) : siteUrl(url);
  if (front === null) throw invalidField('/url', FORM_OF_URL);
  const further = origins?.map((text, index) => {
    const origin = siteUrl(text);
    if (origin === null) throw invalidField(`/origins/${index}`, FORM_OF_URL);
    return origin;
  });
  const isMoved = url !== undefined || origins !== undefined;
  return {
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
    ...(clean !== undefined && { name: clean }),
    ...(isMoved && { url: front.href, origins: originsOf(site, front, further) }),
  };
}

export const FORM_OF_URL = 'must be an http or https URL, in full and without `*`, user and password';

/** A URL that a site's front page or one of its origins may have; null for any other text. */
export function siteUrl(text: string): URL | null {
  const url = parseUrl(text);
  return url !== null && /^https?:$/.test(url.protocol) && hasPlainHost(url) && !hasCredentials(url) ? url : null;
}

/**
 * Every origin that may post once a site has this front page.
 * @param further those beside the front page's; undefined for those that it has now
 */
export function originsOf(site: Site | null, front: URL, further?: readonly URL[]): string[] {
  const had = site === null ? [] : site.origins.filter((origin) => origin !== new URL(site.url).origin);
  return [...new Set([front.origin, ...(further?.map(({ origin }) => origin) ?? had)])];
}
