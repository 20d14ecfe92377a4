import type { AuditEntry, Status } from '../../http/api/shapes.js';
import type { Lists } from './api.js';
import type { Box } from './box.js';
import { indexOf, type State } from './state.js';
import { ago, historyWords, STATUS_WORDS } from './words.js';

/** The most new comments that are counted. */
export const MOST_FRESH = 20;
/** Entries of the audit that are read in one call. */
const A_LOOK = 100;
/** The most pages of the audit that are read; after more than that, loading the list again is better. */
const MOST_PAGES = 5;

/**
 * Looks for changes by others. What other moderators decide is shown at the comment. New comments are only counted until
 * the moderator asks for them, so that the list does not move while somebody works in it.
 */
export function createWatch(box: Box<State>, api: () => Lists, isOwn: (id: string) => boolean) {
  /** The newest entry of the audit and the newest comment that are known. */
  let lastDeed: string | null = null;
  let lastComment = '';

  const keyOf = (entry: AuditEntry) => JSON.stringify(entry);

  /** Remembers what is newest now; only what comes later counts as new. */
  async function begin(): Promise<void> {
    const { site } = box.get().view;
    const [audit, newest] = await Promise.all([api().audit({ limit: 1 }), newestComments(1)]);
    if (box.get().view.site !== site) return;
    lastDeed = audit.entries[0] === undefined ? null : keyOf(audit.entries[0]);
    lastComment = newest.comments[0]?.id ?? '';
    box.set({ fresh: 0 });
  }

  function newestComments(limit: number) {
    const { status, q, article, author } = box.get().view;
    return api().queue({ status, q, article, author, order: 'newest', limit });
  }

  async function look(): Promise<void> {
    const view = box.get().view;
    const [entries, newest] = await Promise.all([newDeeds(), newestComments(MOST_FRESH)]);
    if (box.get().view !== view) return;
    for (const entry of entries.reverse()) show(entry);
    const known = new Set(box.get().rows.map(({ comment }) => comment.id));
    // Ids grow with time: a greater one is newer. A comment that is in the list is not new.
    const fresh = newest.comments.filter(({ id }) => id > lastComment && !known.has(id)).length;
    const { sending } = box.get();
    box.set({ fresh, ...(sending === 0 && { total: newest.total, totalIsCapped: newest.totalIsCapped }) });
  }

  /** Entries of the audit since the last look, newest first. */
  async function newDeeds(): Promise<AuditEntry[]> {
    const entries: AuditEntry[] = [];
    const { site } = box.get().view;
    const lists = api();
    let cursor: string | null = null;
    for (let page = 0; page < MOST_PAGES; page++) {
      const answer = await lists.audit({ limit: A_LOOK, cursor });
      const end = answer.entries.findIndex((entry) => keyOf(entry) === lastDeed);
      entries.push(...(end < 0 ? answer.entries : answer.entries.slice(0, end)));
      cursor = answer.next;
      if (end >= 0 || cursor === null) break;
    }
    if (entries[0] !== undefined && box.get().view.site === site) lastDeed = keyOf(entries[0]);
    return entries;
  }

  function show(entry: AuditEntry): void {
    const { rows, session } = box.get();
    const { comment: id, actor, to } = entry;
    const row = rows[indexOf(rows, id)];
    if (row === undefined || id === null || to === null || to === row.comment.status) return;
    if (actor === session.name && isOwn(id)) return;
    const note = `${historyWords(entry)}, ${ago(entry.at)}.`;
    const status = to in STATUS_WORDS ? (to as Status) : row.comment.status;
    box.set({
      rows: rows.map((it) => (it === row ? { comment: { ...it.comment, status }, note } : it)),
      message: { text: note, isError: false },
    });
  }

  return { begin, look };
}
