import type { Comment } from '../../http/api/shapes.js';
import type { CallError } from './api.js';
import type { Memory, Own } from './memory.js';
import type { Options } from './options.js';
import { type OwnActions, ownDeeds, refreshTimesLeft } from './own-actions.js';
import type { Speech } from './speech.js';
import type { Branch, Tree } from './tree.js';
import { learnWritingWords } from './writing-words.js';

export interface OwnParts {
  readonly call: Options['call'];
  readonly speech: Speech;
  readonly memory: Memory;
  readonly tree: Tree;
  show(branch: Branch): void;
  /** Gets what can be done with one's own comments, before they are shown. */
  learn(actions: OwnActions): void;
}

/** Shows what was written in this browser and is not published yet, in its place. */
export async function showOwnComments({ call, speech, memory, tree, show, learn }: OwnParts): Promise<void> {
  await learnWritingWords(speech);
  learn({ ownDeeds, refreshTimesLeft });

  async function showOwn({ comment: known, token }: Own): Promise<void> {
    // With the token also an edit is seen that waits beside published words.
    if (!token && tree.branches.has(known.id)) return;
    const comment = await call<Comment>(`/comments/${known.id}`, {}, token).catch(({ status }: CallError) =>
      status === 404 && token ? null : known,
    );
    if (comment === null) return memory.forgetOwn(known.id);
    const branch = tree.put(comment, true);
    if (branch === null) return;
    branch.isWhole = true;
    show(branch);
  }

  for (const own of [...memory.own().values()]) await showOwn(own);
  tree.settle();
}
