import type { CallError } from './api.js';
import type { Box } from './box.js';
import { button, el, tell } from './dom.js';
import { readHtml } from './html-reader.js';
import { durationIn, twice } from './own-actions.js';
import type { Speech } from './speech.js';
import { createToolbar } from './toolbar.js';

/** A field beside the words: its name and label, and what is said when the service refuses its value. */
export interface Field {
  readonly name: string;
  /** JSON Pointer to its value in the request, as the service names it in an error. */
  readonly pointer: string;
  readonly label: string;
  readonly wrong: string;
  readonly required?: boolean;
  readonly type: string;
  readonly autocomplete: string;
}

export interface ComposerParts {
  readonly speech: Speech;
  readonly fields: readonly Field[];
  readonly send: string;
  /** Shown when the service answers 403. */
  readonly refused: string;
  /** Stands beside the buttons. */
  readonly options?: HTMLElement;
  /** Stands below the buttons. */
  readonly notes?: HTMLElement;
  readonly values: Readonly<Record<string, string>>;
  announce(words: string): void;
  onInput(): void;
  /** Sends the comment. A `CallError` that it throws is shown at the form and its fields. */
  onSend(): Promise<void>;
  /** What was written is thrown away. */
  onCancel(): void;
  /** Asks the service to turn Markdown into HTML. */
  preview(body: string): Promise<string>;
}

export interface Composer {
  readonly form: HTMLFormElement;
  /** Holds the fields beside the words. */
  readonly fields: HTMLElement;
  values(): Record<string, string>;
  set(name: string, value: string): void;
  focus(): void;
}

