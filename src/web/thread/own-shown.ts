import type { Comment } from '../../http/api/shapes.js';
import type { CallError } from './api.js';
import type { Memory, Own } from './memory.js';
import type { Options } from './options.js';
import { type OwnActions, ownDeeds, refreshTimesLeft } from './own-actions.js';
import type { Reading } from './reading.js';
import type { Speech } from './speech.js';
import type { Branch, Tree } from './tree.js';
import { learnWritingWords } from './writing-words.js';

export interface OwnParts {
  readonly call: Options['call'];
  readonly reading: Pick<Reading, 'count'>;
  readonly speech: Speech;
  readonly memory: Memory;
  readonly tree: Tree;
  show(branch: Branch): void;
  /** Gets what can be done with one's own comments, before they are shown. */
  learn(actions: OwnActions): void;
}

/** Shows what was written in this browser and is not published yet, in its place. */
export async function showOwn({ call, speech, memory, tree, show, learn }: OwnParts): Promise<void> {
  await learnWritingWords(speech);
  learn({ ownDeeds, refreshTimesLeft });

  async function showOne({ comment: known, token }: Own): Promise<void> {
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

  for (const own of [...memory.own().values()]) await showOne(own);
  tree.settle();
}

/** Shows what was shown as pending as published once it is, and counts it: for its author it has not just arrived. */
export async function publishOwn({ call, memory, tree, reading, show }: OwnParts): Promise<void> {
  for (const { comment, token } of [...memory.own().values()]) {
    const branch = tree.branches.get(comment.id);
    if (branch?.comment.status !== 'pending') continue;
    const now = await call<Comment>(`/comments/${comment.id}`, {}, token).catch(() => comment);
    if (now.status !== 'approved') continue;
    branch.comment = now;
    show(branch);
    reading.count(1);
  }
}
