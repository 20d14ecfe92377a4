import type { Decision, DeskSession, Moderated, Status, Summary } from '../../http/api/shapes.js';
import { keptLook, type Look } from './look.js';
import { isSureSpam } from './suspicion.js';
import { ALL_SITES, DEFAULT_VIEW, type View } from './view.js';

/** A comment in the list. */
export interface Row {
  readonly comment: Moderated;
  /** What another moderator has done to it since it was loaded. */
  readonly note: string | null;
}

/** A decision that was made here and can be undone. */
export interface Deed {
  readonly decision: Exclude<Decision, 'delete'>;
  /** The list in which it was made (`listOf`). */
  readonly list: string;
  /** The comments as they were, and their places in the list. */
  readonly items: readonly { readonly comment: Moderated; readonly index: number }[];
  /** The ids of the comments that the service has changed; filled in when it has answered. */
  readonly changed: Set<string>;
}

/** The message about what has just happened. */
interface Message {
  readonly text: string;
  readonly isError?: boolean;
  /** Whether it is about a decision that can be undone. */
  readonly canUndo?: boolean;
  /** Whether it says that the service does not answer; it goes once the service does. */
  readonly isOutage?: boolean;
}

export interface Found {
  readonly counts: Readonly<Record<Status, number>>;
  /** Of these there are more than are counted. */
  readonly capped: ReadonlySet<Status>;
}

/** Everything that the desk shows. Each change makes a new object. */
export interface State {
  readonly session: DeskSession;
  readonly view: View;
  readonly rows: readonly Row[];
  readonly next: string | null;
  readonly total: number;
  readonly totalIsCapped: boolean;
  readonly loading: 'list' | 'more' | null;
  /** Why the list could not be loaded. */
  readonly failure: string | null;
  /** Whether that was because the service does not answer; the list is loaded once it does. */
  readonly failedByOutage: boolean;
  /** The id of the comment that the keys act on. */
  readonly current: string | null;
  /** Grows by 1 whenever the keyboard focus should move to the current comment. */
  readonly focusAsked: number;
  /** Whether the current comment shows its details. */
  readonly detailed: boolean;
  readonly selected: ReadonlySet<string>;
  /** The row at which a selected range begins. */
  readonly anchor: string | null;
  /** The comments that wait for confirmation of their permanent deletion; null when there is no question. */
  readonly toDelete: readonly string[] | null;
  readonly deeds: readonly Deed[];
  /** Decisions that the service has not answered yet. */
  readonly sending: number;
  readonly message: Message | null;
  /** Comments that have come in since the list was loaded. */
  readonly fresh: number;
  readonly summary: Summary | null;
  /** Those of the pending comments that are almost certainly spam, as far as one page of the list tells. */
  readonly sureSpam: ReadonlySet<string>;
  /** How many comments of each status the filters let through; null without filters, and until it is known. */
  readonly found: Found | null;
  /** What the search also found, as it is written: other accents, other case. */
  readonly spellings: readonly string[];
  /** How the list looks. */
  readonly look: Look;
}

export function startState(session: DeskSession, view: View): State {
  return {
    session,
    view: withSite(view, session),
    rows: [],
    next: null,
    total: 0,
    totalIsCapped: false,
    loading: 'list',
    failure: null,
    failedByOutage: false,
    current: null,
    focusAsked: 0,
    detailed: false,
    selected: new Set(),
    anchor: null,
    toDelete: null,
    deeds: [],
    sending: 0,
    message: null,
    fresh: 0,
    summary: null,
    sureSpam: new Set(),
    found: null,
    spellings: [],
    look: keptLook(),
  };
}

/** The view with a site that the session may moderate: the one that the view names, else all of them. */
export function withSite(view: View, { sites }: DeskSession): View {
  const named = sites.find(({ id }) => id === view.site);
  if (named !== undefined || sites.length < 2) return { ...view, site: (named ?? sites[0])?.id ?? DEFAULT_VIEW.site };
  // An article and an author are one site's.
  return { ...view, site: ALL_SITES, article: '', author: '' };
}

/** Whether what a view shows includes a site. */
export function showsSite(view: View, site: string): boolean {
  return view.site === ALL_SITES || view.site === site;
}

/** What a view's site is called; null for one that the session may not see. */
export function siteName(site: string | null, { sites }: DeskSession): string | null {
  return site === ALL_SITES ? 'All sites' : (sites.find(({ id }) => id === site)?.name ?? null);
}

