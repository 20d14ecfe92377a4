import { describe, expect, it, test } from '@jest/globals';
import { type AtomEntry, type AtomFeed, atomFeed } from '../../src/http/pages/atom.js';
import { withDirections } from '../../src/http/pages/block-directions.js';
import { anyText } from '../support/any-text.js';
import { fc, runs } from '../support/properties.js';
import { readXml, type XmlElement } from './xml-reader.js';

const entry: AtomEntry = {
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  authorName: 'Ada & "Bob" <x>',
  authorUrl: 'https://ada.example/?a=1&b=2',
  about: 'On <b>tags</b>',
  html: '<p>1 &lt; 2 &amp; 3<br />\n"so"</p>',
  publishedAt: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
  editedAt: null,
  commentUrl: 'https://blog.example/tags?x=1&y=2#comment-1',
  inReplyTo: {
    id: 'urn:uuid:01890a5d-ac96-774b-bcce-b302099a8056',
    url: 'https://blog.example/tags?x=1&y=2#comment-0',
  },
};
const feed: AtomFeed = {
  about: "Ada's <Blog>",
  pageUrl: 'https://blog.example/',
  feedId: 'https://blog.example/#comments',
  feedUrl: 'https://comments.example/api/v1/sites/default/feed.atom?article=%2Ftags&x',
  entries: [
    entry,
    {
      ...entry,
      id: '01890a5d-ac96-774b-bcce-b302099a8058',
      authorUrl: null,
      about: 'https://blog.example/tags',
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
    expect(root.attributes).toEqual({
      xmlns: 'http://www.w3.org/2005/Atom',
      'xmlns:thr': 'http://purl.org/syndication/thread/1.0',
    });
    expect(only(root, 'id').text).toBe(feed.feedId);
    expect(only(root, 'title').text).toBe("Comments on Ada's <Blog>");
    expect(only(root, 'updated').text).toBe('2026-02-01T00:00:00.000Z');
    expect(all(root, 'link').map((link) => link.attributes)).toEqual([
      { rel: 'alternate', type: 'text/html', href: feed.pageUrl },
      { rel: 'self', type: 'application/atom+xml', href: feed.feedUrl },
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
    expect(only(first, 'content').text).toBe(entry.html.replace('<p>', '<p dir="auto">'));
    const { id: ref, url: href } = entry.inReplyTo;
    expect(only(first, 'thr:in-reply-to').attributes).toEqual({ ref, type: 'text/html', href });
    expect(only(second, 'title').text).toBe('Ada & "Bob" <x> on https://blog.example/tags');
    expect(only(only(second, 'author'), 'name').text).toBe(entry.authorName);
    expect(all(only(second, 'author'), 'uri')).toEqual([]);
    expect(only(second, 'updated').text).toBe('2026-02-01T00:00:00.000Z');
  });

  it('sets words of the other direction apart in its titles', () => {
    const root = readXml(
      atomFeed({ ...feed, about: 'بلوغ', entries: [{ ...entry, authorName: 'دينا', about: 'Harbours' }] }),
    );
    expect(only(root, 'title').text).toBe('Comments on \u2068بلوغ\u2069');
    expect(only(all(root, 'entry')[0] as XmlElement, 'title').text).toBe('\u2068دينا\u2069 on Harbours');
  });

  it('may be empty', () => {
    const root = readXml(atomFeed({ ...feed, entries: [] }));
    expect(all(root, 'entry')).toEqual([]);
    expect(only(root, 'updated').text).toBe('1970-01-01T00:00:00.000Z');
  });

  test.each(['\0', '\x08', '\x0b', '\x1f', '\ufffe', '\uffff', '\ud800', '\udfff'])(
    'leaves out %j, which XML cannot hold',
    (bad) => {
      const source = atomFeed({
        ...feed,
        about: `a${bad}b`,
        entries: [{ ...entry, authorName: `a${bad}b`, html: `<p>${bad}</p>` }],
      });
      const [first] = all(readXml(source), 'entry') as [XmlElement];
      expect(only(only(first, 'author'), 'name').text).toBe('ab');
      expect(only(first, 'content').text).toBe('<p dir="auto"></p>');
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
            about: name,
            entries: [{ ...entry, authorName: name, about: title, html, commentUrl: title }],
          }),
        );
        const [first] = all(root, 'entry') as [XmlElement];
        expect(only(only(first, 'author'), 'name').text).toBe(kept(name));
        expect(only(first, 'title').text.replace(/[\u2068\u2069]/g, '')).toBe(
          kept(`${name} on ${title}`).replace(/[\u2068\u2069]/g, ''),
        );
        expect(only(first, 'content').text).toBe(kept(withDirections(html)));
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
