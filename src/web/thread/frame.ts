import { button, el } from './dom.js';
import type { Speech } from './speech.js';

/** The parts of a thread, from top to bottom. */
export interface Frame {
  readonly root: HTMLElement;
  readonly heading: HTMLElement;
  /** Says that comments are being loaded, or why they, or the one that was looked for, cannot be shown. */
  readonly notice: HTMLElement;
  /** Announces to screen readers what has happened. */
  readonly status: HTMLElement;
  /** Holds the form. */
  readonly home: HTMLElement;
  readonly more: HTMLElement;
  /**
   * Called when everything has been loaded. Shows the form, or says that comments are closed.
   * @param write moves to the form; null where the form is close enough
   */
  ready(isOpen: boolean, write: (() => void) | null): void;
}

/** @param isFormFirst whether the form is above the comments */
export function createFrame(speech: Speech, isFormFirst: boolean, list: HTMLElement, onMore: () => void): Frame {
  const { language, direction, say } = speech;
  const heading = el('h2', { part: 'heading', tabindex: -1, hidden: true });
  const top = el('div', { class: 'top' }, heading);
  const notice = el('p', { part: 'notice', class: 'note', role: 'status' });
  const status = el('div', { class: 'unseen', role: 'status' });
  const home = el('div', { hidden: true });
  const more = button(say('more'), onMore, 'more');
  more.hidden = true;
  const attributes = { part: 'thread', lang: language, dir: direction, title: '' };
  return {
    root: el('div', attributes, top, notice, status, isFormFirst && home, list, more, !isFormFirst && home),
    heading,
    notice,
    status,
    home,
    more,
    ready(isOpen, write) {
      if (isOpen) home.hidden = false;
      else top.after(el('p', { part: 'closed', class: 'note' }, say('closed')));
      if (isOpen && write) top.append(button(say('write'), write));
    },
  };
}
