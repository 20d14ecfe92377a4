/** Outlines on a ground of 16 by 16. */
const OUTLINES = {
  reply: 'M6 3.5 2.5 7 6 10.5M3 7h6a4.5 4.5 0 0 1 4.5 4.5V13',
  chevron: 'm4 6 4 4 4-4',
  clock: 'M8 2a6 6 0 1 0 .01 0M8 5v3l2 1.5',
  lock: 'M4 7.5h8V13H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5',
  warning: 'M8 2.5 1.8 13.5h12.4zM8 6.5v3.2M8 11.6v.2',
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
