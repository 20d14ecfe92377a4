import type { PublicComment } from '../../app/comments/public-comment.js';
import type { Spoken } from '../../words/languages.js';
import { perLanguage, pluralKept } from '../../words/per-language.js';
import { fill } from '../../words/words.js';
import { html, raw, type SafeHtml } from '../protocol/markup.js';
import { firstLetter } from './avatar.js';
import { withDirections } from './block-directions.js';

/** Answers are indented so deep; what answers deeper ones stands below them, and says what it answers. */
const INDENTED = 3;

/** How the comments of an article become HTML. */
export interface ThreadLook {
  readonly spoken: Spoken;
  /** The address of the page that the comments' own addresses are fragments of; '' for the page itself. */
  readonly pageUrl: string;
  /** Whether authors' pictures stand beside them, which need the service's own origin. */
  readonly hasAvatars: boolean;
  /** The style of what scrolls, tables and code, where no style sheet is known to stand. */
  readonly scrollStyle: string | null;
  /** Where a comment can be answered; null where it cannot. */
  answerUrl(comment: PublicComment): string | null;
  /** Where the answers can be read that are not among the comments. */
  moreUrl(top: PublicComment): string;
}

interface Branch {
  readonly comment: PublicComment;
  readonly parent: Branch | null;
  readonly depth: number;
  /** What stands in the list below it. */
  readonly below: Branch[];
  /** How many answers of its thread are here; counted at the thread's top. */
  answers: number;
}

/**
 * Comments as nested lists.
 * @param comments in the order of a depth-first walk; one whose parent is not among them stands at the top
 */
export function threadHtml(comments: readonly PublicComment[], look: ThreadLook): SafeHtml | null {
  const tops: Branch[] = [];
  const known = new Map<string, { branch: Branch; list: Branch[]; top: Branch }>();
  for (const comment of comments) {
    const above = comment.parent === null ? undefined : known.get(comment.parent);
    const parent = above?.branch ?? null;
    const branch: Branch = { comment, parent, depth: parent ? parent.depth + 1 : 0, below: [], answers: 0 };
    const list = above === undefined ? tops : above.branch.depth < INDENTED ? above.branch.below : above.list;
    const top = above?.top ?? branch;
    if (above !== undefined) top.answers += 1;
    list.push(branch);
    known.set(comment.id, { branch, list, top });
  }
  return listHtml(tops, look);
}

function listHtml(branches: readonly Branch[], look: ThreadLook): SafeHtml | null {
  if (branches.length === 0) return null;
  return html`<ol>
${branches.map((branch) => itemHtml(branch, look))}</ol>
`;
}

function itemHtml(branch: Branch, look: ThreadLook): SafeHtml {
  const { comment, below, depth, answers } = branch;
  const missing = depth === 0 && comment.parent === null ? comment.replies - answers : 0;
  return html`<li>
${articleHtml(branch, look)}
${listHtml(below, look)}${missing > 0 ? moreHtml(comment, missing, look) : null}</li>
`;
}

function moreHtml(top: PublicComment, missing: number, { spoken, moreUrl }: ThreadLook): SafeHtml {
  const more = pluralKept(spoken.words.moreAnswers, missing, spoken.language);
  return html`<p><a href="${moreUrl(top)}">${more}</a></p>
`;
}

function articleHtml({ comment, parent, depth }: Branch, look: ThreadLook): SafeHtml {
  const { words } = look.spoken;
  const { id, author, removed } = comment;
  if (author === null) {
    return html`<article id="comment-${id}"><p class="gone">${words[removed ?? 'moderator']}</p></article>`;
  }
  const answerUrl = look.answerUrl(comment);
  return html`<article id="comment-${id}">
<header>${avatarHtml(author, look)}${authorHtml(author)} ${timeHtml(comment, look)}</header>
${depth > INDENTED && parent !== null ? inAnswerTo(parent, look) : null}<div class="body">${wordsHtml(comment.html, look)}</div>
${answerUrl === null ? null : html`<footer><a href="${answerUrl}" rel="nofollow" aria-label="${words.answer}: ${author.name}">${words.answer}</a></footer>${raw('\n')}`}</article>`;
}

/**
 * A table that is wider than its place scrolls in a frame of its own, and code in itself, as in the widget's `readHtml`. Without
 * scripts nobody knows which of them are, so that all are stops of the tab key.
 */
export function wordsHtml(
  words: string,
  { spoken, scrollStyle }: Pick<ThreadLook, 'spoken' | 'scrollStyle'>,
): SafeHtml {
  let directed = withDirections(words);
  const scrolls = (name: string) =>
    html`role="group" tabindex="0" aria-label="${name}"${scrollStyle && html` style="${scrollStyle}"`}`.markup;
  if (words.includes('<pre>')) directed = directed.replaceAll('<pre', `<pre ${scrolls(spoken.words.code)}`);
  if (words.includes('<table>'))
    directed = directed
      .replace(/<table(?: dir="auto")?>/g, `<div class="table" dir="auto" ${scrolls(spoken.words.table)}><table>`)
      .replaceAll('</table>', '</table></div>');
  return raw(directed);
}

type Author = NonNullable<PublicComment['author']>;

/** The letter comes as a picture: browsers for text would read it out before the name. */
function avatarHtml({ avatar, name }: Author, { hasAvatars }: ThreadLook): SafeHtml | null {
  return hasAvatars
    ? html`<img src="${avatar}?letter=${encodeURIComponent(firstLetter(name))}" alt="" width="24" height="24" loading="lazy"> `
    : null;
}

function authorHtml({ name, url }: Author): SafeHtml {
  if (url === null) return html`<b dir="auto">${name}</b>`;
  return html`<b><a href="${url}" rel="nofollow ugc noopener" dir="auto">${name}</a></b>`;
}

function timeHtml({ id, createdAt, editedAt }: PublicComment, look: ThreadLook): SafeHtml {
  const { language, words } = look.spoken;
  const time = html`<a href="${look.pageUrl}#comment-${id}"><time datetime="${createdAt}">${exactTime(createdAt, language)}</time></a>`;
  return editedAt === null ? time : html`${time} (${words.edited})`;
}

const timeFormat = perLanguage(
  (language) => new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }),
);

/** The page is the same for every reader, wherever they are: the time is UTC, and says so. */
function exactTime(time: string, language: string): string {
  return `${timeFormat(language).format(new Date(time))} UTC`;
}

function inAnswerTo({ comment }: Branch, { spoken, pageUrl }: ThreadLook): SafeHtml {
  const name = html`<bdi>${comment.author?.name ?? '…'}</bdi>`;
  return html`<p class="to"><a href="${pageUrl}#comment-${comment.id}">${fill<SafeHtml>(spoken.words.inAnswerTo, { name })}</a></p>
`;
}
