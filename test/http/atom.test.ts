import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { type AtomEntry, type AtomFeed, atomFeed } from '../../src/http/pages/atom.js';
import { anyText } from '../support/any-text.js';
import { runs } from '../support/runs.js';
import { readXml, type XmlElement } from './xml-reader.js';

const entry: AtomEntry = {
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  authorName: 'Ada & "Bob" <x>',
  authorUrl: 'https://ada.example/?a=1&b=2',
  articleTitle: 'On <b>tags</b>',
  articleUrl: 'https://blog.example/tags',
  html: '<p>1 &lt; 2 &amp; 3<br />\n"so"</p>',
  createdAt: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
  editedAt: null,
  commentUrl: 'https://blog.example/tags?x=1&y=2#comment-1',
};
const feed: AtomFeed = {
  siteName: "Ada's <Blog>",
  siteUrl: 'https://blog.example/',
  feedId: 'https://blog.example/#comments',
  feedUrl: 'https://comments.example/api/v1/sites/default/feed.atom?article=%2Ftags&x',
  updatedAt: Date.UTC(2026, 0, 3),
  entries: [
    entry,
    {
      ...entry,
      id: '01890a5d-ac96-774b-bcce-b302099a8058',
      authorUrl: null,
      articleTitle: null,
      editedAt: Date.UTC(2026, 1, 1),
    },
  ],
};

const all = (element: XmlElement, name: string) => element.children.filter((child) => child.name === name);
function only(element: XmlElement, name: string): XmlElement {
  expect(all(element, name)).toHaveLength(1);
  return all(element, name)[0] as XmlElement;
}

describe('atomFeed', () => {
  it('has all that RFC 4287 asks of a feed', () => {
    const root = readXml(atomFeed(feed));
    expect(root.name).toBe('feed');
    expect(root.attributes).toEqual({ xmlns: 'http://www.w3.org/2005/Atom' });
    expect(only(root, 'id').text).toBe(feed.feedId);
    expect(only(root, 'title').text).toBe("Comments on Ada's <Blog>");
    expect(only(root, 'updated').text).toBe('2026-01-03T00:00:00.000Z');
    expect(all(root, 'link').map((link) => link.attributes)).toEqual([
      { rel: 'self', type: 'application/atom+xml', href: feed.feedUrl },
      { rel: 'alternate', type: 'text/html', href: feed.siteUrl },
    ]);
    expect(all(root, 'entry')).toHaveLength(2);
  });

  it('has all that RFC 4287 asks of an entry, escaped once', () => {
    const [first, second] = all(readXml(atomFeed(feed)), 'entry') as [XmlElement, XmlElement];
    expect(only(first, 'id').text).toBe(`urn:uuid:${entry.id}`);
    expect(only(first, 'title').text).toBe('Ada & "Bob" <x> on On <b>tags</b>');
    expect(only(only(first, 'author'), 'name').text).toBe(entry.authorName);
    expect(only(only(first, 'author'), 'uri').text).toBe(entry.authorUrl);
    expect(only(first, 'published').text).toBe('2026-01-02T03:04:05.006Z');
    expect(only(first, 'updated').text).toBe('2026-01-02T03:04:05.006Z');
    expect(only(first, 'link').attributes).toEqual({ rel: 'alternate', type: 'text/html', href: entry.commentUrl });
    expect(only(first, 'content').attributes).toEqual({ type: 'html' });
    expect(only(first, 'content').text).toBe(entry.html);
    expect(only(second, 'title').text).toBe('Ada & "Bob" <x> on https://blog.example/tags');
    expect(only(only(second, 'author'), 'name').text).toBe(entry.authorName);
    expect(all(only(second, 'author'), 'uri')).toEqual([]);
    expect(only(second, 'updated').text).toBe('2026-02-01T00:00:00.000Z');
  });

  it('may be empty', () => {
    expect(all(readXml(atomFeed({ ...feed, entries: [] })), 'entry')).toEqual([]);
  });

  test.each(['\0', '\x08', '\x0b', '\x1f', '\ufffe', '\uffff', '\ud800', '\udfff'])(
    'leaves out %j, which XML cannot hold',
    (bad) => {
      const source = atomFeed({
        ...feed,
        siteName: `a${bad}b`,
        entries: [{ ...entry, authorName: `a${bad}b`, html: `<p>${bad}</p>` }],
      });
      const [first] = all(readXml(source), 'entry') as [XmlElement];
      expect(only(only(first, 'author'), 'name').text).toBe('ab');
      expect(only(first, 'content').text).toBe('<p></p>');
    },
  );

  it('is well-formed and says what it was given, whatever the words', () => {
    const words = fc.oneof(
      anyText(),
      fc
        .array(
          fc.constantFrom(
            '<',
            '>',
            '&',
            '"',
            "'",
            ']]>',
            '<![CDATA[',
            '<!--',
            '<?',
            '&amp;',
            '&#0;',
            '\0',
            '\ud800',
            '\r',
            'é',
          ),
        )
        .map((a) => a.join('')),
    );
    const kept = (text: string) => text.replace(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '');
    fc.assert(
      fc.property(words, words, words, (name, title, html) => {
        const root = readXml(
          atomFeed({
            ...feed,
            siteName: name,
            entries: [{ ...entry, authorName: name, articleTitle: title, html, commentUrl: title }],
          }),
        );
        const [first] = all(root, 'entry') as [XmlElement];
        expect(only(only(first, 'author'), 'name').text).toBe(kept(name));
        expect(only(first, 'title').text).toBe(kept(`${name} on ${title}`));
        expect(only(first, 'content').text).toBe(kept(html));
        expect(only(first, 'link').attributes.href).toBe(kept(title));
      }),
      { numRuns: runs(300) },
    );
  });
});

describe('the reader that these tests trust', () => {
  test.each([
    '<a>',
    '<a></b>',
    '<a/><b/>',
    '<a b=c/>',
    '<a b="1" b="2"/>',
    '<a>&nbsp;</a>',
    '<a>&</a>',
    '<a>&#0;</a>',
    '<a b="<"/>',
    '<a>]]></a>',
    'x<a/>',
    '<a>\0</a>',
    '',
  ])('refuses %j', (source) => {
    expect(() => readXml(source)).toThrow();
  });
});
