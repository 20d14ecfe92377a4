import { afterEach, describe, expect, it, jest } from '@jest/globals';
import MarkdownIt from 'markdown-it';
import { parseAndSanitise, renderMarkdown } from '../../src/domain/render-markdown.js';
import { fc, runs } from '../support/properties.js';

describe('the short way for plain text', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const piece = fc.oneof(
    fc.constantFrom(
      'a',
      'Word',
      ' ',
      '  ',
      '\n',
      '\n\n',
      '.',
      ', ',
      ':',
      ': ',
      '/',
      '//',
      '"',
      "'",
      '(',
      ')',
      '-',
      '=',
      '---',
      '===',
      '+',
      '#',
      '1.',
      '1)',
      '2',
      '!',
      '?',
    ),
    fc.constantFrom(
      'http',
      'HTTPS:',
      'http://x',
      'mailto:',
      'mailto:a@b',
      'ftp://x',
      'httpſ://x',
      'www.a.example',
      'a@b.example',
      '://',
      's:',
      '|',
      '^',
      '$',
      '{',
      '}',
      ';',
      '%',
      '@',
    ),
    fc.constantFrom(
      'é',
      '漢',
      '😀',
      '\u00a0',
      '\u2028',
      '\u200d',
      '\u0301',
      '«',
      '¿',
      '“',
      '„',
      '\u3000',
      '\ufeff',
      '\ud800',
      '\u0085',
      '\t',
      '\r',
      '\0',
      '\v',
      '*',
      '_',
      '`',
      '[',
      '&',
      '<',
      '>',
      '~',
      '\\',
    ),
    fc.string({ unit: 'grapheme', maxLength: 3 }),
  );
  const text = fc.array(piece, { maxLength: 15 }).map((pieces) => pieces.join(''));

  it('gives the very bytes that the long way gives', () => {
    fc.assert(
      fc.property(text, (body) => expect(renderMarkdown(body)).toBe(parseAndSanitise(body))),
      { numRuns: runs(1_000) },
    );
  });

  it('serves ordinary prose without the parser', () => {
    const parse = jest.spyOn(MarkdownIt.prototype, 'render');
    const prose =
      'I have used this for two years (on a "small" blog) and it never failed.\nThanks, Ada: well done!\n\nOne question';
    expect(renderMarkdown(prose)).toBe(parseAndSanitise(prose));
    // Once for the comparison.
    expect(parse).toHaveBeenCalledTimes(1);
  });
});
