import type { SiteAnswer, Stamp, Submitted } from '../../http/api/shapes.js';
import type { CallError } from './api.js';
import { createComposer, type Field } from './composer.js';
import { el } from './dom.js';
import { type Draft, ownOf, read, write } from './memory.js';
import type { Speech } from './speech.js';
import type { Branch } from './tree.js';
import { bodyField, post, previewBy, showWritten, type WritingParts } from './writing.js';

/** The form for new comments. It is in its usual place (`home`), or below the comment that it replies to. */
export interface Writer {
  write(): void;
  answer(branch: Branch): void;
  /** Moves the form back to its usual place if it is below a comment that is being removed. */
  leave(branch: Branch): void;
  /** Moves the form below the comment that was being replied to when the page was left. */
  restore(): Promise<void>;
}

type Site = SiteAnswer['site'];

/** Where the proof is kept that a comment is by the same person as an earlier one from this browser, on any site: what the service stores differs by site. */
const KEY = 'afterword:authorKey';

const NO_DRAFT: Draft = { values: {}, parent: null };

/** The longest title of an article that the service accepts, in characters. */
const TITLE_MAX = 300;

/** @param home where the form is while it replies to no comment */
export function createWriter(parts: WritingParts, site: Site, home: HTMLElement): Writer {
  const { options, speech, memory, reading, focus } = parts;
  const { call } = options;
  const { say } = speech;
  let draft = memory.draft() ?? NO_DRAFT;
  let answered: Branch | null = null;

  const composer = createComposer({
    speech,
    id: 'new',
    fields: [bodyField(speech), ...authorFields(site, speech)],
    title: say('write'),
    send: say('send'),
    notes: notes(),
    values: draft.values,
    onInput: keepDraft,
    onFocus: stamp,
    onSend: send,
    onCancel() {
      const branch = answered;
      goHome();
      keepDraft();
      focus(branch);
    },
    preview: previewBy(call),
  });

  function notes(): HTMLElement {
    const check = say(site.checker === 'akismet' ? 'akismet' : 'noAkismet');
    const href = `${options.service}privacy/${options.site}`;
    return el('p', { part: 'notes', class: 'soft' }, `${check} `, el('a', { href, target: '_blank' }, say('privacy')));
  }

  function keepDraft(): void {
    draft = { ...draft, values: composer.values(), parent: answered?.comment.id ?? null };
    memory.keepDraft(draft);
  }

  /** Fetches a stamp: the signed time at which the writing began. The service accepts a comment without one. */
  async function stamp(): Promise<void> {
    if (draft.stamp) return;
    const answer = await call<Stamp>('/stamp').catch(() => null);
    draft = { ...draft, stamp: answer?.stamp };
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

  /** A retry of exactly the same comment sends the same `Idempotency-Key`, so that it cannot be stored twice. */
  async function send(): Promise<void> {
    const { body = '', name, email, website } = composer.values();
    const title = [...options.title].slice(0, TITLE_MAX).join('');
    const written = {
      article: { url: options.url.href, title, key: options.key },
      parent: answered?.comment.id,
      author: { name, email, url: website },
      body,
    };
    const sent = JSON.stringify(written);
    if (draft.sent !== sent || !draft.key) draft = { ...draft, sent, key: newKey() };
    keepDraft();
    try {
      const request = post({ ...written, stamp: draft.stamp, authorKey: read(KEY) });
      const submitted = await call<Submitted>('/comments', request, '', draft.key);
      const { comment, authorKey } = submitted;
      const isPublished = comment.status === 'approved';
      draft = NO_DRAFT;
      memory.keepDraft(null);
      memory.keepOwn(ownOf(submitted, body));
      write(KEY, authorKey);
      composer.set('body', '');
      goHome();
      if (isPublished) reading.count(1);
      showWritten(parts, comment, say(isPublished ? 'sentPublished' : 'sentWaiting'));
    } catch (error) {
      // The comment that was stored under this key has been removed. The next try needs a new key.
      if ((error as CallError).status === 409) draft = { ...draft, key: '' };
      throw error;
    }
  }

  goHome();
  return {
    write: () => composer.focus(),
    answer(branch) {
      goBelow(branch);
      keepDraft();
      composer.focus();
    },
    leave(branch) {
      if (answered === branch) goHome();
    },
    async restore() {
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

/** A random `Idempotency-Key`. Pages without TLS have no `crypto.randomUUID`. */
function newKey(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join('-');
}
