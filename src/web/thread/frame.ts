import { button, el } from './dom.js';
import type { Speech } from './speech.js';

/** What a thread consists of, from above to below. */
export interface Frame {
  readonly root: HTMLElement;
  readonly heading: HTMLElement;
  /** Says what stands in the way of comments, or that there are none. */
  readonly notice: HTMLElement;
  /** Tells those who listen to the page what has happened. */
  readonly status: HTMLElement;
  /** Where the form stands. */
  readonly home: HTMLElement;
  readonly more: HTMLElement;
  /**
   * Everything has been loaded: the form is shown, or that comments are closed.
   * @param write goes to the form; null where that is no way
   */
  ready(isOpen: boolean, write: (() => void) | null): void;
}

/** @param isFormFirst the form stands above the comments */
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
