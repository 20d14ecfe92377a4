import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { parseAndSanitise, renderMarkdown } from '../../src/domain/render-markdown.js';
import { calmTime, processorTime } from '../support/processor-time.js';
import { runs } from '../support/runs.js';
import { violations } from './html-grammar.js';

describe('the short way for plain text', () => {
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
      { numRuns: runs(3_000) },
    );
  });

  it('serves ordinary prose ten times as fast as the long way', () => {
    const prose =
      'I have used this for two years (on a "small" blog) and it never failed.\nThanks, Ada: well done!\n\nOne question';
    const time = (run: (body: string) => string) =>
      processorTime(() => {
        for (let i = 0; i < 2_000; i++) run(prose);
      });
    for (const run of [renderMarkdown, parseAndSanitise]) time(run);
    const short = Math.min(time(renderMarkdown), time(renderMarkdown), time(renderMarkdown));
    expect(short * 10).toBeLessThan(time(parseAndSanitise));
  });
});

describe('the worst that 10,000 characters can be', () => {
  const length = 10_000;
  const repeated = (
    '[|*a|`|> |>|- |- - - -\n|* |1. |1. 1. a\n|[a](http://b)|[a](b|[a](<b|![a](http://b)|![[]()|[ (](|*a **a |_a |a_ |*a_ |a**b c* |**_* |``\\|<|&amp;|&#x41;|&|<http://a>|' +
    'http://a |mailto:a@b |<a@b.c>|://|http://a:|\\|!|![|](|*|**|***a***|# a\n|a\n=\n|-\n|---\n|\n|a\n|x  \n|    |\t|> - |```\n|~~~\n|"|[a]: http://x\n|[[a]|https://a.b/((((|' +
    'https://xn--|http://a/*|<http:|<!--|</a>|<img src=x onerror=alert(1)>|javascript:alert(1) |*http://a* |[http://a](http://b)|[![a](http://b)](http://c)|\u00e9|😀|漢'
  ).split('|');
  const built = new Map([
    ['nested brackets', '['.repeat(5_000) + ']'.repeat(5_000)],
    ['nested emphasis', `${'*'.repeat(4_999)}a${'*'.repeat(4_999)}`],
    ['nested images', `${'!['.repeat(3_000)}a${'](http://a)'.repeat(300)}`],
    ['runs of backticks, each longer', Array.from({ length: 140 }, (_, n) => `e${'`'.repeat(n)}`).join('')],
    ['lists, each deeper', Array.from({ length: 98 }, (_, n) => `${'  '.repeat(n)}* a\n`).join('')],
    ['deep quotes on every line', `${'> '.repeat(19)}a\n`.repeat(256)],
    ['deep lists on every line', `${'- '.repeat(9)}a\n`.repeat(526)],
    ['a blank line of ten thousand spaces', `x${' '.repeat(9_990)}x  \nx`],
    ['a URL of ten thousand characters', `http://a/${'%'.repeat(9_900)}`],
    ['a host of ten thousand characters', `http://${'a.'.repeat(4_990)}`],
    ['a URL of ten thousand euros', `http://a/${'€'.repeat(9_900)}`],
    ['an unfinished title', `[a](http://b "${'a'.repeat(9_900)}`],
  ]);
  const cases = new Map([
    ...repeated.map((s) => [JSON.stringify(s), s.repeat(Math.ceil(length / s.length)).slice(0, length)] as const),
    ...built,
  ]);

  test.each([...cases])('takes less than 100 ms and does not swell: %s', async (_, body) => {
    let html = '';
    const render = () => processorTime(() => (html = renderMarkdown(body)));
    expect(await calmTime(100, render)).toBeLessThan(100);
    expect(html.length).toBeLessThan(200_000);
    expect(violations(html)).toEqual([]);
  });
});
