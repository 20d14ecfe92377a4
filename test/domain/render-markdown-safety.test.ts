import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { renderMarkdown, sanitise } from '../../src/domain/render-markdown.js';
import { cleanBody } from '../../src/domain/text.js';
import { runs } from '../support/runs.js';
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
