import { AfterwordError } from '../../domain/errors.js';
import type { Policy } from '../../domain/policy.js';
import type { Site } from '../../domain/site.js';
import type { Sql } from '../sql.js';
import { touchSite } from './placing.js';

interface SiteRow extends Omit<Site, 'origins' | 'emailRequired'> {
  readonly origins: string;
  readonly emailRequired: number;
}

const COLUMNS = 'id, slug, name, url, origins, policy, email_required as "emailRequired"';

function site(row: SiteRow): Site {
  return { ...row, origins: JSON.parse(row.origins) as string[], emailRequired: row.emailRequired === 1 };
}

export async function allSites(sql: Sql): Promise<Site[]> {
  return (await sql.all<SiteRow>(`select ${COLUMNS} from sites order by id`)).map(site);
}

/** A site by its slug; undefined when there is none. */
export async function siteBySlug(sql: Sql, it: { slug: string }): Promise<Site | undefined> {
  const row = await sql.get<SiteRow>(`select ${COLUMNS} from sites where slug = ?`, it.slug);
  return row && site(row);
}

/** What can be said of a site. */
export interface SiteSettings {
  readonly slug: string;
  readonly name: string;
  readonly url: string;
  readonly origins: readonly string[];
  readonly policy: Policy;
  readonly emailRequired: boolean;
}

/** An id that no site has had, removed ones included, of whose history a line remains. */
const UNUSED_ID = `select coalesce(max(id), 0) + 1 from (select max(id) as id from sites union all select max(site_id) from audit) as used`;

/** @throws AfterwordError `conflict` when the site exists */
export async function addSite(sql: Sql, it: SiteSettings & { now: number }): Promise<Site> {
  if ((await siteBySlug(sql, it)) !== undefined)
    throw new AfterwordError('conflict', `There is a site "${it.slug}" already.`);
  await sql.run(
    `insert into sites (id, slug, name, url, origins, policy, email_required, created_at) values ((${UNUSED_ID}), ?, ?, ?, ?, ?, ?, ?)`,
    it.slug,
    it.name,
    it.url,
    JSON.stringify(it.origins),
    it.policy,
    it.emailRequired ? 1 : 0,
    it.now,
  );
  return (await siteBySlug(sql, it)) as Site;
}

/** Changes some of a site's settings. @throws AfterwordError `not-found` */
export async function changeSite(sql: Sql, it: Partial<SiteSettings> & { slug: string }): Promise<Site> {
  const known = await siteBySlug(sql, it);
  if (known === undefined) throw new AfterwordError('not-found', `There is no site "${it.slug}".`);
  const next = { ...known, ...it };
  await sql.run(
    'update sites set name = ?, url = ?, origins = ?, policy = ?, email_required = ? where id = ?',
    next.name,
    next.url,
    JSON.stringify(next.origins),
    next.policy,
    next.emailRequired ? 1 : 0,
    known.id,
  );
  await touchSite(sql, known.id);
  return (await siteBySlug(sql, it)) as Site;
}

/** Makes the embedded default site what the settings say, at every start. */
export async function putSite(sql: Sql, it: SiteSettings & { now: number }): Promise<Site> {
  const known = await siteBySlug(sql, it);
  if (known === undefined) return addSite(sql, it);
  const { slug, name, url, origins, policy, emailRequired } = it;
  const wanted = { slug, name, url, origins, policy, emailRequired };
  const same = JSON.stringify({ ...known, ...wanted }) === JSON.stringify(known);
  return same ? known : changeSite(sql, wanted);
}
