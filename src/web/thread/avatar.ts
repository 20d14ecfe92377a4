import { el } from './dom.js';

/** How much of a seed chooses the hue, which has 360 degrees. */
const HUE_DIGITS = 6;

/**
 * The first letter of a name on a ground whose hue comes from the author's random seed, never from name or email.
 * @param picture the path of the author's drawing, which holds the seed; a comment that is not published has none yet
 */
export function avatarOf(name: string, picture: string): HTMLElement {
  const [, seed] = /(\w{16})\.svg$/.exec(picture) ?? [];
  const [letter = ''] = name.trim();
  const avatar = el('span', { part: 'avatar', class: 'avatar', 'aria-hidden': true }, letter.toLocaleUpperCase());
  if (seed) avatar.style.background = `hsl(${Number.parseInt(seed.slice(0, HUE_DIGITS), 16) % 360} 32% 39%)`;
  return avatar;
}
