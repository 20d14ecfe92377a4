import type { SqlList, SqlValue } from '../sql.js';
import type { WriteName } from '../store.js';

/*
 * Units are written for one writer at a time: they read, and then write what follows from it. Here whoever changes something of a site first holds its
 * row, in every process alike, so that within a site they are one behind another as on SQLite; sites wait for nobody. Several sites are taken in the
 * order of their ids, so that no two transactions wait for each other. Readers wait for none of this, nor do references to the site.
 */

/** Which sites a unit holds: a condition on `sites`, with its values. */
export interface Held {
  readonly text: string;
  /** The one that its input names. */
  readonly site?: number;
  readonly values: readonly (SqlValue | SqlList)[];
}

/** What is asked of the input to know it. */
// biome-ignore lint/suspicious/noExplicitAny: each unit has its own input, which the units' own types tell
type HeldBy = (input: any) => Held;

const one: HeldBy = ({ siteId }) => ({ text: 'id = ?', values: [siteId], site: siteId });
const bySlug: HeldBy = ({ slug }) => ({ text: 'slug = ?', values: [slug] });
const ofJob: HeldBy = ({ jobId }) => ({ text: 'id = (select site_id from outbox where id = ?)', values: [jobId] });

/** Null: the unit's own statements are enough, as each of them changes what it finds, or names what must not be there twice. */
const HELD: Readonly<Record<WriteName, HeldBy | null>> = {
  acceptOverdueProvisional: ({ now }) => ({
    text: 'id in (select site_id from outbox where provisional_until <= ?)',
    values: [now],
  }),
  addDeskCode: null,
  addSite: null,
  addToken: null,
  changeArticle: one,
  changeSite: bySlug,
  claimJobs: null,
  decide: one,
  edit: one,
  endDeskSession: null,
  eraseAuthor: ({ emailHash }) => ({
    text: 'id in (select site_id from authors where email_hash = ?)',
    values: [emailHash],
  }),
  failCheck: ofJob,
  failCorrection: ofJob,
  forgetDeskSessions: null,
  freeStrandedJobs: null,
  heartbeat: null,
  importComments: ({ comments }) => ({
    text: 'id = any(?)',
    values: [[...new Set((comments as readonly { siteId: number }[]).map(({ siteId }) => siteId))]],
  }),
  keepModel: one,
  keepOpinions: ({ opinions }) => ({
    text: 'id in (select site_id from comments where seq = any(?))',
    values: [(opinions as readonly { seq: number }[]).map(({ seq }) => seq)],
  }),
  makeRetriesDue: null,
  orderMissingChecks: null,
  putSite: bySlug,
  recordAnswer: null,
  redeemDeskCode: null,
  removeCommentsOfSite: one,
  removeSite: bySlug,
  retain: ({ rubbishBefore, clientBefore }) => ({
    text: `id in (select site_id from comments where status in ('spam', 'trash') and placeholder = 0 and status_at < ?
      union select site_id from outbox where kind = 'correction' and fields_at < ?)`,
    values: [rubbishBefore, clientBefore],
  }),
  returnJobs: null,
  revealEmail: one,
  revokeToken: null,
  settleCheck: ofJob,
  settleCorrection: ofJob,
  startDeskSession: null,
  storeReencrypted: null,
  submit: one,
  withdraw: one,
};

/** The sites that a unit holds while it works; null for none. */
export function heldBy(name: WriteName, input: unknown): Held | null {
  return HELD[name]?.(input) ?? null;
}
