import type { Comment } from '../../http/api/shapes.js';
import type { CallError } from './api.js';
import { type Composer, createComposer } from './composer.js';
import { el } from './dom.js';
import type { Own } from './memory.js';
import type { Branch } from './tree.js';
import { bodyField, post, previewBy, showWritten, type WritingParts } from './writing.js';

/** What the author of a comment can do in the browser that it was written in. */
export interface OwnComments {
  edit(branch: Branch, own: Own): void;
  withdraw(branch: Branch, own: Own): Promise<void>;
  /** Shows what was written in this browser and is not published yet. */
  restore(): Promise<void>;
}

/** @param leave called with a comment that is removed */
export function createOwnComments(parts: WritingParts, leave: (branch: Branch) => void): OwnComments {
  const { options, speech, memory, tree, reading, show, focus, announce } = parts;
  const { call } = options;
  const { say } = speech;
  let closeEditor = () => {};

  function edit(branch: Branch, { draft, ...own }: Own): void {
    closeEditor();
    const { id } = branch.comment;
    const editor: Composer = createComposer({
      speech,
      id: 'edit',
      fields: [bodyField(speech)],
      title: say('editing'),
      send: say('save'),
      refused: say('tooLate'),
      values: { body: draft ?? own.body },
      onInput: () => memory.keepOwn({ ...own, draft: editor.values().body }),
      async onSend() {
        const { body = '' } = editor.values();
        const comment = await call<Comment>(`/comments/${id}`, post({ body }, 'PATCH'), own.token);
        memory.keepOwn({ ...own, comment, body });
        closeEditor();
        showWritten(parts, comment, say('saved'));
      },
      onCancel() {
        memory.keepOwn(own);
        closeEditor();
        focus(branch);
      },
      preview: previewBy(call),
    });
    branch.item.classList.add('editing');
    branch.item.prepend(editor.form);
    closeEditor = () => {
      branch.item.classList.remove('editing');
      editor.form.remove();
      closeEditor = () => {};
    };
    editor.focus();
  }

  async function withdraw(branch: Branch, own: Own): Promise<void> {
    const { comment, view } = branch;
    try {
      await call(`/comments/${comment.id}`, { method: 'DELETE' }, own.token);
    } catch (error) {
      const { status } = error as CallError;
      const words = say(status === 403 ? 'tooLate' : 'notSent');
      // A comment that no longer exists (404) counts as deleted.
      if (status !== 404) return view?.append(el('p', { part: 'error', class: 'error', role: 'alert' }, words));
    }
    memory.forgetOwn(comment.id);
    if (comment.status === 'approved') reading.count(-1);
    leave(branch);
    const near = takeAway(branch);
    announce(say('withdrawn'));
    focus(near);
  }

  /** Removes a comment, or leaves a placeholder if it has replies. @returns what is nearest to where the comment was */
  function takeAway(branch: Branch): Branch | null {
    const { comment, item, parent } = branch;
    const others = [...tree.branches.values()];
    if (others.some((other) => other.parent === branch)) {
      branch.comment = { ...comment, status: 'approved', author: null, removed: 'author' };
      show(branch);
      return branch;
    }
    const neighbour = item.previousElementSibling ?? item.nextElementSibling;
    tree.remove(branch);
    return others.find((other) => other.item === neighbour) ?? parent;
  }

  async function showOwn({ comment: known, token }: Own): Promise<void> {
    // With the token also an edit is seen that waits beside published words.
    if (!token && tree.branches.has(known.id)) return;
    const comment = await call<Comment>(`/comments/${known.id}`, {}, token).catch(({ status }: CallError) =>
      status === 404 && token ? null : known,
    );
    if (comment === null) return memory.forgetOwn(known.id);
    const branch = tree.put(comment, true);
    if (branch) show(branch);
  }

  return {
    edit,
    withdraw,
    async restore() {
      for (const own of [...memory.own().values()]) await showOwn(own);
    },
  };
}
