import { button } from './dom.js';
import type { Speech } from './speech.js';
import type { Branch } from './tree.js';

/** Lines from which a comment is folded, to 12 (in the style sheet): with fewer, little would be saved. */
const LONG_LINES = 15;

/**
 * Folds comments that are long. Whoever unfolds one reads it whole from then on.
 * @param isWhole whether a comment is never folded
 */
export function foldLongWords(
  branches: readonly Branch[],
  { say }: Speech,
  isWhole: (branch: Branch) => boolean,
): void {
  const long = branches.filter((branch) => !isWhole(branch) && linesOf(branch) > LONG_LINES);
  for (const branch of long) {
    const { view } = branch;
    const unfold = () => {
      unfoldWords(branch);
      view?.focus({ preventScroll: true });
    };
    view?.classList.add('long');
    view?.querySelector('footer')?.prepend(button(say('whole'), unfold, 'whole'));
  }
}

export function unfoldWords(branch: Branch): void {
  branch.isWhole = true;
  branch.view?.classList.remove('long');
  branch.view?.querySelector('.whole')?.remove();
}

function linesOf({ view }: Branch): number {
  const body = view?.querySelector('.body');
  return body ? body.scrollHeight / Number.parseFloat(getComputedStyle(body).lineHeight) : 0;
}
