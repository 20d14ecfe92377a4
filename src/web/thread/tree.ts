import type { Comment } from '../../http/api/shapes.js';
import type { BranchFold } from './branch-fold.js';
import { el } from './dom.js';

/** Levels of indentation. A deeper reply is put below its parent without further indentation, and names whom it replies to. */
const INDENTED = 3;

/** A comment and its place in the tree. */
export interface Branch {
  comment: Comment;
  readonly parent: Branch | null;
  /** The first comment of its thread; may be this one. */
  readonly top: Branch;
  readonly depth: number;
  /** Holds the comment's `<article>`, and below it what its replies are in. */
  readonly item: HTMLLIElement;
  readonly answers: HTMLOListElement;
  /** Around the replies. */
  readonly fold: BranchFold;
  /** The `<article>`, once it is shown. */
  view: HTMLElement | null;
  /** Whether all replies of the thread have been loaded. */
  complete: boolean;
  /** Whether its words are never folded. */
  isWhole: boolean;
}

function isBelow(branch: Branch | null | undefined, other: Branch): boolean {
  return branch != null && (branch === other || isBelow(branch.parent, other));
}

/** The comments of an article as nested lists. */
export interface Tree {
  readonly list: HTMLOListElement;
  readonly branches: ReadonlyMap<string, Branch>;
  /**
   * Adds a comment behind its earlier siblings, or updates one that is in the tree already.
   * @param isLoose whether it was loaded on its own: its time says where it is put, until a page brings it again
   * @returns null while its parent is not in the tree
   */
  put(comment: Comment, isLoose?: boolean): Branch | null;
  /** Puts loose comments where they belong among those that came with pages, and says how many replies there are. */
  settle(): void;
  remove(branch: Branch): void;
  /** Removes all comments. @param newestFirst how those that come are ordered */
  clear(newestFirst: boolean): void;
}

/** @param around makes what the replies to a comment are folded in */
export function createTree(isNewestFirst: boolean, around: (answers: HTMLOListElement) => BranchFold): Tree {
  let newestFirst = isNewestFirst;
  const list = el('ol', { part: 'list' });
  const branches = new Map<string, Branch>();
  const byItem = new Map<Element, Branch>();
  const loose = new Set<Branch>();

  function grow(comment: Comment): Branch | null {
    const parent = comment.parent === null ? null : branches.get(comment.parent);
    if (parent === undefined) return null;
    const answers = el('ol');
    const fold = around(answers);
    const branch = {
      comment,
      parent,
      depth: parent ? parent.depth + 1 : 0,
      item: el('li', {}, fold.details),
      answers,
      fold,
      view: null,
      complete: false,
      isWhole: false,
    };
    return Object.assign(branch, { top: parent?.top ?? branch }) as Branch;
  }

  /** The last item in the same list that belongs to a comment: its last reply without further indentation, or itself. */
  function lastBelow(branch: Branch): Element {
    let last: Element = branch.item;
    for (;;) {
      const next = last.nextElementSibling;
      if (next === null || !isBelow(byItem.get(next), branch)) return last;
      last = next;
    }
  }

  /** Whether a comment that is loose comes before one in the list, by their times. */
  function isBefore(branch: Branch, item: Element): boolean {
    const [time = '', other = ''] = [branch, byItem.get(item)].map((it) => it?.comment.createdAt);
    return loose.has(branch) && (newestFirst ? time > other : time < other);
  }

  function place(branch: Branch): void {
    const { parent, item } = branch;
    if (parent === null) {
      let last = list.lastElementChild;
      while (last && (last === item || isBefore(branch, last))) last = last.previousElementSibling;
      const next = last ? last.nextElementSibling : list.firstElementChild;
      // What has the focus would lose it by being put where it is.
      if (next !== item) list.insertBefore(item, next);
    } else if (parent.depth < INDENTED) parent.answers.append(item);
    else lastBelow(parent).after(item);
  }

  return {
    list,
    branches,
    put(comment, isLoose = false) {
      const known = branches.get(comment.id);
      const branch = known ?? grow(comment);
      if (branch === null) return null;
      branch.comment = comment;
      branches.set(comment.id, branch);
      byItem.set(branch.item, branch);
      const finds = !isLoose && loose.delete(branch);
      if (known === undefined && isLoose) loose.add(branch);
      if (known === undefined || finds) place(branch);
      return branch;
    },
    settle() {
      for (const branch of loose) if (branch.parent === null) place(branch);
      for (const { fold } of branches.values()) fold.recount();
    },
    remove(branch) {
      branch.item.remove();
      branches.delete(branch.comment.id);
      loose.delete(branch);
      this.settle();
    },
    clear(isNewestFirst) {
      newestFirst = isNewestFirst;
      list.replaceChildren();
      branches.clear();
      loose.clear();
    },
  };
}
