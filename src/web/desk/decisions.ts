import type { Decision, DecisionResult, Status } from '../../http/api/shapes.js';
import { CallError, type CommentCalls } from './api.js';
import type { Box } from './box.js';
import { type Group, groupsOf, type Items } from './decision-groups.js';
import { lastMove, type Refusal, readAgain, refusalsOf, refusalWords } from './refusals.js';
import {
  type Deed,
  following,
  indexOf,
  moved,
  putBack,
  type Row,
  recounted,
  type State,
  showsSite,
  siteName,
  sureSpamWith,
} from './state.js';
import { listOf } from './view.js';
import { counted, DECISION_FOR, decisionsFor, doneWords, STATUS_AFTER } from './words.js';

/** The most comments that come back into the list when another moderator decided first. */
const MOST_BROUGHT_BACK = 20;
/** What is said at a comment whose decision got no answer, as the message about it goes with the next decision. */
const NOT_SAVED = 'Not saved. Decide again.';

/**
 * Deciding and undoing. Each decision shows at once and is sent after the one before. Comments that the service refused, or
 * that another moderator decided first, come back to the list with a note. Each goes to the site of its comment, whatever is
 * shown meanwhile.
 */
export function createDecisions(
  box: Box<State>,
  callsOf: (site: string) => CommentCalls,
  onFailure: (error: unknown) => void,
) {
  let line: Promise<void> = Promise.resolve();
  /** Comments that were decided in this window, so that the watch does not report them as another moderator's. */
  const own = new Set<string>();
  /** Of these, comments whose decision failed: it may have been carried out all the same, and only the answer lost. */
  const lost = new Set<string>();

  /** Sends decisions one after another, in the order in which they were made. */
  function inLine(work: () => Promise<void>): void {
    box.set(({ sending }) => ({ sending: sending + 1 }));
    line = line
      .then(work)
      .catch(onFailure)
      .finally(() => box.set(({ sending }) => ({ sending: sending - 1 })));
  }

  /** Whether the desk still shows the list in which something was decided. */
  function isShown(list: string): boolean {
    return listOf(box.get().view) === list;
  }

  function say(text: string, isError = false): void {
    box.set({ message: { text, isError } });
  }

  function decide(decision: Decision, ids: readonly string[]): void {
    const { rows, view, current } = box.get();
    const items = ids.flatMap((id) => {
      const index = indexOf(rows, id);
      const comment = rows[index]?.comment;
      return comment !== undefined && decisionsFor(comment).includes(decision) ? [{ comment, index }] : [];
    });
    if (items.length === 0) {
      say('There is nothing to change.');
      return;
    }
    const gone = new Set(items.map(({ comment }) => comment.id));
    for (const id of gone) own.add(id);
    const after = statusAfter(decision);
    // To bring back a comment with an edit that waits would approve the edit.
    const undoable = decision === 'delete' ? [] : items.filter(({ comment }) => comment.proposed === null);
    const left = moved(rows, items, decision, after, view);
    const stays = left.length === rows.length || (current !== null && !gone.has(current));
    box.set((state) => ({
      rows: left,
      total: Math.max(0, state.total - (rows.length - left.length)),
      current: stays && gone.size > 1 ? current : following(rows, nextOf(state, items, gone), stays ? new Set() : gone),
      focusAsked: state.focusAsked + 1,
      selected: new Set([...state.selected].filter((id) => !gone.has(id))),
      summary: recounted(state.summary, items, after),
      found: recounted(state.found, items, after),
      sureSpam: new Set([...state.sureSpam].filter((id) => !gone.has(id))),
      message: { text: doneWords(decision, items.length), canUndo: undoable.length > 0 },
    }));
    const changed = new Set<string>();
    const list = listOf(view);
    if (decision !== 'delete' && undoable.length > 0)
      box.set(({ deeds }) => ({ deeds: [...deeds, { decision, list, items: undoable, changed }] }));
    inLine(() => send(list, decision, items, changed));
  }

  /** Makes the comment behind the last decided one the current one. */
  function nextOf({ rows, current }: State, items: Items, gone: ReadonlySet<string>): string | null {
    if (current !== null && !gone.has(current)) return current;
    const last = Math.max(...items.map(({ index }) => index));
    return (rows[last + 1] ?? rows[last])?.comment.id ?? null;
  }

  async function send(list: string, decision: Decision, items: Items, changed: Set<string>): Promise<void> {
    for (const group of groupsOf(items, list)) {
      try {
        const { site, status } = group;
        const comments = group.items.map(({ comment }) => comment);
        const { results } = await callsOf(site).decide(decision, comments, status);
        for (const { id, changed: isChanged } of results) if (isChanged) changed.add(id);
        for (const id of await alreadyDone(site, results)) changed.add(id);
        const refused = new Set(refusedOf(results));
        forget(
          group.items.filter(({ comment }) => refused.has(comment.id)),
          changed,
        );
        await explain(group, refused);
      } catch (error) {
        giveBack(group, decision, changed, error);
      }
    }
  }

  /** Comments that were decided so from here before, without an answer. */
  async function alreadyDone(site: string, results: readonly DecisionResult[]): Promise<string[]> {
    const again = results.filter(({ id, changed, problem }) => !changed && problem === undefined && lost.delete(id));
    const all = await readAgain(
      callsOf(site),
      again.map(({ id }) => id),
    );
    return all.flatMap((now) => (lastMove(now)?.actor === box.get().session.name ? [now.id] : []));
  }

  /** What comes back into a list without a current comment is what the keys act on. */
  function currentOf({ current, focusAsked }: State, items: Items): Partial<State> {
    return current === null ? { current: items[0]?.comment.id ?? null, focusAsked: focusAsked + 1 } : {};
  }

  /** Removes comments from a decision that did not change them. */
  function forget(items: Items, changed: Set<string>): void {
    const ids = new Set(items.map(({ comment }) => comment.id));
    box.set(({ deeds }) => ({
      deeds: deeds.flatMap((deed) => {
        if (deed.changed !== changed) return [deed];
        const left = deed.items.filter(({ comment }) => !ids.has(comment.id));
        return left.length === 0 ? [] : [{ ...deed, items: left }];
      }),
    }));
  }

  /** Puts back what could not be decided. */
  function giveBack({ site, items, list }: Group, decision: Decision, changed: Set<string>, error: unknown): void {
    for (const { comment } of items) lost.add(comment.id);
    const isHere = isShown(list);
    box.set((state) => ({
      ...(showsSite(state.view, site) && {
        summary: recounted(state.summary, items, statusAfter(decision), -1),
        sureSpam: sureSpamWith(state.sureSpam, items),
      }),
      ...(isHere && {
        ...currentOf(state, items),
        rows: putBack(state.rows, items, NOT_SAVED),
        total: state.total + items.length,
        found: recounted(state.found, items, statusAfter(decision), -1),
      }),
    }));
    forget(items, changed);
    if (error instanceof CallError && error.status === 401) throw error;
    const why = error instanceof Error ? error.message : String(error);
    const where = isHere ? ['', 'in the list'] : [` on ${siteName(site, box.get().session)}`, 'in the list there'];
    say(`Not saved${where[0]}. ${backWords(items.length)} ${where[1]}. ${why}`, true);
  }

  /** Shows what has become of comments on which the service did not decide: who has, or what their authors have made of them. */
  async function explain({ site, items, list }: Omit<Group, 'status'>, ids: ReadonlySet<string>): Promise<void> {
    const { name } = box.get().session;
    const asked = items.filter(({ comment }) => ids.has(comment.id));
    const refusals = await refusalsOf(asked, { calls: callsOf(site), name, lost });
    for (const { now } of refusals) own.delete(now.id);
    if (isShown(list)) box.set((state) => broughtBack(state, refusals));
    const text = refusalWords(refusals);
    if (text !== '') say(text);
  }

  /** Those that are listed as they are by now, and a few of the others. */
  function broughtBack(state: State, refusals: readonly Refusal[]): Partial<State> {
    const shown = refusals.filter(({ now }, n) => n < MOST_BROUGHT_BACK || indexOf(state.rows, now.id) >= 0);
    const items = shown.map(({ now, index }) => ({ comment: now, index }));
    const rows = shown.reduce<readonly Row[]>(
      (before, { now, index, note }) => putBack(before, [{ comment: now, index }], note),
      state.rows,
    );
    return { ...currentOf(state, items), rows };
  }

  function undo(): void {
    const deed = box.get().deeds.at(-1);
    if (deed === undefined) {
      say('There is nothing to undo.');
      return;
    }
    const { decision, items, list } = deed;
    const isHere = isShown(list);
    box.set((state) => {
      const there = items.filter(({ comment }) => indexOf(state.rows, comment.id) >= 0).length;
      const seen = items.filter(({ comment }) => showsSite(state.view, comment.site));
      return {
        deeds: state.deeds.slice(0, -1),
        summary: recounted(state.summary, seen, STATUS_AFTER[decision], -1),
        sureSpam: sureSpamWith(state.sureSpam, seen),
        message: { text: `Undone. ${backWords(items.length)}${isHere ? '' : ' in the list where you decided'}.` },
        ...(isHere && {
          rows: putBack(state.rows, items),
          found: recounted(state.found, items, STATUS_AFTER[decision], -1),
          total: state.total + items.length - there,
          current: items[0]?.comment.id ?? state.current,
          focusAsked: state.focusAsked + 1,
        }),
      };
    });
    inLine(() => undoing(deed).catch((error: unknown) => redo(deed, error)));
  }

  async function undoing({ decision, items, changed, list }: Deed): Promise<void> {
    const done = items.filter(({ comment }) => changed.has(comment.id));
    for (const group of groupsOf(done, list)) {
      const comments = group.items.map(({ comment }) => comment);
      const { results } = await callsOf(group.site).decide(
        DECISION_FOR[group.status],
        comments,
        STATUS_AFTER[decision],
      );
      await explain(group, new Set(refusedOf(results)));
    }
    // A comment that another moderator had already decided in the same way must not be undone here.
    const others = items.filter(({ comment }) => !changed.has(comment.id));
    for (const group of groupsOf(others, list)) {
      await explain(group, new Set(group.items.map(({ comment }) => comment.id)));
    }
  }

  /** What could not be undone is as it was decided, and can be undone again. */
  function redo(deed: Deed, error: unknown): void {
    if (error instanceof CallError && error.status === 401) throw error;
    const { decision, items, list } = deed;
    const status = STATUS_AFTER[decision];
    const why = error instanceof Error ? error.message : String(error);
    say(`Not undone. ${why}`, true);
    box.set((state) => {
      const seen = items.filter(({ comment }) => showsSite(state.view, comment.site));
      const ids = new Set(items.map(({ comment }) => comment.id));
      const rows = isShown(list) ? moved(state.rows, items, decision, status, state.view) : state.rows;
      const stays = rows.some(({ comment }) => comment.id === state.current);
      return {
        rows,
        current: stays ? state.current : following(state.rows, state.current, ids),
        focusAsked: state.focusAsked + (stays ? 0 : 1),
        total: Math.max(0, state.total - (state.rows.length - rows.length)),
        summary: recounted(state.summary, seen, status),
        ...(isShown(list) && { found: recounted(state.found, items, status) }),
        deeds: [...state.deeds, deed],
      };
    });
  }

  return {
    decide,
    undo,
    isOwn: (id: string) => own.has(id),
    /** Waits until everything has been sent. */
    settled: () => line,
  };
}

function backWords(count: number): string {
  return `${counted(count)} ${count === 1 ? 'is' : 'are'} back`;
}

function statusAfter(decision: Decision): Status | null {
  return decision === 'delete' ? null : STATUS_AFTER[decision];
}

function refusedOf(results: readonly DecisionResult[]): string[] {
  return results.filter(({ problem }) => problem !== undefined).map(({ id }) => id);
}
