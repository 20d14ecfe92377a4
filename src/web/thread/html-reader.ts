import { el } from './dom.js';

/** The elements that a comment may have. The service sends no others; if it did, they would be left out. */
const ELEMENTS = /^(?:p|br|hr|em|strong|code|pre|blockquote|ul|ol|li|a)$/;
const VOID = /^[bh]r$/;
const LINK = /^(?:https?:\/\/|mailto:)/i;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
/** Deepest nesting that is read. The service allows less, and every browser can lay out this much. */
const DEEPEST = 200;

function decode(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] as string);
}

/** Makes an element with the attributes that it may have: a link's URL, and a list's first number. */
function elementOf(name: string, source: string, isOutermost: boolean): HTMLElement {
  const href = decode(/\shref="([^"]*)"/.exec(source)?.[1] ?? '');
  const isLink = name === 'a' && LINK.test(href);
  return el(name as 'a', {
    ...(isLink && { href, rel: 'nofollow ugc noopener' }),
    start: name === 'ol' && /\sstart="(\d{1,9})"/.exec(source)?.[1],
    // Every outermost block runs in the direction of its own words.
    dir: isOutermost && 'auto',
  });
}

/**
 * Reads a comment's HTML without giving it to the browser's own parser. This protects readers even if the service's
 * sanitiser fails, and works on pages that enforce Trusted Types. It creates only the few elements that a comment may
 * have, with attributes that it chooses itself. Everything else becomes text or is left out.
 */
export function readHtml(html: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  const open: HTMLElement[] = [];
  const place = () => open.at(-1) ?? fragment;
  for (const [, close, name = '', rest = '', text] of html.matchAll(
    /<(\/?)([a-z]+)((?:"[^"]*"|[^"<>])*)>|([^<]+|<)/g,
  )) {
    if (text !== undefined) place().append(decode(text));
    else if (close) closeElement(open, name);
    else if (ELEMENTS.test(name) && open.length < DEEPEST) {
      const element = elementOf(name, rest, open.length === 0);
      place().append(element);
      if (!VOID.test(name)) open.push(element);
    }
  }
  return fragment;
}

function closeElement(open: HTMLElement[], name: string): void {
  const index = open.map(({ localName }) => localName).lastIndexOf(name);
  if (index >= 0) open.length = index;
}
