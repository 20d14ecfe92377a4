import css from './code-colours.css';
import { codePieces } from './code-pieces.js';

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

/** The most coloured pieces of one comment: more would only be there to slow readers down. */
const MOST = 1_000;

/**
 * Colours code that is marked with a language. Only text becomes text: no string is given to the browser's parser.
 * @param words a comment's, or more, once they are in a thread
 */
export function colourCode(words: Element): void {
  const shadow = words.getRootNode() as ShadowRoot;
  if (!shadow.adoptedStyleSheets?.includes(sheet)) shadow.adoptedStyleSheets?.push(sheet);
  let left = MOST;
  for (const code of words.querySelectorAll<HTMLElement>('code[class]')) {
    const [, language = ''] = /^language-(.+)/.exec(code.className) ?? [];
    code.removeAttribute('class');
    const pieces = codePieces(code.textContent ?? '', language);
    if (pieces === null) continue;
    code.replaceChildren(...pieces.map(([kind, text]) => (kind !== null && left-- > 0 ? coloured(kind, text) : text)));
  }
}

/** What makes elements for the thread is in a file with it: sharing it would cost every reader a file more. */
function coloured(kind: string, text: string): HTMLElement {
  const span = document.createElement('span');
  span.className = kind;
  span.textContent = text;
  return span;
}
