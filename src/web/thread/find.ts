import type { Comment } from '../../http/api/shapes.js';
import type { Call, CallError } from './api.js';
import type { Branch, Tree } from './tree.js';

export interface FindParts {
  readonly call: Call;
  readonly tree: Tree;
  /** The article's key. */
  readonly key: string;
  /** Loads the next page; false where there is none. */
  more(): Promise<unknown> | false;
  moreAnswers(top: Branch): Promise<unknown>;
}

/** Finds a comment, and loads pages until it is in the tree; null if it is not published here. */
export async function find(id: string, { call, tree, key, more, moreAnswers }: FindParts): Promise<Branch | null> {
  const { branches } = tree;

  /** Fetches a published comment without putting it into the tree; null if it is not one of this article. */
  async function look(wanted: string): Promise<Comment | null> {
    try {
      const comment = await call<Comment>(`/comments/${wanted}`);
      return comment.article === key ? comment : null;
    } catch (error) {
      if ((error as CallError).status === 404) return null;
      throw error;
    }
  }

  let above = branches.has(id) ? null : await look(id);
  while (above?.parent && !branches.has(above.parent)) above = await look(above.parent);
  if (above !== null && above.parent === null) {
    while (!branches.has(above.id) && (await more()) !== false);
  }
  const top = above && branches.get(above.parent ?? above.id)?.top;
  while (top && !top.complete && !branches.has(id)) await moreAnswers(top);
  return branches.get(id) ?? null;
}
