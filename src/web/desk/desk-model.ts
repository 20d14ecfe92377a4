import type { Decision, DeskSession, Moderated } from '../../http/api/shapes.js';
import { CallError, commentsOf, listsOf } from './api.js';
import { createBox } from './box.js';
import { createDecisions } from './decisions.js';
import { keepLook } from './look.js';
import { spellingsIn } from './search-marks.js';
import { type Found, indexOf, range, type State, startState, withSite } from './state.js';
import { isSureSpam } from './suspicion.js';
import { DEFAULT_VIEW, hashOf, isFiltered, listOf, STATUSES, type View, viewOf } from './view.js';
import { createWatch } from './watch.js';
import { decisionsFor } from './words.js';

export const A_PAGE = 50;
/** The most comments that the API gives in one page. */
const A_LARGE_PAGE = 200;
/** The most comments that "all matches" selects at once. */
const MOST_SELECTED = 2000;
/** The next page is loaded when this many rows are left below the current one. */
const NEARLY_THE_END = 10;

const STATUSES_OF_COMMENTS = STATUSES.filter((status) => status !== 'all');

function isOutage(error: unknown): boolean {
  return error instanceof CallError && error.status === 0;
}

/** A comment, wherever it is. */
type Place = Pick<Moderated, 'site' | 'id'>;

export type DeskModel = ReturnType<typeof createDeskModel>;

/**
 * The desk without its appearance: its state, and everything that a moderator can do.
 * @param onSignedOut called when the service no longer knows the session
 */
