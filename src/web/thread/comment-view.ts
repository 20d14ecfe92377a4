import type { Comment } from '../../http/api/shapes.js';
import { avatarOf } from './avatar.js';
import { button, el } from './dom.js';
import { readHtml } from './html-reader.js';
import { icon } from './icons.js';
import type { Own } from './memory.js';
import type { OwnDeeds } from './own-deeds.js';
import type { Speech } from './speech.js';
import type { Branch } from './tree.js';

/** What a comment's view needs to know, and what its buttons do. */
export interface ViewParts {
  readonly speech: Speech;
  /** The URL of a comment, to share. */
  link(id: string): string;
  /** Shows another comment of the thread. */
  go(id: string): void;
  /** What can be done with a comment that was written in this browser and can still be changed; else nothing. */
  ownDeeds(branch: Branch): OwnDeeds | null | undefined;
  /** Whether the article accepts comments. */
  isOpen(): boolean;
  /** Announces something to screen readers. */
  announce(words: string): void;
  answer(branch: Branch): void;
  edit(branch: Branch, own: Own): void;
  withdraw(branch: Branch, own: Own): void;
}

/** Makes the `<article>` of a comment. */
export function commentView(branch: Branch, parts: ViewParts): HTMLElement {
  const { comment } = branch;
  const { say } = parts.speech;
  const { id, author, status, removed } = comment;
  const attributes = { id: `comment-${id}`, part: 'comment', tabindex: -1 };
  if (author === null) {
    const words = el('p', { part: 'removed', class: 'removed' }, say(removed ?? 'moderator'));
    return el('article', { ...attributes, class: status }, el('span', { class: 'avatar gone' }), words);
  }
  return el(
    'article',
    { ...attributes, class: status, 'aria-label': author.name },
    header(comment, parts),
    branch.parent && branch.depth > 3 && inAnswerTo(branch.parent, parts),
    el('div', { part: 'body', class: 'body' }, readHtml(comment.html, say('table'))),
    status === 'pending' && el('p', { part: 'waiting', class: 'note' }, icon('clock'), say('waiting')),
    el('footer', { part: 'actions' }, ...actions(branch, parts)),
  );
}

function header({ author, id, createdAt, editedAt }: Comment, parts: ViewParts): HTMLElement {
  const { speech } = parts;
  const { name, url, avatar } = author as NonNullable<Comment['author']>;
  const shown = { part: 'author', class: 'author', dir: 'auto' };
  const isLink = /^https?:/i.test(url ?? '');
  return el(
    'header',
    { part: 'header' },
    avatarOf(name, avatar),
    isLink ? el('a', { ...shown, href: url, rel: 'nofollow ugc noopener' }, name) : el('span', shown, name),
    permalink(id, el('time', { datetime: createdAt, title: speech.exactly(createdAt) }, speech.ago(createdAt)), parts),
    editedAt !== null &&
      el('span', { part: 'edited', class: 'soft', title: speech.exactly(editedAt) }, speech.say('edited')),
  );
}

/** A link that can be shared. Followed here, it moves to the comment without loading the page again. */
function permalink(id: string, content: Node | string, { link, go }: ViewParts): HTMLElement {
  const onclick = (event: Event) => {
    const { ctrlKey, metaKey, shiftKey, altKey } = event as MouseEvent;
    if (ctrlKey || metaKey || shiftKey || altKey) return;
    event.preventDefault();
    go(id);
  };
  return el('a', { part: 'permalink', class: 'soft', href: link(id), onclick }, content);
}

function inAnswerTo({ comment }: Branch, parts: ViewParts): HTMLElement {
  const name = el('bdi', {}, comment.author?.name ?? '…');
  const words = el('span', {}, ...parts.speech.parts('inAnswerTo', { name }));
  return el('p', { part: 'in-answer-to' }, permalink(comment.id, words, parts));
}

function actions(branch: Branch, parts: ViewParts): HTMLElement[] {
  const { say } = parts.speech;
  const { author, status } = branch.comment;
  const children: HTMLElement[] = [];
  if (parts.isOpen() && status === 'approved') {
    const answer = button(say('answer'), () => parts.answer(branch), 'answer');
    answer.prepend(icon('reply'));
    // The accessible name must contain the visible text (WCAG 2.5.3).
    answer.setAttribute('aria-label', `${say('answer')}: ${author?.name}`);
    children.push(answer);
  }
  const own = parts.ownDeeds(branch);
  if (own) {
    children.push(...own.buttons.map((deed) => button(...deed)), el('span', ...own.left));
  }
  return children;
}

/** Updates all times that are shown. */
export function refreshTimes(root: HTMLElement, speech: Speech): void {
  for (const time of root.querySelectorAll<HTMLTimeElement>('time')) time.textContent = speech.ago(time.dateTime);
}
