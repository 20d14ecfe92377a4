import type { ViewParts } from './comment-view.js';
import type { Own } from './memory.js';
import type { OwnDeeds } from './own-deeds.js';
import type { Speech } from './speech.js';
import type { Branch } from './tree.js';

/** Attribute with the time until which the author can change a comment, in milliseconds since 1970. */
const UNTIL = 'data-until';

/** What only those need who have written a comment that they can still change: loaded with what they write, or when they come back. */
export interface OwnActions {
  /** Null once the time for it is over. */
  ownDeeds(branch: Branch, own: Own, parts: ViewParts): OwnDeeds | null;
  /**
   * Updates all times that are left.
   * @returns whether the time to change some comment has run out
   */
  refreshTimesLeft(root: HTMLElement, speech: Speech): boolean;
}

export function ownDeeds(branch: Branch, own: Own, parts: ViewParts): OwnDeeds | null {
  if (!own.token) return null;
  const { say } = parts.speech;
  const withdraw = twice(say('withdrawSure'), parts.announce, () => parts.withdraw(branch, own));
  return {
    buttons: [
      [say('edit'), () => parts.edit(branch, own), 'edit'],
      [say('withdraw'), withdraw, 'withdraw'],
    ],
    left: [{ class: 'soft', [UNTIL]: own.until }, timeLeft(own.until, parts.speech)],
  };
}

export function refreshTimesLeft(root: HTMLElement, speech: Speech): boolean {
  let isOver = false;
  for (const note of root.querySelectorAll(`[${UNTIL}]`)) {
    const until = Number(note.getAttribute(UNTIL));
    isOver ||= until <= Date.now();
    note.textContent = timeLeft(until, speech);
  }
  return isOver;
}

function timeLeft(until: number, speech: Speech): string {
  return speech.say('canChange', { time: durationIn(speech.language, (until - Date.now()) / 1000) });
}

/** A length of time in seconds, or in minutes if it is two minutes or longer. */
export function durationIn(language: string, seconds: number): string {
  const [count, unit] = seconds < 120 ? [seconds, 'second'] : [seconds / 60, 'minute'];
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(
    Math.max(1, Math.round(count)),
  );
}

/** Asks for confirmation: the first press only changes the button's text into the question, the second acts. */
export function twice(question: string, announce: ViewParts['announce'], act: () => void): (event: Event) => void {
  return ({ currentTarget }) => {
    const button = currentTarget as HTMLElement;
    if (button.textContent === question) return act();
    const before = button.textContent;
    button.textContent = question;
    announce(question);
    button.addEventListener('blur', () => button.replaceChildren(before ?? ''), { once: true });
  };
}