/** Makes a place to write into a form, with a preview, and with errors at their fields. */
export function createComposer({ form, frame, field: words }: Box, parts: ComposerParts): Composer {
  const { speech } = parts;
  const { say } = speech;
  const body = errorsOf(words);
  const inputs = parts.fields.map((field) => makeInput(field, words.id.replace('body', field.name), speech));
  const all = new Map<string, Input>([
    ['/body', { element: words, wrong: say('wrongComment'), required: true, ...body }],
    ...inputs.map((input, index) => [parts.fields[index]?.pointer ?? '', input] as const),
  ]);
  const problem = el('p', { part: 'error', class: 'error', role: 'alert', hidden: true });
  const shown = el('section', { part: 'preview', class: 'body', 'aria-label': say('preview'), hidden: true });
  const look = button(say('preview'), () => void (shown.hidden ? busy(preview, parts.send) : unpreview()), 'look');
  const send = el('button', { part: 'button send', class: 'send' }, parts.send);
  const askToDiscard = twice(say('discard'), parts.announce, parts.onCancel);
  const cancel = button(say('cancel'), (event) => (words.value.trim() === '' ? parts.onCancel() : askToDiscard(event)));
  const fields = el('div', { class: 'fields' }, ...inputs.map(({ container }) => container));
  let isBusy = false;

  /** Runs one call at a time; further presses are ignored until it ends. */
  async function busy(work: () => Promise<void>, label: string): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    send.setAttribute('aria-disabled', 'true');
    send.textContent = label;
    tell(problem, '');
    for (const input of all.values()) input.mark('');
    try {
      await work();
    } catch (error) {
      fail(error as CallError);
    }
    isBusy = false;
    send.removeAttribute('aria-disabled');
    send.textContent = parts.send;
  }

  /** Required fields that are empty are reported without calling the service. */
  async function submit(): Promise<void> {
    unpreview();
    const missing = [...all].filter(([, { element, required }]) => required && element.value.trim() === '');
    const fields = missing.map(([pointer]) => ({ pointer, detail: '' }));
    if (fields.length > 0) return fail({ status: 422, retryAfter: 0, fields });
    await online();
    // Meanwhile it may have been cancelled.
    if (form.isConnected) await parts.onSend();
  }

  /** What is sent without a connection is sent once there is one. */
  async function online(): Promise<void> {
    if (navigator.onLine) return;
    tell(problem, say('offline'));
    await new Promise((go) => addEventListener('online', go, { once: true }));
    tell(problem, '');
  }

  /** Shows each error at its field, and moves the focus to the first of them. */
  function fail({ status, fields: refused, retryAfter }: CallError): void {
    unpreview();
    const marked = [...all].filter(([pointer]) => refused.some((error) => error.pointer === pointer));
    for (const [, input] of marked) input.mark(input.wrong);
    const others = refused.map(({ pointer }) => pointer).filter((pointer) => !all.has(pointer));
    tell(problem, marked.length > 0 ? say('wrongFields') : told(status, others, retryAfter));
    if (marked.some(([, { element }]) => element !== words)) fields.hidden = false;
    (marked[0]?.[1].element ?? send).focus();
  }

  /** Why the comment as a whole is refused, in the reader's words. */
  function told(status: number, pointers: readonly string[], retryAfter: number): string {
    if (status === 429) return say('tooMany', { time: durationIn(speech.language, retryAfter || 60) });
    if (status === 403) return parts.refused;
    if (status === 409) return say('twice');
    if (status === 413) return say('wrongComment');
    if (pointers.includes('/parent')) return say('gone');
    return say(pointers.length > 0 ? 'notHere' : 'notSent');
  }

  /** The preview takes the place of the words, at their height. */
  async function preview(): Promise<void> {
    shown.style.minHeight = `${words.offsetHeight}px`;
    shown.replaceChildren(readHtml(await parts.preview(words.value), say('table')));
    if (shown.querySelector('pre')) (await import('./code-boxes.js')).dressCode(shown, say('code'));
    swap(true);
  }

  function unpreview(): void {
    if (!shown.hidden) swap(false);
  }

  function swap(isPreview: boolean): void {
    shown.hidden = !isPreview;
    words.hidden = isPreview;
    look.textContent = say(isPreview ? 'back' : 'preview');
    if (!isPreview) words.focus();
  }

  frame.append(shown, el('div', { class: 'tools' }, createToolbar(words, speech), look));
  frame.after(
    body.error,
    fields,
    problem,
    el('div', { class: 'buttons' }, ...(parts.options ? [parts.options] : []), cancel, send),
    ...(parts.notes ? [parts.notes] : []),
  );
  form.classList.add('open');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void busy(submit, say('sending'));
  });
  form.addEventListener('input', parts.onInput);
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    if (event.key !== 'Escape' || event.isComposing) return;
    // The question stands until the focus leaves it: whoever goes on writing is asked again.
    cancel.focus();
    cancel.click();
  });
  for (const [index, { name }] of parts.fields.entries()) {
    const input = inputs[index];
    if (input) input.element.value = parts.values[name] ?? '';
  }
  // What is being typed while this is loaded goes first.
  if (words.value === '') words.value = parts.values.body ?? '';

  return {
    form,
    fields,
    values: () => ({
      body: words.value,
      ...Object.fromEntries(parts.fields.map(({ name }, index) => [name, inputs[index]?.element.value ?? ''])),
    }),
    set(name, value) {
      const index = parts.fields.findIndex((field) => field.name === name);
      const element = name === 'body' ? words : inputs[index]?.element;
      if (element) element.value = value;
      unpreview();
    },
    focus: () => words.focus(),
  };
}

interface Input {
  readonly element: HTMLInputElement | HTMLTextAreaElement;
  readonly wrong: string;
  readonly required: boolean;
  /** Shows an error at the field; '' removes it. */
  mark(wrong: string): void;
}

/** Where an error of a field is shown. */
function errorsOf(element: HTMLElement): { error: HTMLElement; mark: Input['mark'] } {
  const error = el('p', { id: `${element.id}-wrong`, part: 'error', class: 'error', hidden: true });
  element.setAttribute('aria-describedby', error.id);
  return {
    error,
    mark(text) {
      tell(error, text);
      if (text) element.setAttribute('aria-invalid', 'true');
      else element.removeAttribute('aria-invalid');
    },
  };
}

function makeInput(field: Field, id: string, { parts }: Speech): Input & { readonly container: HTMLElement } {
  const { label, wrong, required = false, type, autocomplete } = field;
  const element = el('input', { id, name: field.name, part: 'input', required, autocomplete, type, dir: 'auto' });
  const { error, mark } = errorsOf(element);
  const name = el('b', {}, label);
  const told = required ? [name] : parts('optional', { field: name });
  const words = told.map((part) => (typeof part === 'string' ? el('span', {}, part) : part));
  const shown = el('label', { part: 'label', for: id }, ...words);
  return { element, wrong, required, mark, container: el('div', { part: 'field' }, shown, element, error) };
}
