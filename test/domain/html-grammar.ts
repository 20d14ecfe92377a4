const PLAIN_TAGS =
  /^<\/?(?:p|em|strong|s|code|pre|blockquote|ul|ol|li|table|thead|tbody|tr|th|td)>$|^<code class="language-[a-z0-9+#-]{1,20}">$|^<t[hd] data-align="(?:left|center|right)">$|^<\/a>$|^<(?:br|hr) \/>$|^<ol start="\d{1,9}">$/;
const LINK = /^<a href="((?:https?:\/\/|mailto:)[^\s"<>`]+)" rel="nofollow ugc noopener">$/;

/**
 * Holds HTML against a grammar much narrower than any browser's: nothing but exactly these tags in exactly this spelling,
 * well nested, and text without angle brackets or bare ampersands. What passes means the same to every parser.
 * @returns what is not so
 */
export function violations(html: string, { linksInLinks = false } = {}): string[] {
  const found: string[] = [];
  const open: string[] = [];
  for (const token of html.split(/(<[^<>]*>)/)) {
    if (!token.startsWith('<')) {
      if (/[<>]|&(?!(?:amp|lt|gt);)/.test(token)) found.push(`unescaped: ${token}`);
      continue;
    }
    const href = LINK.exec(token)?.[1];
    if (href === undefined ? !PLAIN_TAGS.test(token) : !isHonestLink(href)) found.push(`not allowed: ${token}`);
    const name = String(/\w+/.exec(token)?.[0]);
    if (name === 'a' && href !== undefined && open.includes('a') && !linksInLinks)
      found.push(`link in a link: ${token}`);
    if (token.startsWith('</')) {
      if (open.pop() !== name) found.push(`not open: ${token}`);
    } else if (!token.endsWith('/>')) open.push(name);
  }
  return [...found, ...open.map((name) => `not closed: ${name}`)];
}

function isHonestLink(escaped: string): boolean {
  const href = escaped
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
  const url = new URL(href);
  return ['http:', 'https:', 'mailto:'].includes(url.protocol) && url.username + url.password === '';
}
