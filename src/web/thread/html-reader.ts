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

/** The attributes that an element may have: a link's URL, and a list's first number. */
function attributesOf(name: string, source: string): [string, string][] {
  const value = (attribute: string) => decode(new RegExp(`\\s${attribute}="([^"]*)"`).exec(source)?.[1] ?? '');
  const href = name === 'a' ? value('href') : '';
  const start = name === 'ol' ? value('start') : '';
  if (LINK.test(href))
    return [
      ['href', href],
      ['rel', 'nofollow ugc noopener'],
    ];
  return /^\d{1,9}$/.test(start) ? [['start', start]] : [];
}

/**
 * Reads a comment's HTML without giving it to the browser's own parser. This protects readers even if the service's
 * sanitiser fails, and works on pages that enforce Trusted Types. It creates only the few elements that a comment may
 * have, with attributes that it chooses itself. Everything else becomes text or is left out.
 */
export function readHtml(html: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  const open: [name: string, node: ParentNode][] = [];
  const place = () => open.at(-1)?.[1] ?? fragment;
  for (const [, close, name = '', rest = '', text] of html.matchAll(
    /<(\/?)([a-z]+)((?:"[^"]*"|[^"<>])*)>|([^<]+|<)/g,
  )) {
    if (text !== undefined) place().append(decode(text));
    else if (close) closeElement(open, name);
    else if (ELEMENTS.test(name) && open.length < DEEPEST) {
      const element = document.createElement(name);
      for (const [attribute, value] of attributesOf(name, rest)) element.setAttribute(attribute, value);
      // Every outermost block runs in the direction of its own words.
      if (open.length === 0) element.dir = 'auto';
      place().append(element);
      if (!VOID.test(name)) open.push([name, element]);
    }
  }
  return fragment;
}

function closeElement(open: [name: string, node: ParentNode][], name: string): void {
  const index = open.map(([known]) => known).lastIndexOf(name);
  if (index >= 0) open.length = index;
}
