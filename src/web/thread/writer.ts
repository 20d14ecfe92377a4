import type { CallError, Comment, Site, Submitted } from './api.js';
import { type Composer, createComposer, type Field } from './composer.js';
import { el } from './dom.js';
import { type Draft, type Memory, type Own, ownOf } from './memory.js';
import type { Options } from './options.js';
import type { Reading } from './reading.js';
import type { Speech } from './speech.js';
import type { Branch, Tree } from './tree.js';

/** What writing needs of the thread that it is part of. */
export interface WriterParts {
  readonly options: Options;
  readonly site: Site;
  readonly speech: Speech;
  readonly memory: Memory;
  readonly tree: Tree;
  readonly reading: Reading;
  /** Where the form stands while it answers no comment. */
  readonly home: HTMLElement;
  show(branch: Branch): void;
  focus(branch: Branch | null): void;
  announce(words: string): void;
}

export interface Writer {
  write(): void;
  answer(branch: Branch): void;
  edit(branch: Branch, own: Own): void;
  withdraw(branch: Branch, own: Own): Promise<void>;
  /** Shows what was written in this browser and is not published yet, and what was being written. */
  restore(): Promise<void>;
}

/** The longest title of an article that the service takes. */
const TITLE_MAX = 300;

export function createWriter(parts: WriterParts): Writer {
  const { options, site, speech, memory, tree, reading, home, show, focus, announce } = parts;
  const { call } = options;
  const { say } = speech;
  let draft: Draft = memory.draft() ?? { values: {}, parent: null };
  let answered: Branch | null = null;
  let closeEditor = () => {};

  const bodyField: Field = {
    name: 'body',
    pointer: '/body',
    label: say('comment'),
    wrong: say('wrongComment'),
    hint: say('markdown'),
    required: true,
  };
  const composer = createComposer({
    speech,
    id: 'new',
    fields: [bodyField, ...authorFields(site, speech)],
    title: say('write'),
    send: say('send'),
    notes: notes(),
    values: draft.values,
    onInput: keepDraft,
    onSend: send,
    onCancel() {
      const branch = answered;
      goHome();
      keepDraft();
      focus(branch);
    },
    preview,
  });

  function notes(): HTMLElement {
    const check = say(site.checker === 'akismet' ? 'akismet' : 'noAkismet');
    const href = `${options.service}privacy/${options.site}`;
    return el('p', { part: 'notes', class: 'soft' }, `${check} `, el('a', { href, target: '_blank' }, say('privacy')));
  }

  async function preview(body: string): Promise<string> {
    return (await call<{ html: string }>('/preview', post({ body }))).html;
  }

  function keepDraft(): void {
    draft = { ...draft, values: composer.values(), parent: answered?.comment.id ?? null };
    memory.keepDraft(draft);
  }

  function goHome(): void {
    answered = null;
    home.append(composer.form);
    composer.entitle(say('write'), false);
  }

  function goBelow(branch: Branch): void {
    answered = branch;
    branch.item.insertBefore(composer.form, branch.answers);
    composer.entitle(say('answerTo', { name: branch.comment.author?.name ?? '' }), true);
  }

  /** A retry of the very same sends the same key again, so that it cannot be stored twice. */
  async function send(): Promise<void> {
    const { body = '', name, email, website } = composer.values();
    const { url, key } = options;
    const title = [...options.title].slice(0, TITLE_MAX).join('');
    const request = post({
      article: { url: url.href, title, key },
      parent: answered?.comment.id ?? null,
      author: { name, email, url: website },
      body,
    });
    if (draft.sent !== request.body || !draft.key) draft = { ...draft, sent: request.body, key: newKey() };
    keepDraft();
    try {
      const submitted = await call<Submitted>('/comments', request, '', draft.key);
      draft = { values: {}, parent: null };
      memory.keepDraft(null);
      memory.keepOwn(ownOf(submitted, body));
      composer.set('body', '');
      goHome();
      if (submitted.comment.status === 'approved') reading.count(1);
      shown(submitted.comment, say(submitted.comment.status === 'approved' ? 'sentPublished' : 'sentWaiting'));
    } catch (error) {
      // What this key stands for has been removed: the next try is a new comment.
      if ((error as CallError).status === 409) draft = { ...draft, key: '' };
      throw error;
    }
  }

  function shown(comment: Comment, words: string): void {
    const branch = tree.put(comment, true);
    announce(words);
    if (branch === null) return;
    show(branch);
    focus(branch);
  }

  function edit(branch: Branch, own: Own): void {
    closeEditor();
    const { id } = branch.comment;
    const editor: Composer = createComposer({
      speech,
      id: 'edit',
      fields: [bodyField],
      title: say('editing'),
      send: say('save'),
      refused: say('tooLate'),
      values: { body: own.draft ?? own.body },
      onInput: () => memory.keepOwn({ ...own, draft: editor.values().body }),
      async onSend() {
        const { body = '' } = editor.values();
        const comment = await call<Comment>(`/comments/${id}`, post({ body }, 'PATCH'), own.token);
        memory.keepOwn({ ...own, comment, body, draft: undefined });
        closeEditor();
        shown(comment, say('saved'));
      },
      onCancel() {
        memory.keepOwn(own);
        closeEditor();
        focus(branch);
      },
      preview,
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
    const { comment, item } = branch;
    try {
      await call(`/comments/${comment.id}`, { method: 'DELETE' }, own.token);
    } catch (error) {
      const { status } = error as CallError;
      if (status !== 404) return announce(say(status === 403 ? 'tooLate' : 'notSent'));
    }
    memory.forgetOwn(comment.id);
    if (comment.status === 'approved') reading.count(-1);
    if (answered === branch) goHome();
    const hasAnswers = [...tree.branches.values()].some(({ parent }) => parent === branch);
    const near = [...tree.branches.values()].find(
      (other) => other.item === (item.previousElementSibling ?? item.nextElementSibling),
    );
    if (hasAnswers) {
      branch.comment = { ...comment, author: null, html: '', status: 'approved' };
      show(branch);
    } else tree.remove(branch);
    announce(say('withdrawn'));
    focus(hasAnswers ? branch : (near ?? branch.parent));
  }

  async function showOwn(own: Own): Promise<void> {
    const { id } = own.comment;
    if (tree.branches.has(id)) return;
    const comment = await call<Comment>(`/comments/${id}`, {}, own.token).catch(({ status }: CallError) =>
      status === 404 && own.token ? null : own.comment,
    );
    if (comment === null) return memory.forgetOwn(id);
    const branch = tree.put(comment, true);
    if (branch) show(branch);
  }

  goHome();
  return {
    write: () => composer.focus(),
    answer(branch) {
      goBelow(branch);
      keepDraft();
      composer.focus();
    },
    edit,
    withdraw,
    async restore() {
      for (const own of [...memory.own().values()]) await showOwn(own);
      const branch = draft.parent && (await reading.find(draft.parent).catch(() => null));
      if (branch) goBelow(branch);
    },
  };
}

function authorFields({ emailRequired }: Site, { say }: Speech): Field[] {
  return [
    {
      name: 'name',
      pointer: '/author/name',
      label: say('name'),
      wrong: say('wrongName'),
      required: true,
      type: 'text',
      autocomplete: 'name',
    },
    {
      name: 'email',
      pointer: '/author/email',
      label: say('email'),
      wrong: say('wrongEmail'),
      hint: say('emailNote'),
      required: emailRequired,
      type: 'email',
      autocomplete: 'email',
    },
    {
      name: 'website',
      pointer: '/author/url',
      label: say('website'),
      wrong: say('wrongWebsite'),
      type: 'url',
      autocomplete: 'url',
    },
  ];
}

function post(value: unknown, method = 'POST'): { method: string; body: string } {
  return { method, body: JSON.stringify(value) };
}

/** Also on pages without TLS, where browsers have no `randomUUID`. */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join('-');
}
