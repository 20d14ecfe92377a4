import { AfterwordError } from '../../domain/errors.js';
import { NOTE_MAX } from '../../domain/limits.js';
import type { Policy } from '../../domain/policy.js';
import type { Site } from '../../domain/site.js';
import type { Sql } from '../sql.js';
import { writeAudit } from './audit.js';
import { touchSite } from './placing.js';

interface SiteRow extends Omit<Site, 'origins' | 'emailRequired'> {
  readonly origins: string;
  readonly emailRequired: number;
}

const COLUMNS =
  'id, slug, name, url, origins, policy, email_required as "emailRequired", close_after_days as "closeAfterDays"';

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
  /** Days after which articles take no more comments; null: never, as on a new site. No setting of the environment says it. */
  readonly closeAfterDays?: number | null;
}

/** Who changes a site, for the audit. */
interface Author {
  readonly actor: string;
  readonly now: number;
}

/** An id that no site has had, removed ones included, of whose history a line remains. */
const UNUSED_ID = `select coalesce(max(id), 0) + 1 from (select max(id) as id from sites union all select max(site_id) from audit) as used`;

/** @throws AfterwordError `conflict` when the site exists */
export async function addSite(sql: Sql, it: SiteSettings & { now: number }): Promise<Site> {
  if ((await siteBySlug(sql, it)) !== undefined)
    throw new AfterwordError('conflict', `There is a site "${it.slug}" already.`);
  sql.tell(
    `insert into sites (id, slug, name, url, origins, policy, email_required, close_after_days, created_at)
     values ((${UNUSED_ID}), ?, ?, ?, ?, ?, ?, ?, ?)`,
    it.slug,
    it.name,
    it.url,
    JSON.stringify(it.origins),
    it.policy,
    it.emailRequired ? 1 : 0,
    it.closeAfterDays ?? null,
    it.now,
  );
  return (await siteBySlug(sql, it)) as Site;
}

/** Changes some of a site's settings, and writes down what was changed. @throws AfterwordError `not-found` */
export async function changeSite(
  sql: Sql,
  { by, ...it }: Partial<SiteSettings> & { slug: string; by?: Author },
): Promise<Site> {
  const known = await siteBySlug(sql, it);
  if (known === undefined) throw new AfterwordError('not-found', `There is no site "${it.slug}".`);
  const next = { ...known, ...it };
  sql.tell(
    `update sites set name = ?, url = ?, origins = ?, policy = ?, email_required = ?, close_after_days = ?,
       closing_version = closing_version + ? where id = ?`,
    next.name,
    next.url,
    JSON.stringify(next.origins),
    next.policy,
    next.emailRequired ? 1 : 0,
    next.closeAfterDays,
    next.closeAfterDays === known.closeAfterDays ? 0 : 1,
    known.id,
  );
  await touchSite(sql, known.id);
  const note = difference(known, next);
  if (by !== undefined && note !== '')
    await writeAudit(sql, {
      ...{ comment: null, siteId: known.id, at: by.now, actor: by.actor, action: 'change-site' },
      note: note.slice(0, NOTE_MAX),
    });
  return (await siteBySlug(sql, it)) as Site;
}

/** What was changed and to what, in the words of the API. */
function difference(before: Site, after: Site): string {
  const names = ['name', 'url', 'origins', 'policy', 'emailRequired', 'closeAfterDays'] as const;
  return names
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    .map((name) => `${name}: ${[after[name] ?? 'never'].flat().join(' ')}`)
    .join('; ');
}

/** Makes the embedded default site what the settings say, at every start. */
export async function putSite(sql: Sql, it: SiteSettings & { now: number }): Promise<Site> {
  const known = await siteBySlug(sql, it);
  if (known === undefined) return addSite(sql, it);
  const { slug, name, url, origins, policy, emailRequired } = it;
  const wanted = { slug, name, url, origins, policy, emailRequired };
  const same = JSON.stringify({ ...known, ...wanted }) === JSON.stringify(known);
  return same ? known : changeSite(sql, { ...wanted, by: { actor: 'operator', now: it.now } });
}