export function createDeskModel(session: DeskSession, onSignedOut: () => void) {
  const box = createBox<State>(startState(session, viewOf(location.hash)));
  const lists = () => listsOf(box.get().view.site ?? '');
  const decisions = createDecisions(box, commentsOf, failed);
  const watch = createWatch(box, lists, decisions.isOwn);
  /** Counts the loads, so that a late answer to an earlier one is ignored. */
  let run = 0;
  /** The latest load of the list. */
  let lastLoad: Promise<void> = Promise.resolve();

  function failed(error: unknown): void {
    if (error instanceof CallError && error.status === 401) onSignedOut();
    else {
      const text = error instanceof Error ? error.message : String(error);
      box.set({ message: { text, isError: true, isOutage: isOutage(error) } });
    }
  }

  /** The service answers: what said that it does not is over. */
  function recovered(): void {
    if (box.get().message?.isOutage) box.set({ message: null });
    if (box.get().failedByOutage) void load();
  }

  function load(): Promise<void> {
    lastLoad = loadList();
    return lastLoad;
  }

  async function loadList(): Promise<void> {
    run += 1;
    const mine = run;
    const { page: _, site: __, find: ___, ...filters } = box.get().view;
    box.set({
      ...{ loading: 'list', failure: null, failedByOutage: false },
      ...{ rows: [], next: null, selected: new Set(), anchor: null, current: null, found: null, spellings: [] },
    });
    try {
      await watch.begin();
      const { comments, next, total, totalIsCapped } = await lists().queue({ ...filters, limit: A_PAGE });
      if (mine !== run) return;
      const rows = comments.map((comment) => ({ comment, note: null }));
      box.set({ rows, next, total, totalIsCapped, loading: null, current: rows[0]?.comment.id ?? null });
      box.set(({ view }) => ({ spellings: spellingsIn(comments, view.q) }));
      recovered();
      void countFound();
    } catch (error) {
      if (mine !== run) return;
      box.set({ loading: null });
      if (error instanceof CallError && error.status === 401) return onSignedOut();
      const failure = error instanceof Error ? error.message : String(error);
      box.set({ failure, failedByOutage: isOutage(error) });
    }
  }

  async function loadMore(limit = A_PAGE): Promise<void> {
    const { next, loading, view } = box.get();
    if (next === null || loading !== null) return;
    const mine = run;
    const { page: _, site: __, find: ___, ...filters } = view;
    box.set({ loading: 'more' });
    try {
      const page = await lists().queue({ ...filters, limit, cursor: next });
      if (mine !== run) return;
      box.set(({ rows, current }) => {
        const known = new Set(rows.map(({ comment }) => comment.id));
        const more = page.comments.filter(({ id }) => !known.has(id)).map((comment) => ({ comment, note: null }));
        const first = current ?? more[0]?.comment.id ?? null;
        const spellings = spellingsIn(page.comments, view.q, box.get().spellings);
        return { rows: [...rows, ...more], next: page.next, current: first, spellings };
      });
    } catch (error) {
      if (mine === run) failed(error);
    } finally {
      if (mine === run) box.set({ loading: null });
    }
  }

  /** Asks how many comments of each status the filters let through, for the tabs. */
  async function countFound(): Promise<void> {
    const { view, total, totalIsCapped } = box.get();
    if (!isFiltered(view)) return;
    const mine = run;
    const { page: _, site: __, order: ___, ...filters } = view;
    const pages = await Promise.all(
      STATUSES_OF_COMMENTS.map((status) =>
        status === view.status ? { total, totalIsCapped } : lists().queue({ ...filters, status, limit: 1 }),
      ),
    ).catch(() => null);
    if (mine !== run || pages === null) return;
    const each = STATUSES_OF_COMMENTS.map((status, n) => ({ status, ...(pages[n] as (typeof pages)[number]) }));
    const counts = Object.fromEntries(each.map((one) => [one.status, one.total])) as Found['counts'];
    box.set({
      found: { counts, capped: new Set(each.filter((one) => one.totalIsCapped).map(({ status }) => status)) },
    });
  }

  async function loadSummary(): Promise<void> {
    const { site } = box.get().view;
    try {
      const summary = await lists().summary();
      if (box.get().view.site === site) box.set({ summary });
      await countSureSpam();
      recovered();
    } catch (error) {
      failed(error);
    }
  }

  /** Asks for the most suspicious of what is pending, to offer them together. */
  async function countSureSpam(): Promise<void> {
    const { view } = box.get();
    if (view.page !== 'queue' || view.status !== 'pending') return;
    const { comments } = await lists().queue({ status: 'pending', order: 'suspicious', limit: A_PAGE });
    if (box.get().view === view) box.set({ sureSpam: new Set(comments.filter(isSureSpam).map(({ id }) => id)) });
  }

  /** Lists the most suspicious first, and selects those that are almost certainly spam. */
  async function reviewSureSpam(): Promise<void> {
    show({ ...DEFAULT_VIEW, site: box.get().view.site, order: 'suspicious' });
    const mine = run;
    await lastLoad;
    if (mine !== run) return;
    const ids = box.get().rows.flatMap(({ comment }) => (isSureSpam(comment) ? [comment.id] : []));
    box.set(({ focusAsked }) => ({ selected: new Set(ids), anchor: null, focusAsked: focusAsked + 1 }));
  }

  function loadAhead(): void {
    const { rows, current } = box.get();
    if (rows.length - indexOf(rows, current) <= NEARLY_THE_END) void loadMore();
  }

  /** Goes to another view, and puts it into the URL, so that the browser's "back" works. */
  function show(change: Partial<View>): void {
    const view = { ...box.get().view, ...change };
    if (hashOf(view) !== location.hash) history.pushState(null, '', hashOf(view));
    readAddress();
  }

  function readAddress(): void {
    const before = box.get().view;
    const view = withSite(viewOf(location.hash), session);
    if (hashOf(view) === hashOf(before)) return;
    box.set({ view, message: null, detailed: false });
    if (view.site !== before.site) box.set({ summary: null, sureSpam: new Set() });
    if (view.page !== before.page || view.site !== before.site) void loadSummary();
    if (listOf(view) !== listOf(before)) void load();
  }

  function go(to: number, extend = false): void {
    const { rows, current } = box.get();
    const index = Math.min(Math.max(to, 0), rows.length - 1);
    const id = rows[index]?.comment.id;
    if (id === undefined) return;
    if (extend) {
      box.set(({ selected, anchor }) => ({
        anchor: anchor ?? current,
        selected: new Set([...selected, ...range(rows, anchor ?? current, id)]),
      }));
    }
    box.set(({ focusAsked }) => ({ current: id, focusAsked: focusAsked + 1 }));
    loadAhead();
  }

  function select(id: string, withRange: boolean): void {
    box.set(({ rows, selected, anchor }) => {
      const next = new Set(selected);
      if (withRange) for (const one of range(rows, anchor, id)) next.add(one);
      else if (!next.delete(id)) next.add(id);
      return { selected: next, anchor: id, current: id };
    });
  }

  async function selectAll(): Promise<void> {
    const mine = run;
    while (box.get().next !== null && box.get().rows.length < MOST_SELECTED) {
      const before = box.get().rows.length;
      await loadMore(A_LARGE_PAGE);
      if (mine !== run) return;
      if (box.get().rows.length === before) break;
    }
    box.set(({ rows }) => ({ selected: new Set(rows.map(({ comment }) => comment.id)) }));
  }

  /** The comments that a decision applies to: the named one, else the selection, else the current one. */
  function meant(id?: string): string[] {
    const { selected, current } = box.get();
    if (id !== undefined) return [id];
    if (selected.size > 0) return [...selected];
    return current === null ? [] : [current];
  }

  function decide(decision: Decision, id?: string): void {
    const ids = meant(id);
    if (ids.length === 0) return;
    decisions.decide(decision, ids);
    box.set({ anchor: null });
    loadAhead();
  }

  /** Asks for confirmation first, as a permanent deletion cannot be undone. */
  function askDelete(id?: string): void {
    const { rows } = box.get();
    const ids = meant(id).filter((one) => {
      const row = rows[indexOf(rows, one)];
      return row !== undefined && decisionsFor(row.comment).includes('delete');
    });
    if (ids.length > 0) box.set({ toDelete: ids });
    else box.set({ message: { text: 'Only what is in spam or trash can be deleted permanently.', isError: false } });
  }

  function confirmDelete(): void {
    const ids = box.get().toDelete ?? [];
    box.set({ toDelete: null });
    decisions.decide('delete', ids);
    loadAhead();
  }

  return {
    box,
    show,
    readAddress,
    load,
    loadMore,
    loadSummary,
    refresh: async () => {
      await Promise.all([load(), loadSummary()]);
    },
    wentOffline: () =>
      box.set({
        message: { text: 'You are offline. What you decide now is not saved.', isError: true, isOutage: true },
      }),
    look: () => watch.look().then(recovered).catch(failed),
    step: (by: number, extend = false) => go(indexOf(box.get().rows, box.get().current) + by, extend),
    first: () => go(0),
    last: () => go(box.get().rows.length - 1),
    makeCurrent: (id: string) => box.get().current !== id && box.set({ current: id }),
    select,
    selectAll,
    reviewSureSpam,
    clearSelection: () => box.set({ selected: new Set(), anchor: null }),
    decide,
    askDelete,
    confirmDelete,
    cancelDelete: () => box.set({ toDelete: null }),
    undo: decisions.undo,
    toggleDetails: (id?: string) =>
      box.set(({ current, detailed, focusAsked }) => {
        const opens = (id !== undefined && id !== current) || !detailed;
        return { current: id ?? current, detailed: opens, focusAsked: opens ? focusAsked : focusAsked + 1 };
      }),
    open: (id: string) => box.set({ current: id, detailed: true }),
    audit: (cursor: string | null) => lists().audit({ limit: A_PAGE, cursor }),
    switchLook(look: State['look']) {
      keepLook(look);
      box.set({ look });
    },
    revealEmail: async ({ site, id }: Place) => (await commentsOf(site).email(id)).email,
    history: ({ site, id }: Place) => commentsOf(site).comment(id),
    byAuthor: ({ site, id }: Place) => commentsOf(site).byAuthor(id),
  };
}
