import type { StateCore, Token } from 'markdown-it';
import { parseUrl } from './parse-url.js';
import { shownHost } from './shown-host.js';
import { isVisible } from './text.js';

/*
 * Which links a comment has, and that they do not lie about where they lead.
 */

/**
 * Whether a link may stand in a comment: an absolute `http:` or `https:` URL without credentials
 * (`https://bank.example@evil.example/` misleads), or an email address. Relative links would lead to whatever the page
 * is that shows the comment.
 */
export function isLinkAllowed(url: string): boolean {
  if (/^mailto:[^?]/i.test(url)) return true;
  const parsed = /^https?:\/\//i.test(url) ? parseUrl(url) : null;
  return parsed !== null && parsed.username === '' && parsed.password === '';
}

/** A bare URL as it is shown: where its host is spelled with foreign letters, these are only shown if they do not mislead. */
export function honestUrl(url: string, shown: string): string {
  const host = parseUrl(url)?.host ?? '';
  return host.includes('xn--') ? shown.replace(/^(https?:\/\/)[^/?#\\]*/i, `$1${shownHost(host)}`) : shown;
}

/** What looks like a dot, a slash or a colon but is none. */
const LOOK_ALIKES: readonly (readonly [RegExp, string])[] = [
  [/[\u3002\u0701\u0702\uA4F8\u06D4]/g, '.'],
  [/[\u2044\u2215\u29F8\u2571\u30CE]/g, '/'],
  [/[\u2236\uA789\u02D0\u0589]/g, ':'],
];
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Cc}]/gu;
/** URLs anywhere in a text; the captured part ends where the host does. */
const URLS = /(?:https?:\/\/|\bwww\.)[^\s/?#]*/gi;
/** A text that is nothing but a host, with or without a path, or an email address. */
const ADDRESS = /^(?:[^\s@/]+@)?(?:[\p{L}\p{M}\p{N}_-]+\.)+\p{L}[\p{L}\p{M}\p{N}-]+\.?(?::\d+)?(?:[/?#]\S*)?$/u;

/** The hosts that the words of a link name, or the email address that they are. */
function namedIn(words: string): string[] {
  const seen = LOOK_ALIKES.reduce(
    (text, [lookAlike, sign]) => text.replace(lookAlike, sign),
    words.replace(INVISIBLE, '').normalize('NFKC'),
  ).trim();
  const named = seen.match(URLS) ?? (ADDRESS.test(seen) ? [seen] : []);
  return named.map((name) => name.replace(/^https?:\/\//i, '').replace(/[/?#].*$/s, ''));
}

function plain(host: string): string {
  return host.toLowerCase().replace(/^www\.|[.:,;!)\]"'”»]+$|(?<!:):\d+$/g, '');
}

/** Where a link leads, if its words look like another address; else null. */
function trueTarget(words: string, href: string): string | null {
  const url = parseUrl(href);
  if (url === null) return null;
  const target = url.protocol === 'mailto:' ? (url.pathname.split('?')[0] as string) : shownHost(url.hostname);
  return namedIn(words).every((name) => plain(name) === plain(target)) ? null : target;
}

/** An image would make readers' browsers call a stranger's server; its description becomes a link to it. */
function imageAsLink(image: Token, state: StateCore): Token[] {
  const source = String(image.attrGet('src') ?? '');
  const text = textToken(
    state.md.renderer.renderInlineAsText(image.children ?? [], state.md.options, state.env).trim() || source,
    state,
  );
  const open = new state.Token('link_open', 'a', 1);
  open.attrSet('href', source);
  return [open, text, new state.Token('link_close', 'a', -1)];
}

function textToken(content: string, state: StateCore): Token {
  const text = new state.Token('text', '', 0);
  text.content = content;
  return text;
}

/** Makes links of images, and leaves of links inside of links, which HTML does not know, only the outermost. */
function withoutImagesAndInnerLinks(tokens: readonly Token[], state: StateCore): Token[] {
  let depth = 0;
  return tokens
    .flatMap((token) => (token.type === 'image' ? imageAsLink(token, state) : [token]))
    .filter(({ type }) => {
      if (type === 'link_open') return depth++ === 0;
      if (type === 'link_close') return --depth === 0;
      return true;
    });
}

/** A link with its words, as it may stand there: not at all, as it is, or with the name of where it leads. */
function settledLink(link: readonly Token[], next: Token | undefined, state: StateCore): readonly Token[] {
  const [open, ...rest] = link as [Token, ...Token[]];
  const inner = rest.slice(0, -1);
  const words = inner.map(({ type, content }) => (/break$/.test(type) ? ' ' : content)).join('');
  // What was found is only the beginning of an address that is refused: `https://user:password@host.example/`.
  const isPart = open.markup === 'linkify' && next?.type === 'text' && /^[^\s/?#]*@/.test(next.content);
  if (isPart || !isVisible(words)) return inner;
  if (open.info === 'auto') return link;
  const target = trueTarget(words, String(open.attrGet('href') ?? ''));
  return target === null ? link : [open, ...inner, textToken(` (${target})`, state), rest.at(-1) as Token];
}

/** Brings the links of a parsed comment into the form in which they may be shown. */
export function settleLinks(state: StateCore): void {
  for (const block of state.tokens) {
    if (!block.children?.some(({ type }) => type === 'image' || type === 'link_open')) continue;
    const tokens = withoutImagesAndInnerLinks(block.children, state);
    const settled: Token[] = [];
    for (let i = 0; i < tokens.length; i++) {
      const end =
        tokens[i]?.type === 'link_open' ? tokens.findIndex(({ type }, at) => at > i && type === 'link_close') : i;
      const part = tokens.slice(i, end + 1);
      settled.push(...(end === i ? part : settledLink(part, tokens[end + 1], state)));
      i = end;
    }
    block.children = settled;
  }
}
