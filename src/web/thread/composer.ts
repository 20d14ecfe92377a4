import type { CallError } from './api.js';
import { button, el, tell } from './dom.js';
import { readHtml } from './html-reader.js';
import type { Speech } from './speech.js';

/** A field of a form: its name and label, and what is said when the service refuses its value. */
export interface Field {
  readonly name: string;
  /** JSON Pointer to its value in the request, as the service names it in an error. */
  readonly pointer: string;
  readonly label: string;
  readonly wrong: string;
  readonly hint?: string;
  readonly required?: boolean;
  /** The type of an `<input>`; without it the field is a `<textarea>`. */
  readonly type?: string;
  readonly autocomplete?: string;
}

export interface ComposerParts {
  readonly speech: Speech;
  /** Prefix of the ids of the form's elements. */
  readonly id: string;
  readonly fields: readonly Field[];
  readonly title: string;
  readonly send: string;
  /** Shown instead of the service's own words when it answers 403. */
  readonly refused?: string;
  /** Shown above the buttons. */
  readonly notes?: HTMLElement;
  readonly values: Readonly<Record<string, string>>;
  onInput?(): void;
  /** Called when the focus enters the form. */
  onFocus?(): void;
  /** Sends the comment. A `CallError` that it throws is shown at the form and its fields. */
  onSend(): Promise<void>;
  onCancel(): void;
  /** Asks the service to turn Markdown into HTML. */
  preview(body: string): Promise<string>;
}

export interface Composer {
  readonly form: HTMLFormElement;
  values(): Record<string, string>;
  set(name: string, value: string): void;
  /** Sets the form's title, and whether there is a button to cancel. */
  entitle(title: string, canCancel: boolean): void;
  focus(): void;
}

/** A form to write in, with a preview, and with errors at their fields. */
export function createComposer(parts: ComposerParts): Composer {
  const { speech, id, fields } = parts;
  const { say } = speech;
  const inputs = fields.map((field) => makeInput(field, id, say('optional', { field: field.label })));
  const body = inputs[0] as Input;
  const title = el('h3', { id: `${id}-title`, part: 'form-title' });
  const problem = el('p', { part: 'error', class: 'error', role: 'alert', hidden: true });
  const shown = el('section', {
    part: 'preview',
    class: 'body',
    'aria-label': say('preview'),
    'aria-live': 'polite',
    hidden: true,
  });
  const send = el('button', { part: 'button send', class: 'send' }, parts.send);
  const cancel = button(say('cancel'), parts.onCancel);
  let isBusy = false;

  /** Runs one call at a time; further presses are ignored until it ends. */
  async function busy(work: () => Promise<void>, label: string): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    send.setAttribute('aria-disabled', 'true');
    send.textContent = label;
    tell(problem, '');
    for (const input of inputs) input.mark('');
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
    const missing = fields.filter(({ name, required }) => required && composer.values()[name]?.trim() === '');
    if (missing.length === 0) await parts.onSend();
    else
      fail({ status: 422, detail: '', retryAfter: 0, fields: missing.map(({ pointer }) => ({ pointer, detail: '' })) });
  }

  /** Shows each error at its field, and moves the focus to the first of them. */
  function fail({ status, detail, fields: wrong, retryAfter }: CallError): void {
    const marked = inputs.filter(({ field }) => wrong.some(({ pointer }) => pointer === field.pointer));
    const others = wrong.filter(({ pointer }) => !fields.some((field) => field.pointer === pointer));
    for (const input of marked) input.mark(input.field.wrong);
    const details = others.map((other) => `${other.pointer}: ${other.detail}`);
    tell(problem, [told(status, detail, retryAfter, marked.length > 0), ...details].join(' '));
    (marked[0]?.element ?? send).focus();
  }

  function told(status: number, detail: string, retryAfter: number, isMarked: boolean): string {
    if (status === 429) return say('tooMany', { time: speech.duration(retryAfter || 60) });
    if (status === 403) return parts.refused ?? detail;
    return say(isMarked ? 'wrongFields' : 'notSent');
  }

  async function preview(): Promise<void> {
    shown.replaceChildren(readHtml(await parts.preview(body.element.value)));
    shown.hidden = false;
  }

  const form = el(
    'form',
    {
      part: 'form',
      novalidate: true,
      'aria-labelledby': `${id}-title`,
      onsubmit(event) {
        event.preventDefault();
        void busy(submit, say('sending'));
      },
      oninput: parts.onInput,
      onfocusin: parts.onFocus,
      onkeydown(event) {
        const pressed = event as KeyboardEvent;
        if (pressed.key === 'Enter' && (pressed.ctrlKey || pressed.metaKey)) form.requestSubmit();
      },
    },
    title,
    body.container,
    inputs.length > 1 && el('div', { class: 'fields' }, ...inputs.slice(1).map(({ container }) => container)),
    parts.notes,
    problem,
    el(
      'div',
      { class: 'buttons' },
      send,
      button(say('preview'), () => void busy(preview, parts.send)),
      cancel,
    ),
    shown,
  );
  for (const { field, element } of inputs) element.value = parts.values[field.name] ?? '';

  const composer: Composer = {
    form,
    values: () => Object.fromEntries(inputs.map(({ field, element }) => [field.name, element.value])),
    set(name, value) {
      for (const { field, element } of inputs) if (field.name === name) element.value = value;
      shown.hidden = true;
    },
    entitle(text, canCancel) {
      title.textContent = text;
      cancel.hidden = !canCancel;
    },
    focus: () => body.element.focus(),
  };
  composer.entitle(parts.title, true);
  return composer;
}

interface Input {
  readonly field: Field;
  readonly element: HTMLInputElement | HTMLTextAreaElement;
  readonly container: HTMLElement;
  /** Shows an error at the field; '' removes it. */
  mark(wrong: string): void;
}

function makeInput(field: Field, prefix: string, optional: string): Input {
  const id = `${prefix}-${field.name}`;
  const { label, hint, required = false, type, autocomplete } = field;
  const wrong = el('p', { id: `${id}-wrong`, part: 'error', class: 'error', hidden: true });
  const described = `${id}-wrong${hint ? ` ${id}-hint` : ''}`;
  const attributes = {
    id,
    name: field.name,
    part: 'input',
    required,
    autocomplete,
    'aria-describedby': described,
    dir: 'auto',
  };
  const element = type ? el('input', { ...attributes, type }) : el('textarea', { ...attributes, rows: 5 });
  return {
    field,
    element,
    container: el(
      'div',
      { part: 'field' },
      el('label', { part: 'label', for: id }, required ? label : optional),
      element,
      wrong,
      hint && el('p', { id: `${id}-hint`, part: 'hint', class: 'soft' }, hint),
    ),
    mark(text) {
      tell(wrong, text);
      if (text) element.setAttribute('aria-invalid', 'true');
      else element.removeAttribute('aria-invalid');
    },
  };
}
