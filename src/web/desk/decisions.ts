import type { Decision, DecisionResult, Status } from '../../http/api/shapes.js';
import { CallError, type Moderation } from './api.js';
import type { Box } from './box.js';
import { type Deed, following, indexOf, moved, putBack, recounted, type State, sureSpamWith } from './state.js';
import { counted, DECISION_FOR, decisionsFor, doneWords, historyWords, STATUS_AFTER } from './words.js';

/** Comments that one call may decide on. */
const MOST_A_CALL = 500;
/** The most comments that are fetched again when another moderator decided first. */
const MOST_EXPLAINED = 20;

type Items = Deed['items'];

/** Where a decision was made; the moderator may have gone to another site when its turn to be sent comes. */
interface Place {
  readonly moderation: Moderation;
  readonly site: string | null;
  /** Whether the desk still shows this site. */
  isShown(): boolean;
}

/**
 * Deciding and undoing. Each decision shows at once and is sent after the one before. Comments that the service refused, or
 * that another moderator decided first, come back to the list with a note.
 */
export function createDecisions(box: Box<State>, api: () => Moderation, onFailure: (error: unknown) => void) {
  let line: Promise<void> = Promise.resolve();
  /** Comments that were decided in this window, so that the watch does not report them as another moderator's. */
  const own = new Set<string>();

  /** Sends decisions one after another, in the order in which they were made. */
  function inLine(work: () => Promise<void>): void {
    box.set(({ sending }) => ({ sending: sending + 1 }));
    line = line
      .then(work)
      .catch(onFailure)
      .finally(() => box.set(({ sending }) => ({ sending: sending - 1 })));
  }

  function here(): Place {
    const { site } = box.get().view;
    return { moderation: api(), site, isShown: () => box.get().view.site === site };
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
    const left = moved(rows, gone, decision, after, view);
    const stays = left.some(({ comment }) => comment.id === current);
    box.set((state) => ({
      rows: left,
      total: Math.max(0, state.total - (rows.length - left.length)),
      current: stays && gone.size > 1 ? current : following(rows, nextOf(state, gone), stays ? new Set() : gone),
      focusAsked: state.focusAsked + 1,
      selected: new Set([...state.selected].filter((id) => !gone.has(id))),
      summary: recounted(state.summary, items, after),
      sureSpam: new Set([...state.sureSpam].filter((id) => !gone.has(id))),
      message: { text: doneWords(decision, items.length), canUndo: undoable.length > 0 },
    }));
    const changed = new Set<string>();
    if (decision !== 'delete' && undoable.length > 0)
      box.set(({ deeds }) => ({ deeds: [...deeds, { decision, items: undoable, changed }] }));
    const place = here();
    inLine(() => send(place, decision, items, changed));
  }

  /** Makes the comment behind the last decided one the current one. */
  function nextOf({ rows, current }: State, gone: ReadonlySet<string>): string | null {
    if (current !== null && !gone.has(current)) return current;
    const last = rows.findLastIndex(({ comment }) => gone.has(comment.id));
    return (rows[last + 1] ?? rows[last])?.comment.id ?? null;
  }

  async function send(place: Place, decision: Decision, items: Items, changed: Set<string>): Promise<void> {
    for (const [status, group] of byStatus(items)) {
      for (let start = 0; start < group.length; start += MOST_A_CALL) {
        const some = group.slice(start, start + MOST_A_CALL);
        try {
          const comments = some.map(({ comment }) => comment);
          const { results } = await place.moderation.decide(decision, comments, status);
          for (const { id, changed: isChanged } of results) if (isChanged) changed.add(id);
          const refused = new Set(refusedOf(results));
          forget(
            some.filter(({ comment }) => refused.has(comment.id)),
            changed,
          );
          await explain(place, [...refused], some);
        } catch (error) {
          giveBack(place, decision, some, changed, error);
        }
      }
    }
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
  function giveBack(place: Place, decision: Decision, items: Items, changed: Set<string>, error: unknown): void {
    if (place.isShown()) {
      box.set((state) => ({
        rows: putBack(state.rows, items),
        summary: recounted(state.summary, items, statusAfter(decision), -1),
        sureSpam: sureSpamWith(state.sureSpam, items),
        total: state.total + items.length,
      }));
    }
    forget(items, changed);
    if (error instanceof CallError && error.status === 401) throw error;
    const why = error instanceof Error ? error.message : String(error);
    if (!place.isShown()) {
      say(`Not saved on ${place.site}. ${backWords(items.length)} in the list there. ${why}`, true);
      return;
    }
    say(`Not saved. ${backWords(items.length)} in the list. ${why}`, true);
  }

  /** Shows what somebody else has decided on the same comments, or what their authors have made of them. */
  async function explain(place: Place, ids: readonly string[], items: Items): Promise<void> {
    const by = new Map(items.map((item) => [item.comment.id, item]));
    let others = Math.max(0, ids.length - MOST_EXPLAINED);
    let edited = 0;
    for (const id of ids.slice(0, MOST_EXPLAINED)) {
      const item = by.get(id);
      const now = await place.moderation.comment(id).catch(() => null);
      if (item === undefined || now === null) continue;
      const isDecided = now.status !== item.comment.status;
      if (!isDecided && now.revision === item.comment.revision) continue;
      if (isDecided) others += 1;
      else edited += 1;
      own.delete(id);
      if (!place.isShown()) continue;
      const last = now.history.findLast(({ from, to }) => from !== to && to !== null);
      const decided = last === undefined ? 'Another moderator has decided on it.' : `${historyWords(last)}.`;
      const note = isDecided ? decided : 'Its author has changed it since you read it.';
      box.set((state) => ({ rows: putBack(state.rows, [{ comment: now, index: item.index }], note) }));
    }
    if (others > 0) say(`Another moderator already decided ${counted(others)}. Their decision stands.`);
    if (edited > 0) say(`The author has changed ${counted(edited)} since you read. Read again before you decide.`);
  }

  function undo(): void {
    const deed = box.get().deeds.at(-1);
    if (deed === undefined) {
      say('There is nothing to undo.');
      return;
    }
    const { decision, items, changed } = deed;
    box.set((state) => ({
      deeds: state.deeds.slice(0, -1),
      summary: recounted(state.summary, items, STATUS_AFTER[decision], -1),
      sureSpam: sureSpamWith(state.sureSpam, items),
      rows: putBack(state.rows, items),
      total: state.total + items.length - items.filter(({ comment }) => indexOf(state.rows, comment.id) >= 0).length,
      current: items[0]?.comment.id ?? state.current,
      focusAsked: state.focusAsked + 1,
      message: { text: `Undone. ${backWords(items.length)}.` },
    }));
    const place = here();
    inLine(async () => {
      for (const [status, group] of byStatus(items.filter(({ comment }) => changed.has(comment.id)))) {
        for (let start = 0; start < group.length; start += MOST_A_CALL) {
          const some = group.slice(start, start + MOST_A_CALL).map(({ comment }) => comment);
          const { results } = await place.moderation.decide(DECISION_FOR[status], some, STATUS_AFTER[decision]);
          await explain(place, refusedOf(results), group);
        }
      }
      // A comment that another moderator had already decided in the same way must not be undone here.
      const others = items.map(({ comment }) => comment.id).filter((id) => !changed.has(id));
      await explain(place, others, items);
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

function byStatus(items: Items): Map<Status, Items[number][]> {
  const groups = new Map<Status, Items[number][]>();
  for (const item of items) {
    const { status } = item.comment;
    groups.set(status, [...(groups.get(status) ?? []), item]);
  }
  return groups;
}
