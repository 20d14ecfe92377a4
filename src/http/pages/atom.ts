import { escapeHtml } from '../protocol/markup.js';

/** A published comment in a feed. Nothing of its author but the name and the website. */
export interface AtomEntry {
  /** The comment's UUID. */
  readonly id: string;
  readonly authorName: string;
  readonly authorUrl: string | null;
  readonly articleTitle: string | null;
  readonly articleUrl: string;
  /** As `renderMarkdown` returns it. */
  readonly html: string;
  /** Milliseconds since 1970, like all times here. */
  readonly createdAt: number;
  readonly editedAt: number | null;
  /** Where the comment can be read. */
  readonly commentUrl: string;
}

/** A feed of the newest comments of a site, or of one article. All addresses are absolute. */
export interface AtomFeed {
  readonly siteName: string;
  readonly siteUrl: string;
  /** The feed's own address, which is also its id. */
  readonly feedUrl: string;
  /** The feed's own id: absolute and the same for ever (RFC 4287, 4.2.6). */
  readonly feedId: string;
  /** When anything in it last changed; for an empty feed any fixed time. */
  readonly updatedAt: number;
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

/** Feed readers show a title alone: it says who wrote where. */
function titleOf({ authorName, articleTitle, articleUrl }: AtomEntry): string {
  return `${authorName} on ${articleTitle ?? articleUrl}`;
}

function entryXml(entry: AtomEntry): string {
  const uri = entry.authorUrl === null ? '' : `<uri>${xml(entry.authorUrl)}</uri>`;
  return `<entry>
<id>urn:uuid:${xml(entry.id)}</id>
<title>${xml(titleOf(entry))}</title>
<author><name>${xml(entry.authorName)}</name>${uri}</author>
<published>${time(entry.createdAt)}</published>
<updated>${time(entry.editedAt ?? entry.createdAt)}</updated>
<link rel="alternate" type="text/html" href="${xml(entry.commentUrl)}"/>
<content type="html">${xml(entry.html)}</content>
</entry>
`;
}

/** An Atom 1.0 feed (RFC 4287) in UTF-8. */
export function atomFeed({ siteName, siteUrl, feedUrl, feedId, updatedAt, entries }: AtomFeed): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<id>${xml(feedId)}</id>
<title>${xml(`Comments on ${siteName}`)}</title>
<updated>${time(updatedAt)}</updated>
<link rel="self" type="application/atom+xml" href="${xml(feedUrl)}"/>
<link rel="alternate" type="text/html" href="${xml(siteUrl)}"/>
<generator>Afterword</generator>
${entries.map(entryXml).join('')}</feed>
`;
}
