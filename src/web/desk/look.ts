/** A compact list with the current comment beside it, or each comment in full. */
export type Look = 'list' | 'cards';

const SETTING = 'afterword-desk-look';

/** The look that was last chosen in this browser. */
export function keptLook(): Look {
  try {
    return localStorage.getItem(SETTING) === 'cards' ? 'cards' : 'list';
  } catch {
    return 'list';
  }
}

export function keepLook(look: Look): void {
  try {
    localStorage.setItem(SETTING, look);
  } catch {
    // Where storage is forbidden, the choice lasts until the page is closed.
  }
}
