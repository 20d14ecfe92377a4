/** An element of an XML document, its text joined. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const LEGAL = /^[\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;
const NAME = '[A-Za-z_][\\w.:-]*';
const TAG = new RegExp(`^<(?:/(${NAME})\\s*|(${NAME})((?:\\s+${NAME}\\s*=\\s*(?:"[^"<]*"|'[^'<]*'))*)\\s*(/?))>$`);
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+));|&/g, (match, decimal, hex, name) => {
    const character =
      name === undefined ? String.fromCodePoint(Number.parseInt(decimal ?? hex, decimal ? 10 : 16)) : ENTITIES[name];
    if (match === '&' || character === undefined || !LEGAL.test(character))
      throw new Error(`not a reference: ${match}`);
    return character;
  });
}

function attributesOf(source: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name, value] of source.matchAll(new RegExp(`(${NAME})\\s*=\\s*("[^"]*"|'[^']*')`, 'g'))) {
    if (name === undefined || value === undefined || name in attributes) throw new Error(`attribute twice: ${name}`);
    attributes[name] = decode(value.slice(1, -1));
  }
  return attributes;
}

/**
 * Reads XML 1.0 without DTD, comments, CDATA sections and processing instructions, as strictly as the standard has it.
 * @throws Error for what is not well-formed
 */
export function readXml(source: string): XmlElement {
  if (!LEGAL.test(source)) throw new Error('a character that XML cannot hold');
  const body = source.replace(/^<\?xml version="1\.0" encoding="utf-8"\?>\s*/, '');
  type Open = { name: string; attributes: Record<string, string>; children: XmlElement[]; text: string };
  const root: Open = { name: '', attributes: {}, children: [], text: '' };
  const stack: Open[] = [root];
  const top = () => stack.at(-1) as Open;
  for (const token of body.split(/(<[^>]*>)/)) {
    if (!token.startsWith('<')) {
      if (token.includes(']]>')) throw new Error(']]> in text');
      top().text += decode(token);
      continue;
    }
    const [, closing, opening, attributes = '', empty] = TAG.exec(token) ?? [];
    if (opening !== undefined)
      stack.push({ name: opening, attributes: attributesOf(attributes), children: [], text: '' });
    if (opening === undefined && closing !== top().name) throw new Error(`not well-formed: ${token}`);
    if (closing !== undefined || empty === '/') {
      const done = stack.pop() as Open;
      top().children.push(done);
    }
  }
  const [element] = root.children;
  if (stack.length !== 1 || root.children.length !== 1 || root.text.trim() !== '' || element === undefined) {
    throw new Error('not one complete root element');
  }
  return element;
}
