import type { Article } from '../../http/api/shapes.js';
import { type Box, createBox, inviteTo } from './box.js';
import { button, el, tell } from './dom.js';
import { type IconName, icon } from './icons.js';
import type { Options } from './options.js';
import type { Speech } from './speech.js';

type Order = Options['order'];

/** The parts of a thread, from top to bottom. */
export interface Frame {
  readonly root: HTMLElement;
  readonly heading: HTMLElement;
  /** Says why the comments, or the one that was looked for, are not there, or that none can be written. */
  readonly note: HTMLElement;
  /** Announces to screen readers what has happened. */
  readonly status: HTMLElement;
  /** The place to write at the top. */
  box(): Box;
  /** Puts a new one there, which is closed. */
  renewBox(): void;
  /** Sets what happens when somebody goes into the place to write. */
  onWrite(write: () => void): void;
  readonly more: HTMLElement;
  readonly arrivals: HTMLElement;
  /** Shows how many comments there are, and in which order. */
  count(article: Pick<Article, 'count'>, order: Order): void;
}

/** What its controls do. */
export interface FrameDeeds {
  more(): void;
  arrived(): void;
  reorder(order: Order): void;
  /** The address of the page with its comments in an order. */
  orderUrl(order: Order): string;
}

export function createFrame(speech: Speech, list: HTMLElement, deeds: FrameDeeds): Frame {
  const { language, direction, say } = speech;
  const heading = el('h2', { part: 'heading', tabindex: -1 }, say('none'));
  const orders = el('nav', { class: 'orders', hidden: true }, orderLink('oldest'), ' ', orderLink('newest'));
  const note = el('p', { part: 'notice', class: 'note', role: 'status', hidden: true });
  const status = el('div', { class: 'unseen', role: 'status' });
  let invitation = '';
  let write = () => {};
  let box = newBox();
  const more = button('', deeds.more, 'more');
  const arrivals = button('', deeds.arrived, 'arrivals');
  box.form.hidden = more.hidden = arrivals.hidden = true;

  function orderLink(order: Order): HTMLElement {
    return el(
      'a',
      {
        href: deeds.orderUrl(order),
        'data-order': order,
        onclick(event) {
          event.preventDefault();
          deeds.reorder(order);
        },
      },
      say(order),
    );
  }

  function newBox(): Box {
    const made = createBox('new', invitation);
    made.field.addEventListener('focus', () => write());
    return made;
  }

  return {
    root: el(
      'div',
      { part: 'thread', lang: language, dir: direction, title: '' },
      el('div', { class: 'top' }, heading, orders),
      note,
      status,
      box.form,
      list,
      more,
      arrivals,
    ),
    heading,
    note,
    status,
    box: () => box,
    renewBox() {
      const before = box.form;
      box = newBox();
      before.replaceWith(box.form);
    },
    onWrite(act) {
      write = act;
      if (box.field.matches(':focus')) act();
    },
    more,
    arrivals,
    count({ count }, order) {
      tell(heading, count > 0 ? speech.number('comments', count) : say('none'));
      invitation = say(count > 0 ? 'join' : 'first');
      inviteTo(box, invitation);
      orders.hidden = count < 2;
      for (const link of orders.querySelectorAll<HTMLElement>('a')) {
        if (link.dataset.order === order) link.setAttribute('aria-current', 'true');
        else link.removeAttribute('aria-current');
      }
    },
  };
}

/** Says something in one line, with a drawing and what can be done about it; nothing hides the line. */
export function fillNote(note: HTMLElement, name: IconName, ...content: readonly (string | Node)[]): void {
  note.replaceChildren(...(content.length > 0 ? [icon(name), el('span', {}, ...content)] : []));
  note.hidden = content.length === 0;
}
