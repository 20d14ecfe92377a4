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
  ['j k', 'Next and previous comment; in the list also the arrows'],
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
  return target instanceof Element && target.matches('input:not([type=checkbox]), textarea, select, [contenteditable]');
}

/** Whether the key makes or completes a character in another way than by itself, as layouts have it. */
function isPartOfAnother(event: KeyboardEvent): boolean {
  const { ctrlKey, metaKey, altKey, isComposing, key } = event;
  return ctrlKey || metaKey || altKey || isComposing || key === 'Dead' || event.getModifierState('AltGraph');
}

/** The key as the shortcuts name it: Caps Lock makes no other one of it, only Shift does. */
function nameOf(event: KeyboardEvent): string {
  const { key, shiftKey } = event;
  if (!event.getModifierState('CapsLock') || !/^[a-z]$/i.test(key)) return key;
  return shiftKey ? key.toUpperCase() : key.toLowerCase();
}

/** Keys that go on while they are held down. */
const REPEATED = ['j', 'k', 'J', 'K', 'ArrowDown', 'ArrowUp'];
/** Where arrows scroll, or belong to something else. */
const OWN_ARROWS = '.detail, .tabs, .side, dialog, input, select, textarea';

/** Acts on shortcuts. A decision applies to the selection, or to the current comment if nothing is selected. */
export function createKeys(
  model: DeskModel,
  open: { readonly help: () => void; readonly search: () => void },
): (event: KeyboardEvent) => void {
  const acts: Readonly<Record<string, () => void>> = {
    j: () => model.step(1),
    k: () => model.step(-1),
    ArrowDown: () => model.step(1),
    ArrowUp: () => model.step(-1),
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
    '/': open.search,
    '?': open.help,
  };
  return (event) => {
    if (isPartOfAnother(event) || isTaken(event)) return;
    const key = nameOf(event);
    const act = Object.hasOwn(acts, key) ? acts[key] : undefined;
    if (act === undefined || (event.repeat && !REPEATED.includes(key))) return;
    const isOnQueue = model.box.get().view.page === 'queue';
    if (!isOnQueue && key !== '?') return;
    if (key.startsWith('Arrow') && event.target instanceof Element && event.target.closest(OWN_ARROWS)) return;
    event.preventDefault();
    act();
  };
}
