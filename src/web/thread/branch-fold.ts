import { el } from './dom.js';
import { icon } from './icons.js';
import type { Speech } from './speech.js';

/** What hangs below a comment, behind a line at its edge that folds it away. */
export interface BranchFold {
  readonly details: HTMLDetailsElement;
  /** Says how many replies there are now, and is not there without any. */
  recount(): void;
}

export function foldAround(answers: HTMLOListElement, speech: Speech): BranchFold {
  const words = el('span');
  const details = el('details', { open: true, hidden: true }, el('summary', {}, icon('chevron'), words), answers);
  function recount(): void {
    const count = answers.querySelectorAll('article').length;
    details.hidden = count === 0;
    words.textContent = speech.number(details.open ? 'hideReplies' : 'replies', count);
  }
  details.addEventListener('toggle', recount);
  return { details, recount };
}