/** Where a comment was found last: most keys ask for one nearby. */
let near = 0;

/** The place of a comment in the list, -1 for none. It looks around the place of the one before first, as the list may be long. */
export function indexOf(rows: readonly Row[], id: string | null): number {
  if (id === null) return -1;
  const place = searchAround(rows, id, Math.min(near, rows.length - 1));
  if (place >= 0) near = place;
  return place;
}

function searchAround(rows: readonly Row[], id: string, start: number): number {
  for (let by = 0; by < rows.length; by++) {
    if (rows[start + by]?.comment.id === id) return start + by;
    if (rows[start - by]?.comment.id === id) return start - by;
  }
  return -1;
}

function fits(status: Status, view: View): boolean {
  return view.status === 'all' || view.status === status;
}

/** The rows with some comments given a status; those that no longer belong to the view are taken out. */
export function moved(
  rows: readonly Row[],
  items: Deed['items'],
  decision: Decision,
  status: Status | null,
  view: View,
): Row[] {
  const left = [...rows];
  // The last first, so that those before it keep their places.
  for (const { comment, index } of [...items].sort((a, b) => b.index - a.index)) {
    if (status === null || !fits(status, view)) left.splice(index, 1);
    else left[index] = { comment: { ...withoutEdit(comment, decision), status }, note: null };
  }
  return left;
}

/** A comment after a decision on the edit that waits, if one does. */
function withoutEdit(comment: Moderated, decision: Decision): Moderated {
  const { proposed } = comment;
  if (proposed === null || (decision !== 'approve' && decision !== 'keep')) return comment;
  const words = decision === 'approve' ? { body: proposed.body, html: proposed.html, editedAt: proposed.at } : {};
  // To drop an edit makes the words other than those that were newest.
  const revision = comment.revision + (decision === 'keep' ? 1 : 0);
  return { ...comment, ...words, revision, proposed: null };
}

/** The rows with some comments as they were before: in their places, or where they were. */
export function putBack(rows: readonly Row[], items: Deed['items'], note: string | null = null): Row[] {
  const all = [...rows];
  for (const { comment, index } of [...items].sort((a, b) => a.index - b.index)) {
    const there = indexOf(all, comment.id);
    if (there >= 0) all[there] = { comment, note };
    else all.splice(index, 0, { comment, note });
  }
  return all;
}

/**
 * The number of comments in each status after some have changed theirs.
 * @param to null for a permanent deletion
 * @param by 1, or -1 to take the change back
 */
export function recounted<Counted extends Summary | Found>(
  counted: Counted | null,
  items: Deed['items'],
  to: Status | null,
  by: 1 | -1 = 1,
): Counted | null {
  if (counted === null) return null;
  const counts = { ...counted.counts };
  for (const { comment } of items) {
    counts[comment.status] -= by;
    if (to !== null) counts[to] += by;
    // Edits of published comments are counted as waiting too.
    if (comment.status === 'approved' && comment.proposed !== null) counts.pending -= by;
  }
  return { ...counted, counts };
}

/** Those of the pending comments that are almost certainly spam, once some are pending again. */
export function sureSpamWith(sureSpam: ReadonlySet<string>, items: Deed['items']): ReadonlySet<string> {
  const back = items.filter(({ comment }) => comment.status === 'pending' && isSureSpam(comment));
  return new Set([...sureSpam, ...back.map(({ comment }) => comment.id)]);
}

/** The comment that becomes current when some leave the list: the next one that stays, or else the last one before them. */
export function following(rows: readonly Row[], from: string | null, gone: ReadonlySet<string>): string | null {
  const start = Math.max(0, indexOf(rows, from));
  const isGone = (row: Row | undefined) => row !== undefined && gone.has(row.comment.id);
  let next = start;
  while (isGone(rows[next])) next += 1;
  if (rows[next] === undefined) next = start - 1;
  while (isGone(rows[next])) next -= 1;
  return rows[next]?.comment.id ?? null;
}

/** The ids from one row to another, whichever of the two comes first. */
export function range(rows: readonly Row[], from: string | null, to: string): string[] {
  const [a, b] = [indexOf(rows, from), indexOf(rows, to)];
  if (a < 0) return [to];
  return rows.slice(Math.min(a, b), Math.max(a, b) + 1).map(({ comment }) => comment.id);
}
