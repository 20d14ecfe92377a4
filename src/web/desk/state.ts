import type { Decision, DeskSession, Moderated, Status, Summary } from '../../http/api/shapes.js';
import { keptLook, type Look } from './look.js';
import { isSureSpam } from './suspicion.js';
import { DEFAULT_VIEW, type View } from './view.js';

/** A comment in the list. */
export interface Row {
  readonly comment: Moderated;
  /** What another moderator has done to it since it was loaded. */
  readonly note: string | null;
}

/** A decision that was made here and can be undone. */
export interface Deed {
  readonly decision: Exclude<Decision, 'delete'>;
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
    look: keptLook(),
  };
}

/** The view with a site that the session may moderate: the one that the view names, else the first. */
export function withSite(view: View, { sites }: DeskSession): View {
  const named = sites.find(({ id }) => id === view.site) ?? sites[0];
  return { ...view, site: named?.id ?? DEFAULT_VIEW.site };
}

export function indexOf(rows: readonly Row[], id: string | null): number {
  return rows.findIndex(({ comment }) => comment.id === id);
}

function fits(status: Status, view: View): boolean {
  return view.status === 'all' || view.status === status;
}

/** The rows with some comments given a status; those that no longer belong to the view are taken out. */
export function moved(
  rows: readonly Row[],
  ids: ReadonlySet<string>,
  decision: Decision,
  status: Status | null,
  view: View,
): Row[] {
  return rows.flatMap((row) => {
    if (!ids.has(row.comment.id)) return [row];
    if (status === null || !fits(status, view)) return [];
    return [{ comment: { ...withoutEdit(row.comment, decision), status }, note: null }];
  });
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

/** The rows with some comments as they were before, each in its former place. */
export function putBack(rows: readonly Row[], items: Deed['items'], note: string | null = null): Row[] {
  const back = new Set(items.map(({ comment }) => comment.id));
  const all = rows.filter(({ comment }) => !back.has(comment.id));
  for (const { comment, index } of [...items].sort((a, b) => a.index - b.index)) {
    all.splice(Math.min(index, all.length), 0, { comment, note });
  }
  return all;
}

/**
 * The number of comments in each status after some have changed theirs.
 * @param to null for a permanent deletion
 * @param by 1, or -1 to take the change back
 */
export function recounted(
  summary: Summary | null,
  items: Deed['items'],
  to: Status | null,
  by: 1 | -1 = 1,
): Summary | null {
  if (summary === null) return null;
  const counts = { ...summary.counts };
  for (const { comment } of items) {
    counts[comment.status] -= by;
    if (to !== null) counts[to] += by;
    // Edits of published comments are counted as waiting too.
    if (comment.status === 'approved' && comment.proposed !== null) counts.pending -= by;
  }
  return { ...summary, counts };
}

/** Those of the pending comments that are almost certainly spam, once some are pending again. */
export function sureSpamWith(sureSpam: ReadonlySet<string>, items: Deed['items']): ReadonlySet<string> {
  const back = items.filter(({ comment }) => comment.status === 'pending' && isSureSpam(comment));
  return new Set([...sureSpam, ...back.map(({ comment }) => comment.id)]);
}

/** The comment that becomes current when some leave the list: the next one that stays, or else the last one before them. */
export function following(rows: readonly Row[], from: string | null, gone: ReadonlySet<string>): string | null {
  const start = Math.max(0, indexOf(rows, from));
  const stays = (row: Row) => !gone.has(row.comment.id);
  const next = rows.slice(start).find(stays) ?? rows.slice(0, start).findLast(stays);
  return next?.comment.id ?? null;
}

/** The ids from one row to another, whichever of the two comes first. */
export function range(rows: readonly Row[], from: string | null, to: string): string[] {
  const [a, b] = [indexOf(rows, from), indexOf(rows, to)];
  if (a < 0) return [to];
  return rows.slice(Math.min(a, b), Math.max(a, b) + 1).map(({ comment }) => comment.id);
}
