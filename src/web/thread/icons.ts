/** Outlines on a ground of 16 by 16. */
const OUTLINES = {
  reply: 'M6 3 2 7l4 4M2 7h7a4 4 0 0 1 4 4v2',
  chevron: 'm4 6 4 4 4-4',
  clock: 'M8 2a6 6 0 1 0 .01 0M8 5v3l2 1.5',
  lock: 'M4 7h8v6H4zM6 7V5a2 2 0 0 1 4 0v2',
  warning: 'M8 3 2 13h12zM8 7v3M8 11.5v.1',
} as const;

export type IconName = keyof typeof OUTLINES;

const SVG = 'http://www.w3.org/2000/svg';

/** A drawing that says nothing that the words beside it, or the name of its control, do not say. */
export function icon(name: IconName): SVGElement {
  return drawn(OUTLINES[name]);
}

/** @param outline a path on a ground of 16 by 16 */
export function drawn(outline: string): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', outline);
  svg.append(path);
  return svg;
}
