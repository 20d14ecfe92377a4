import type { DeskModel } from './desk-model.js';

/** Whether shortcuts are on (WCAG 2.2, 2.1.4: they can be switched off). */
const SETTING = 'afterword-desk-keys';

export function keysAreOn(): boolean {
  try {
    return localStorage.getItem(SETTING) !== 'off';
  } catch {
    return true;
  }
}

export function switchKeys(on: boolean): void {
  try {
    localStorage.setItem(SETTING, on ? 'on' : 'off');
  } catch {
    // Where storage is forbidden, the choice lasts until the page is closed.
  }
}

/** Every key with what it does, as the help shows them. */
export const KEYS: readonly (readonly [keys: string, words: string])[] = [
  ['j k', 'Next and previous comment'],
  ['J K', 'The same, and select on the way'],
  ['x', 'Select or not'],
  ['*', 'Select all matches'],
  ['Esc', 'Select none; leave the search; close the details'],
  ['a', 'Approve: publish'],
  ['s', 'Spam'],
  ['t', 'Trash'],
  ['h', 'Move to pending'],
  ['e', 'Keep the old words: drop an edit'],
  ['d', 'Delete permanently (in spam and trash, asks first)'],
  ['u', 'Undo the last decision'],
  ['o', 'Open or close the details'],
  ['r', 'Load the list afresh'],
  ['/', 'Search'],
  ['?', 'This help'],
];

/** Whether somebody is typing or a dialog is open: shortcuts are off then. */
function isTaken({ target }: KeyboardEvent): boolean {
  if (document.querySelector('dialog[open]') !== null) return true;
  return target instanceof Element && target.matches('input:not([type=checkbox]), textarea, select');
}

/** Acts on shortcuts. A decision applies to the selection, or to the current comment if nothing is selected. */
export function createKeys(model: DeskModel, openHelp: () => void): (event: KeyboardEvent) => void {
  const acts: Readonly<Record<string, () => void>> = {
    j: () => model.step(1),
    k: () => model.step(-1),
    J: () => model.step(1, true),
    K: () => model.step(-1, true),
    x: () => {
      const { current } = model.box.get();
      if (current !== null) model.select(current, false);
    },
    '*': () => void model.selectAll(),
    Escape: () => {
      const { selected, detailed } = model.box.get();
      if (selected.size > 0) model.clearSelection();
      else if (detailed) model.toggleDetails();
    },
    a: () => model.decide('approve'),
    s: () => model.decide('spam'),
    t: () => model.decide('trash'),
    h: () => model.decide('hold'),
    e: () => model.decide('keep'),
    d: () => model.askDelete(),
    u: () => model.undo(),
    o: () => model.toggleDetails(),
    r: () => void model.refresh(),
    '/': () => document.getElementById('search')?.focus(),
    '?': openHelp,
  };
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTaken(event)) return;
    const act = Object.hasOwn(acts, event.key) ? acts[event.key] : undefined;
    if (act === undefined) return;
    const isOnQueue = model.box.get().view.page === 'queue';
    if (!isOnQueue && event.key !== '?') return;
    event.preventDefault();
    act();
  };
}
