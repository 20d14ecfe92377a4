import { describe, expect, it, test } from '@jest/globals';
import { renderMarkdown, sanitise } from '../../src/domain/render-markdown.js';
import { cleanBody } from '../../src/domain/text.js';
import { fc, runs } from '../support/properties.js';
import { violations } from './html-grammar.js';
import { htmlPayloads, markdownPayloads } from './render-markdown-payloads.js';

const expectSafe = (html: string) => expect(violations(html)).toEqual([]);

describe('the two walls', () => {
  test.each(markdownPayloads)('hold against %j', (payload) => {
    for (const body of [
      payload,
      cleanBody(payload),
      `x ${payload} y`,
      `> - ${payload}`,
      `*${payload}*`,
      `[${payload}](https://a.example)`,
    ]) {
      expectSafe(renderMarkdown(body));
    }
  });

  test.each([...htmlPayloads, ...markdownPayloads])('hold each by itself: %j', (payload) => {
    expect(violations(sanitise(payload), { linksInLinks: true })).toEqual([]);
    expectSafe(renderMarkdown(payload));
  });

  test.each([
    'hidden &#x202E;desrever si txet siht',
    `a${'&#x301;'.repeat(60)}`,
    `x${'&#x0e49;'.repeat(1200)}`,
    `x*${'&#x0e49;'.repeat(30)}***${'&#x0e49;'.repeat(30)}**`,
    'https://evil.example/%E2%80%AEmoc.elgoog',
    'https://evil.example/%00%0A%0D%1B',
    `https://evil.example/x${'%CC%81'.repeat(60)}`,
    '[x&#x202e;y&#2028;&#x85;&#x7;](https://a.example "&#x202e;")',
    '`x` ![&#x202e;](https://a.example)',
  ])('show nothing that cleaning takes away, however it is spelled: %j', (body) => {
    const html = renderMarkdown(cleanBody(body));
    const text = html.replace(/<[^>]*>/g, '');
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u);
    expect(text).not.toMatch(/[\p{M}\u200c\u200d]{9}|\p{Script=Inherited}{5}/u);
  });

  const fragment = fc.oneof(
    fc.constantFrom(...markdownPayloads, ...htmlPayloads),
    fc.constantFrom(
      '[',
      ']',
      '(',
      ')',
      '!',
      '<',
      '>',
      '"',
      "'",
      '`',
      '*',
      '_',
      '~',
      '\\',
      '&',
      '#',
      '\n',
      '\n\n',
      '    ',
      '> ',
      '- ',
      '1. ',
    ),
    fc.constantFrom(
      'javascript:',
      'https://',
      'http:',
      'mailto:',
      'data:',
      '&colon;',
      '&#x6A;',
      '&Tab;',
      '&NewLine;',
      '\t',
      '\0',
      '\u2028',
      '\ud800',
    ),
    fc.constantFrom(
      '<a href=',
      '<img src=x onerror=',
      '</p>',
      '<svg>',
      '<style>',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?',
      '@a.example',
      'é漢😀',
    ),
    fc.string({ maxLength: 5 }),
  );
  const hostile = fc.array(fragment, { maxLength: 12 }).map((fragments) => fragments.join(''));

  it('let only the allowed tags, attributes and schemes through, whatever the input', () => {
    fc.assert(
      fc.property(hostile, (body) => expectSafe(renderMarkdown(body))),
      { numRuns: runs(500) },
    );
  });

  it('leave well-formed HTML of any, with all its text', () => {
    const tag = fc.constantFrom(
      '<a href="ftp://x">',
      '<a href="https://ok.example/">',
      '<a>',
      '<a name="x">',
      '</a>',
      '<p>',
      '</p>',
      '<em>',
      '</em>',
      '<span>',
      '</span>',
      '<li>',
      '<b>',
      'tail ',
    );
    expect(sanitise('<a href="ftp://x">f</a><a href="https://ok.example/">ok</a> tail')).toBe(
      'f<a href="https://ok.example/" rel="nofollow ugc noopener">ok</a> tail',
    );
    fc.assert(
      fc.property(fc.array(tag, { maxLength: 12 }), (tags) =>
        expect(violations(sanitise(tags.join('')), { linksInLinks: true })).toEqual([]),
      ),
      { numRuns: runs(500) },
    );
  });

  it('change nothing any more in what has passed them', () => {
    fc.assert(
      fc.property(hostile, (body) => {
        const html = renderMarkdown(cleanBody(body));
        expect(sanitise(html)).toBe(html);
      }),
      { numRuns: runs(300) },
    );
  });
});
