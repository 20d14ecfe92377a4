import { escapeHtml } from '../protocol/markup.js';
import { withDirections } from './block-directions.js';

/** A published comment in a feed. Nothing of its author but the name and the website. */
export interface AtomEntry {
  /** The comment's UUID. */
  readonly id: string;
  readonly authorName: string;
  readonly authorUrl: string | null;
  /** The title of its article, or what stands for it. */
  readonly about: string;
  /** As `renderMarkdown` returns it. */
  readonly html: string;
  /**
   * When it could first be read, in milliseconds since 1970 like all times here. Readers that remember the newest time they have seen would miss what
   * is passed late, if this were the time at which it was written.
   */
  readonly publishedAt: number;
  readonly editedAt: number | null;
  /** Where the comment can be read. */
  readonly commentUrl: string;
  /** What it replies to: another comment, or the article. */
  readonly inReplyTo: { readonly id: string; readonly url: string };
}

/** A feed of what was published last on a site, or under one article. */
export interface AtomFeed {
  /** The name of the site, or the title of the article. */
  readonly about: string;
  /** Absolute: the page that shows the same. */
  readonly pageUrl: string;
  /** The feed's own URL. */
  readonly feedUrl: string;
  /** The feed's own id: absolute and the same for ever (RFC 4287, 4.2.6). */
  readonly feedId: string;
  /** The last of them first. */
  readonly entries: readonly AtomEntry[];
}

/** What XML 1.0 cannot hold in any spelling (section 2.2, production 2). */
const ILLEGAL_IN_XML = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

function xml(text: string): string {
  return escapeHtml(text.replace(ILLEGAL_IN_XML, ''));
}

function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** Letters that are written from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/** A title is plain text: words of the other direction are set apart from what stands around them (FIRST STRONG ISOLATE, Unicode UAX 9). */
function isolated(text: string): string {
  return RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text;
}

/** When an entry last became other than it was to readers. */
function updatedAt({ publishedAt, editedAt }: AtomEntry): number {
  return Math.max(publishedAt, editedAt ?? 0);
}

/** Feed readers show a title alone: it says who wrote where. */
function titleOf({ authorName, about }: AtomEntry): string {
  return `${isolated(authorName)} on ${isolated(about)}`;
}

function entryXml(entry: AtomEntry): string {
  const uri = entry.authorUrl === null ? '' : `<uri>${xml(entry.authorUrl)}</uri>`;
  const { id, url } = entry.inReplyTo;
  return `<entry>
<id>${xml(commentId(entry.id))}</id>
<title>${xml(titleOf(entry))}</title>
<author><name>${xml(entry.authorName)}</name>${uri}</author>
<published>${time(entry.publishedAt)}</published>
<updated>${time(updatedAt(entry))}</updated>
<link rel="alternate" type="text/html" href="${xml(entry.commentUrl)}"/>
<thr:in-reply-to ref="${xml(id)}" type="text/html" href="${xml(url)}"/>
<content type="html">${xml(withDirections(entry.html))}</content>
</entry>
`;
}

/** The id of a comment's entry. */
export function commentId(uuid: string): string {
  return `urn:uuid:${uuid}`;
}

/** An Atom 1.0 feed (RFC 4287) in UTF-8 that says what replies to what (RFC 4685). */
export function atomFeed({ about, pageUrl, feedUrl, feedId, entries }: AtomFeed): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0">
<id>${xml(feedId)}</id>
<title>${xml(`Comments on ${isolated(about)}`)}</title>
<updated>${time(Math.max(0, ...entries.map(updatedAt)))}</updated>
<link rel="alternate" type="text/html" href="${xml(pageUrl)}"/>
<link rel="self" type="application/atom+xml" href="${xml(feedUrl)}"/>
<generator>Afterword</generator>
${entries.map(entryXml).join('')}</feed>
`;
}
