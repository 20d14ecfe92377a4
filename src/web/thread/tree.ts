import type { Comment } from '../../http/api/shapes.js';
import { el } from './dom.js';

/** Answers are indented so deep; what answers deeper ones stands below them, and says what it answers. */
const INDENTED = 3;

/** A comment where it stands. */
export interface Branch {
  comment: Comment;
  readonly parent: Branch | null;
  /** The comment at the top of its thread; itself, if it is. */
  readonly top: Branch;
  readonly depth: number;
  /** Holds the comment's article, and below it the list of its answers. */
  readonly item: HTMLLIElement;
  readonly answers: HTMLOListElement;
  /** The article, once it is shown. */
  view: HTMLElement | null;
  /** All of the thread's answers have been loaded. */
  complete: boolean;
}

function isBelow(branch: Branch | null | undefined, other: Branch): boolean {
  return branch != null && (branch === other || isBelow(branch.parent, other));
}

/** The comments of an article as nested lists. */
export interface Tree {
  readonly list: HTMLOListElement;
  readonly branches: ReadonlyMap<string, Branch>;
  /**
   * Puts a comment into its place behind its earlier siblings, or brings one up to date that is there already.
   * @param isLoose it has not come with a page of comments, so that its place is only known when it does
   * @returns null while the comment that it answers is not there
   */
  put(comment: Comment, isLoose?: boolean): Branch | null;
  /** Keeps what is loose behind the comments that have come with pages; before them when the newest come first. */
  settle(): void;
  remove(branch: Branch): void;
}

export function createTree(newestFirst: boolean): Tree {
  const list = el('ol', { part: 'list' });
  const branches = new Map<string, Branch>();
  const byItem = new Map<Element, Branch>();
  const loose = new Set<Branch>();

  function grow(comment: Comment): Branch | null {
    const parent = comment.parent === null ? null : branches.get(comment.parent);
    if (parent === undefined) return null;
    const branch = {
      comment,
      parent,
      depth: parent ? parent.depth + 1 : 0,
      item: el('li'),
      answers: el('ol'),
      view: null,
      complete: false,
    };
    return Object.assign(branch, { top: parent?.top ?? branch }) as Branch;
  }

  /** The last of what stands below a comment in the same list: what answers it deeper than is indented. */
  function lastBelow(branch: Branch): Element {
    let last: Element = branch.item;
    for (;;) {
      const next = last.nextElementSibling;
      if (next === null || !isBelow(byItem.get(next), branch)) return last;
      last = next;
    }
  }

  function place(branch: Branch): void {
    const { parent, item } = branch;
    if (parent === null) list[newestFirst && loose.has(branch) ? 'prepend' : 'append'](item);
    else if (parent.depth < INDENTED) parent.answers.append(item);
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
      const finds = !isLoose && loose.delete(branch);
      if (known === undefined && isLoose) loose.add(branch);
      if (known === undefined || finds) place(branch);
      branches.set(comment.id, branch);
      byItem.set(branch.item, branch);
      return branch;
    },
    settle() {
      for (const branch of loose) if (branch.parent === null) place(branch);
    },
    remove(branch) {
      branch.item.remove();
      branches.delete(branch.comment.id);
      loose.delete(branch);
    },
  };
}
