import MarkdownIt, { type Token } from 'markdown-it';
import sanitizeHtml from 'sanitize-html';
import { flattenBlocks } from './block-nesting.js';
import { honestUrl, isLinkAllowed, settleLinks } from './comment-links.js';
import { enableTables } from './table-bounds.js';
import { cleanHtml } from './text.js';

/** The site owes a stranger's link no reputation (`nofollow`, `ugc`), and the linked page gets no handle on this one. */
const LINK_REL = 'nofollow ugc noopener';

/**
 * How deep quotes, lists and emphasis may be nested, a list counting twice: twelve lists are read. What is quoted deeper
 * than this is left out; what is emphasised deeper stands there as it was typed. It bounds the work, which grows with depth
 * times length.
 */
const MAX_NESTING = 32;
/** What code may be marked with. */
const LANGUAGE = /^[a-z0-9+#-]{1,20}$/;

/**
 * The first wall: CommonMark with GFM's tables and strikethrough, without HTML, and with bare URLs made links. Left out are
 * images, and reference definitions, with which 10 KB of text could name one long URL so often that megabytes come out.
 */
function createParser() {
  const parser = new MarkdownIt('commonmark', { html: false, linkify: true, breaks: true, maxNesting: MAX_NESTING })
    .enable(['linkify', 'strikethrough'])
    .disable(['html_block', 'html_inline', 'reference']);
  // Only what begins with a scheme is a link: `README.md` is none, and an address in the text is not offered to harvesters.
  parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
  parser.linkify.add('ftp:', null).add('//', null);
  parser.validateLink = isLinkAllowed;
  parser.core.ruler.after('block', 'flatten_blocks', flattenBlocks);
  const usualLinkText = parser.normalizeLinkText;
  parser.normalizeLinkText = (url) => honestUrl(url, usualLinkText(url));
  // The last of all rules: what stands behind a link is one text by then, however it was spelled.
  parser.core.ruler.after('text_join', 'settle_links', settleLinks);

  enableTables(parser);

  const { rules } = parser.renderer;
  const { escapeHtml } = parser.utils;
  // Headings of a comment would break the outline of the article's page.
  rules.heading_open = () => '<p><strong>';
  rules.heading_close = () => '</strong></p>\n';
  rules.fence = (tokens, index) => {
    const { info = '', content = '' } = tokens[index] ?? {};
    return `<pre><code${languageClass(info)}>${escapeHtml(content)}</code></pre>\n`;
  };
  rules.th_open = rules.td_open = cellOpen;
  rules.link_open = (tokens, index) =>
    `<a href="${escapeHtml(String(tokens[index]?.attrGet('href') ?? ''))}" rel="${LINK_REL}">`;
  return parser;
}

/** The language that code is marked with, as CommonMark's own renderer writes it; nothing for what cannot be the name of one. */
function languageClass(info: string): string {
  const [language = ''] = info.trim().toLowerCase().split(/\s/, 1);
  return LANGUAGE.test(language) ? ` class="language-${language}"` : '';
}

/** A cell, and at which edge its words stand. An empty one has none: most cells that cost nothing to write are empty. */
function cellOpen(tokens: readonly Token[], index: number): string {
  const { tag, attrs } = tokens[index] as Token;
  const [edge] = /(?:left|center|right)$/.exec(String(attrs?.[0]?.[1])) ?? [];
  return edge === undefined || tokens[index + 1]?.content === '' ? `<${tag}>` : `<${tag} data-align="${edge}">`;
}

const parser = createParser();

/** At which edge the words of a cell stand. No `style`: strict pages forbid it. */
const ALIGN = { name: 'data-align', values: ['left', 'center', 'right'] };

/** The second wall, which does not rely on the first: it would hold if the parser let HTML through. */
const SANITISER: sanitizeHtml.IOptions = {
  allowedTags: [
    'p',
    'br',
    'hr',
    'em',
    'strong',
    'code',
    'pre',
    'blockquote',
    'ul',
    'ol',
    'li',
    'a',
    's',
    'table',
    'thead',
    'tbody',
    'tr',
    'th',
    'td',
  ],
  allowedAttributes: { a: ['href', 'rel'], code: ['class'], ol: ['start'], th: [ALIGN], td: [ALIGN] },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
  transformTags: {
    code: (tagName, { class: names = '' }) => ({
      tagName,
      attribs: names.startsWith('language-') && LANGUAGE.test(names.slice(9)) ? { class: names } : {},
    }),
    // What may not be a link stays an element, since the library would lose count of its end; `withoutBareLinks` takes it away.
    a: (tagName, { href = '' }) => ({ tagName, attribs: isLinkAllowed(href) ? { href, rel: LINK_REL } : {} }),
  },
};

/** Keeps of any HTML only what a comment may have: the text of other elements stays, what `script` or `style` hold does not. */
export function sanitise(html: string): string {
  return withoutBareLinks(sanitizeHtml(html, SANITISER));
}

/** Takes away links that lead nowhere, and keeps what they hold. @param html well-formed */
function withoutBareLinks(html: string): string {
  if (!html.includes('<a>')) return html;
  const areBare: boolean[] = [];
  return html.replace(/<(\/?)a(?: [^>]*)?>/g, (tag, close: string) => {
    if (close === '') areBare.push(tag === '<a>');
    const isBare = close === '' ? areBare.at(-1) : areBare.pop();
    return isBare ? '' : tag;
  });
}

/**
 * The long way, which serves every text. `renderMarkdown` gives the same, in less time for most texts.
 * @param body as `cleanBody` returns it
 */
export function parseAndSanitise(body: string): string {
  return cleanHtml(sanitise(parser.render(body)).trimEnd());
}

/**
 * What makes a text more than plain: a character that means something to Markdown or to HTML, a control character other
 * than a newline, a blank line at the start, a line that begins with anything but a letter or a quotation mark, a blank at
 * a line's end, a bare URL.
 */
const MORE_THAN_PLAIN = /[\\`*_[\]<>&~]|(?!\n)\p{Cc}|^\n|(?:^|\n)(?![\n\p{L}"'(“‘„«¿¡])| (?:\n|$)|(?:https?|mailto):/iu;

/**
 * Safe HTML for a comment's Markdown. It has only `p`, `br`, `hr`, `em`, `strong`, `s`, `code` (with a class `language-…`),
 * `pre`, `blockquote`, `ul`, `ol` (with `start`), `li`, `table`, `thead`, `tbody`, `tr`, `th` and `td` (with `data-align`),
 * and `a` with an absolute `href` and `rel="nofollow ugc noopener"`: no image, no heading, no other class, no style or id.
 * @param body as `cleanBody` returns it
 */
export function renderMarkdown(body: string): string {
  if (body === '' || MORE_THAN_PLAIN.test(body)) return parseAndSanitise(body);
  return cleanHtml(`<p>${body.replace(/\n+/g, (breaks) => (breaks === '\n' ? '<br />\n' : '</p>\n<p>'))}</p>`);
}
