import { el } from './dom.js';

/** A place to write: closed it is one line, open it has all that its form needs. */
export interface Box {
  readonly form: HTMLFormElement;
  /** Around the field and its tools. */
  readonly frame: HTMLElement;
  readonly field: HTMLTextAreaElement;
}

/** @param label also what the empty field invites to */
export function createBox(id: string, label: string): Box {
  const field = el('textarea', {
    id: `${id}-body`,
    name: 'body',
    part: 'input',
    rows: 1,
    placeholder: label,
    'aria-label': label,
    dir: 'auto',
    required: true,
  });
  const frame = el('div', { class: 'box' }, field);
  return { form: el('form', { part: 'form', novalidate: true }, frame), frame, field };
}

/** Renames a place to write. */
export function inviteTo({ field }: Box, label: string): void {
  field.placeholder = label;
  field.setAttribute('aria-label', label);
}
