import type { PublicComment } from '../../app/comments/public-comment.js';
import { html, raw, type SafeHtml } from '../protocol/markup.js';

/** The newest of a page's comments, and how they begin. All of a long thread would double what it weighs. */
const MOST = 20;
const MOST_CHARACTERS = 2_000;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };
/** What could end a script or a line of one. In JSON all of it stands within strings. */
const UNSAFE_IN_SCRIPT = /[<\u2028\u2029]/g;

/**
 * A thread for search engines: schema.org's `Comment` below the page that it belongs to, as JSON-LD. Null without comments.
 * Authors have names alone: JSON-LD cannot say `nofollow`, which the link to an author's website does.
 * @param articleUrl absolute
 */
export function threadData(comments: readonly PublicComment[], count: number, articleUrl: string): SafeHtml | null {
  const known = new Set(comments.map(({ id }) => id));
  const told = comments
    .filter(({ author }) => author !== null)
    .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
    .slice(0, MOST);
  if (told.length === 0) return null;
  const id = (comment: string) => `${articleUrl}#comment-${comment}`;
  const data = {
    '@context': 'https://schema.org',
    '@type': 'WebPage',
    '@id': articleUrl,
    commentCount: count,
    comment: told.map((comment) => ({
      '@type': 'Comment',
      '@id': id(comment.id),
      url: id(comment.id),
      ...(comment.parent !== null &&
        known.has(comment.parent) && { parentItem: { '@type': 'Comment', '@id': id(comment.parent) } }),
      author: { '@type': 'Person', name: comment.author?.name },
      datePublished: comment.createdAt,
      ...(comment.editedAt !== null && { dateModified: comment.editedAt }),
      text: textOf(comment.html),
    })),
  };
  const json = JSON.stringify(data).replace(
    UNSAFE_IN_SCRIPT,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return html`<script type="application/ld+json">${raw(json)}</script>
`;
}

/** How a comment begins, from HTML as `renderMarkdown` returns it. */
function textOf(words: string): string {
  const text = words
    .replace(/<[^<>]*>/g, '')
    .replace(/&(amp|lt|gt|quot);/g, (_, name: string) => ENTITIES[name] as string)
    .trim();
  const characters = [...text.slice(0, 2 * MOST_CHARACTERS + 2)];
  if (characters.length <= MOST_CHARACTERS) return text;
  return `${characters.slice(0, MOST_CHARACTERS).join('').trimEnd()}…`;
}
