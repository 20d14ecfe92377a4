import type { Comment, Submitted } from '../../http/api/shapes.js';
import type { CallError } from './api.js';
import { createBox } from './box.js';
import { createComposer } from './composer.js';
import { el } from './dom.js';
import type { Own } from './memory.js';
import type { Branch } from './tree.js';
import { type OwnComments, post, previewBy, showWritten, type WritingParts } from './writing.js';

/** @param leave called with a comment that is removed */
export function createOwnComments(parts: WritingParts, leave: (branch: Branch) => void): OwnComments {
  const { options, speech, memory, tree, reading, show, focus, announce } = parts;
  const { call } = options;
  const { say } = speech;
  let closeEditor = () => {};

  function edit(branch: Branch, { draft, ...own }: Own): void {
    closeEditor();
    const { id } = branch.comment;
    const box = createBox('edit', say('editing'));
    const editor = createComposer(box, {
      speech,
      fields: [],
      send: say('save'),
      refused: say('tooLate'),
      values: { body: draft ?? own.body },
      announce,
      onInput: () => memory.keepOwn({ ...own, draft: box.field.value }),
      async onSend() {
        const body = box.field.value;
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
    branch.item.prepend(box.form);
    closeEditor = () => {
      branch.item.classList.remove('editing');
      box.form.remove();
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

  return { edit, withdraw };
}

/** The author's own record of a new comment. The two clocks may differ, so only the span between the service's times is used. */
export function ownOf({ comment, editToken, editableUntil }: Submitted, body: string): Own {
  const span = Date.parse(editableUntil) - Date.parse(comment.createdAt);
  return { comment, body, token: editToken, until: Date.now() + span };
}
