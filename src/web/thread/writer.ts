import type { SiteAnswer, Stamp, Submitted } from '../../http/api/shapes.js';
import type { CallError } from './api.js';
import { type Box, createBox } from './box.js';
import { type Composer, createComposer, type Field } from './composer.js';
import { button, el } from './dom.js';
import { me } from './me.js';
import type { Draft } from './memory.js';
import { ownOf } from './own-comments.js';
import type { Speech } from './speech.js';
import type { Branch } from './tree.js';
import { post, previewBy, showWritten, type Writer, type WritingParts } from './writing.js';

const NO_DRAFT: Draft = { values: {}, parent: null };

/** The longest title of an article that the service accepts, in characters. */
const TITLE_MAX = 300;

/** A place that is open. */
interface Place {
  readonly composer: Composer;
  readonly answered: Branch | null;
  close(): void;
}

export function createWriter(parts: WritingParts): Writer {
  const { options, speech, memory, reading, site, announce } = parts;
  const { call } = options;
  const { say } = speech;
  let draft = memory.draft() ?? NO_DRAFT;
  let place: Place | null = null;

  function open(box: Box, answered: Branch | null, close: () => void): Place {
    const known = me.read();
    const who = el('p', { class: 'who' });
    const remember = el('input', { type: 'checkbox', checked: known !== null });
    const composer = createComposer(box, {
      speech,
      fields: authorFields(site, speech),
      send: say('send'),
      refused: say('closed'),
      options: el('label', { class: 'remember' }, remember, say('remember')),
      notes: notes(),
      values: { ...known, ...draft.values },
      announce,
      onInput: keepDraft,
      onSend: () => send(remember.checked),
      onCancel() {
        finish();
        close();
        if (answered === null) parts.focus(null);
        else focusReply(answered);
      },
      preview: previewBy(call),
    });
    const made = { composer, answered, close };
    place = made;
    composer.fields.after(who);
    nameAuthor(composer, who, known, remember);
    void stamp();
    return made;
  }

  /** Somebody who is remembered sees as whom they write, instead of fields. */
  function nameAuthor(
    { fields, set }: Composer,
    who: HTMLElement,
    known: Readonly<Record<string, string>> | null,
    remember: HTMLInputElement,
  ): void {
    const isKnown = known?.name !== undefined;
    fields.hidden = isKnown;
    if (!isKnown) return;
    const change = button(say('change'), () => {
      fields.hidden = false;
      fields.querySelector('input')?.focus();
    });
    const forget = button(say('forget'), () => {
      me.forget();
      remember.checked = false;
      for (const name of ['name', 'email', 'website']) set(name, '');
      keepDraft();
      change.click();
    });
    who.replaceChildren(...speech.parts('asWhom', { name: el('b', { dir: 'auto' }, known.name) }), ' ', change, forget);
  }

  function notes(): HTMLElement {
    const check = say(site.checker === 'akismet' ? 'akismet' : 'noAkismet');
    const href = `${options.service}privacy/${options.site}`;
    const link = el('a', { href, target: '_blank' }, say('privacy'));
    return el('p', { part: 'notes', class: 'soft' }, `${say('emailNote')} ${check} `, link);
  }

  function keepDraft(): void {
    if (place === null) return;
    draft = { ...draft, values: place.composer.values(), parent: place.answered?.comment.id ?? null };
    memory.keepDraft(draft);
  }

  /** Forgets the words. Whoever writes again before the page is left need not give their name again. */
  function finish(): void {
    const { body: _, ...who } = place?.composer.values() ?? {};
    draft = { values: who, parent: null };
    memory.keepDraft(null);
  }

  /** Fetches a stamp: the signed time at which the writing began. The service accepts a comment without one. */
  async function stamp(): Promise<void> {
    if (draft.stamp) return;
    const answer = await call<Stamp>('/stamp').catch(() => null);
    draft = { ...draft, stamp: answer?.stamp };
  }

  /** Only one place is open; what was being written moves along. */
  function openTop(): Place {
    if (place?.answered === null) return place;
    place?.close();
    return open(parts.box(), null, () => {
      place = null;
      parts.renewBox();
    });
  }

  function openBelow(branch: Branch): Place {
    if (place?.answered === branch) return place;
    place?.close();
    const label = say('answerTo', { name: branch.comment.author?.name ?? '' });
    const box = createBox('reply', label);
    branch.item.insertBefore(box.form, branch.fold.details);
    return open(box, branch, () => {
      place = null;
      box.form.remove();
    });
  }

  /** A retry of exactly the same comment sends the same `Idempotency-Key`, so that it cannot be stored twice. */
  async function send(isRemembered: boolean): Promise<void> {
    const { composer, answered, close } = place as Place;
    const { body = '', ...who } = composer.values();
    const { name, email, website } = who;
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
      const request = post({ ...written, stamp: draft.stamp, authorKey: me.authorKey() });
      const submitted = await call<Submitted>('/comments', request, '', draft.key);
      const { comment, authorKey } = submitted;
      const isPublished = comment.status === 'approved';
      me.keep(isRemembered ? who : null);
      if (authorKey !== null) me.keepAuthorKey(authorKey);
      finish();
      memory.keepOwn(ownOf(submitted, body));
      close();
      if (isPublished) reading.count(1);
      showWritten(parts, comment, say(isPublished ? 'sentPublished' : 'sentWaiting'));
    } catch (error) {
      // The comment that was stored under this key has been removed. The next try needs a new key.
      if ((error as CallError).status === 409) draft = { ...draft, key: '' };
      throw error;
    }
  }

  return {
    write: () => openTop().composer.focus(),
    answer(branch) {
      openBelow(branch).composer.focus();
      keepDraft();
    },
    leave(branch) {
      if (place?.answered === branch) place.close();
    },
    async restore() {
      const { parent, values } = draft;
      if (!values.body) return;
      const branch = parent && (await reading.find(parent).catch(() => null));
      if (branch) openBelow(branch);
      else openTop();
    },
  };
}

function focusReply({ view }: Branch): void {
  view?.querySelector<HTMLElement>('.answer')?.focus();
}

function authorFields({ emailRequired }: SiteAnswer['site'], { say }: Speech): Field[] {
  return [
    {
      ...{ name: 'name', pointer: '/author/name', label: say('name'), wrong: say('wrongName') },
      ...{ required: true, type: 'text', autocomplete: 'name' },
    },
    {
      ...{ name: 'email', pointer: '/author/email', label: say('email'), wrong: say('wrongEmail') },
      ...{ required: emailRequired, type: 'email', autocomplete: 'email' },
    },
    {
      ...{ name: 'website', pointer: '/author/url', label: say('website'), wrong: say('wrongWebsite') },
      ...{ type: 'url', autocomplete: 'url' },
    },
  ];
}

/** A random `Idempotency-Key`. Pages without TLS have no `crypto.randomUUID`. */
function newKey(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join('-');
}
