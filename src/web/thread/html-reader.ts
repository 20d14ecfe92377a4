/** What a comment may consist of. The service sends nothing else; whatever else came would not be made. */
const ELEMENTS = /^(?:p|br|hr|em|strong|code|pre|blockquote|ul|ol|li|a)$/;
const VOID = /^[bh]r$/;
const LINK = /^(?:https?:\/\/|mailto:)/i;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
/** Deeper than what the service lets through, and shallow enough for every browser's layout. */
const DEEPEST = 200;

function decode(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] as string);
}

/** What an element is made with: a link's address, and a list's first number. */
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
 * Reads a comment's HTML without giving it to the browser's own parser: a second wall behind the service's sanitiser, and
 * no sink that a page's Trusted Types would have to allow. It knows the few elements that a comment may have, and makes
 * these and no others, each with the attributes that it decides itself. Everything else stands there as text or not at all.
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
