import css from './code-boxes.css';

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

/** Code that is wider than its box scrolls in it. The box is a stop of the tab key while it does. */
const boxes = new ResizeObserver((seen) => {
  for (const { target } of seen) {
    if (target.scrollWidth > target.clientWidth) target.setAttribute('tabindex', '0');
    else target.removeAttribute('tabindex');
  }
});

/**
 * Gives the boxes of code a name, and colours code that is marked with a language.
 * @param words a comment's, once they are in a thread
 * @param name of such a box
 */
export function dressCode(words: Element, name: string): void {
  const shadow = words.getRootNode() as ShadowRoot;
  if (!shadow.adoptedStyleSheets?.includes(sheet)) shadow.adoptedStyleSheets?.push(sheet);
  for (const box of words.querySelectorAll('pre')) {
    box.setAttribute('role', 'group');
    box.setAttribute('aria-label', name);
    boxes.observe(box);
  }
  if (words.querySelector('code[class]')) void import('./code-colours.js').then(({ colourCode }) => colourCode(words));
}
