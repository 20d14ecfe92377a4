import { el } from './dom.js';

/** The elements that a comment may have. The service sends no others; if it did, they would be left out. */
const ELEMENTS = /^(?:p|br|hr|em|strong|s|code|pre|blockquote|[uo]l|li|a|table|t(?:head|body|[rhd]))$/;
const VOID = /^[bh]r$/;
/**
 * The attributes that an element may have, which stand first as the service writes them: a link's URL, a list's first
 * number, the language of code, at which edge a cell's words stand. `align` is old, and known to every browser.
 */
const ATTRIBUTE =
  /^(?:a href="((?:https?:\/\/|mailto:)[^"]*)|ol start="(\d{1,9})|code class="(language-[a-z\d+#-]{1,20})|t[hd] data-align="(left|center|right))"/i;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
/** Deepest nesting that is read. The service allows less, and every browser can lay out this much. */
const DEEPEST = 200;

function decode(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] as string);
}

/** Makes an element with the attributes that it may have. @param source its name, and what follows it */
function elementOf(name: string, source: string, isOutermost: boolean): HTMLElement {
  const [, href, start, language, align] = ATTRIBUTE.exec(source) ?? [];
  return el(name as 'a', {
    href: href && decode(href),
    rel: href && 'nofollow ugc noopener',
    start,
    class: language,
    align,
    // Every outermost block runs in the direction of its own words.
    dir: isOutermost && name !== 'table' && 'auto',
  });
}

/**
 * Reads a comment's HTML without giving it to the browser's own parser. This protects readers even if the service's
 * sanitiser fails, and works on pages that enforce Trusted Types. It creates only the few elements that a comment may
 * have, with attributes that it chooses itself. Everything else becomes text or is left out.
 * @param table what the frame is called in which a table scrolls
 */
export function readHtml(html: string, table: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  const open: HTMLElement[] = [];
  const place = () => open.at(-1) ?? fragment;
  for (const [, close, name = '', rest = '', text] of html.matchAll(
    /<(\/?)([a-z]+)((?:"[^"]*"|[^"<>])*)>|([^<]+|<)/g,
  )) {
    if (text !== undefined) place().append(decode(text));
    else if (close) closeElement(open, name);
    else if (ELEMENTS.test(name) && open.length < DEEPEST) {
      const element = elementOf(name, name + rest, open.length === 0);
      // A table that is wider than its place scrolls in a frame of its own.
      const frame = { class: 'table', role: 'group', tabindex: 0, 'aria-label': table, dir: 'auto' };
      place().append(name === 'table' ? el('div', frame, element) : element);
      if (!VOID.test(name)) open.push(element);
    }
  }
  return fragment;
}

function closeElement(open: HTMLElement[], name: string): void {
  const index = open.map(({ localName }) => localName).lastIndexOf(name);
  if (index >= 0) open.length = index;
}
