import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { parseAndSanitise, renderMarkdown, sanitise } from '../../src/domain/render-markdown.js';
import { cleanBody } from '../../src/domain/text.js';
import { htmlPayloads, markdownPayloads } from './render-markdown-payloads.js';

const PLAIN_TAGS =
  /^<\/?(?:p|em|strong|code|pre|blockquote|ul|ol|li)>$|^<\/a>$|^<(?:br|hr) \/>$|^<ol start="\d{1,9}">$/;
const LINK = /^<a href="((?:https?:\/\/|mailto:)[^\s"<>`]+)" rel="nofollow ugc noopener">$/;

/**
 * Holds HTML against a grammar much narrower than any browser's: nothing but exactly these tags in exactly this spelling,
 * well nested, and text without angle brackets or bare ampersands. What passes means the same to every parser.
 * @returns what is not so
 */
function violations(html: string, { linksInLinks = false } = {}): string[] {
  const found: string[] = [];
  const open: string[] = [];
  for (const token of html.split(/(<[^<>]*>)/)) {
    if (!token.startsWith('<')) {
      if (/[<>]|&(?!(?:amp|lt|gt);)/.test(token)) found.push(`unescaped: ${token}`);
      continue;
    }
    const href = LINK.exec(token)?.[1];
    if (href === undefined ? !PLAIN_TAGS.test(token) : !isHonestLink(href)) found.push(`not allowed: ${token}`);
    const name = String(/\w+/.exec(token)?.[0]);
    if (name === 'a' && href !== undefined && open.includes('a') && !linksInLinks)
      found.push(`link in a link: ${token}`);
    if (token.startsWith('</')) {
      if (open.pop() !== name) found.push(`not open: ${token}`);
    } else if (!token.endsWith('/>')) open.push(name);
  }
  return [...found, ...open.map((name) => `not closed: ${name}`)];
}

function isHonestLink(escaped: string): boolean {
  const href = escaped
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
  const url = new URL(href);
  return ['http:', 'https:', 'mailto:'].includes(url.protocol) && url.username + url.password === '';
}

const expectSafe = (html: string) => expect(violations(html)).toEqual([]);

/** Milliseconds of this process's own work, which a busy machine does not lengthen as it does the clock's. */
function processorTime(run: () => unknown): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

const link = (href: string, text: string) => `<a href="${href}" rel="nofollow ugc noopener">${text}</a>`;

describe('renderMarkdown', () => {
  test.each([
    ['', ''],
    ['Hello', '<p>Hello</p>'],
    ['one\ntwo\n\n\nthree', '<p>one<br />\ntwo</p>\n<p>three</p>'],
    ['*a* **b** `<c>`', '<p><em>a</em> <strong>b</strong> <code>&lt;c&gt;</code></p>'],
    [
      '> q\n\n- a\n- b\n\n3. c',
      '<blockquote>\n<p>q</p>\n</blockquote>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<ol start="3">\n<li>c</li>\n</ol>',
    ],
    ['```js onload=x\n1 < 2\n```', '<pre><code>1 &lt; 2\n</code></pre>'],
    ['    indented', '<pre><code>indented\n</code></pre>'],
    ['a\n\n***\n\nb', '<p>a</p>\n<hr />\n<p>b</p>'],
    ['"Q&A" \'x\' < y', '<p>"Q&amp;A" \'x\' &lt; y</p>'],
    ['&lt;b&gt; &copy; &#x41;', '<p>&lt;b&gt; © A</p>'],
    ['<b>x</b><!-- y -->', '<p>&lt;b&gt;x&lt;/b&gt;&lt;!-- y --&gt;</p>'],
  ])('renders %j as %j', (body, html) => {
    expect(renderMarkdown(body)).toBe(html);
  });

  it('makes headings bold paragraphs, so that the outline of the page stays its own', () => {
    expect(renderMarkdown('# One *two*\n\nThree\n---\n\n###### Six')).toBe(
      '<p><strong>One <em>two</em></strong></p>\n<p><strong>Three</strong></p>\n<p><strong>Six</strong></p>',
    );
  });

  test.each([
    [
      'https://a.example/x?y=1&z=2.',
      `<p>${link('https://a.example/x?y=1&amp;z=2', 'https://a.example/x?y=1&amp;z=2')}.</p>`,
    ],
    ['see HTTP://A.example', `<p>see ${link('HTTP://A.example', 'HTTP://A.example')}</p>`],
    ['https://bücher.example', `<p>${link('https://xn--bcher-kva.example', 'https://bücher.example')}</p>`],
    ['[a *b*](https://c.example "title")', `<p>${link('https://c.example', 'a <em>b</em>')}</p>`],
    [
      '<https://c.example> <ada@example.org>',
      `<p>${link('https://c.example', 'https://c.example')} ${link('mailto:ada@example.org', 'ada@example.org')}</p>`,
    ],
    [
      'README.md www.a.example ada@example.org //a.example',
      '<p>README.md www.a.example ada@example.org //a.example</p>',
    ],
  ])('links %j as %j', (body, html) => {
    expect(renderMarkdown(body)).toBe(html);
  });

  test.each([
    '[x](/admin)',
    '[x](//evil.example)',
    '[x](#top)',
    '[x](ftp://a.example)',
    '[x](tel:1)',
    '[x](mailto:?bcc=a)',
    '[x](a.example)',
  ])('leaves %j as it was typed', (body) => {
    expect(renderMarkdown(body)).toBe(`<p>${body}</p>`);
  });

  it('does not link a URL with credentials, which names another host than it seems to', () => {
    expect(renderMarkdown('[x](https://bank.example@evil.example/)')).not.toContain('href="https://bank.example@');
    expect(renderMarkdown('<https://bank.example@evil.example/>')).not.toContain('href="https://bank.example@');
    expect(renderMarkdown('https://bank.example:pw@evil.example/')).not.toContain('evil.example/"');
  });

  test.each([
    ['![a *cat*](https://img.example/cat.png "t")', `<p>${link('https://img.example/cat.png', 'a cat')}</p>`],
    [
      '![](https://img.example/cat.png)',
      `<p>${link('https://img.example/cat.png', 'https://img.example/cat.png')}</p>`,
    ],
    ['[![badge](https://img.example/b.png)](https://a.example)', `<p>${link('https://a.example', 'badge')}</p>`],
    ['![a [b](https://b.example) c](https://img.example/)', `<p>${link('https://img.example/', 'a b c')}</p>`],
    ['![x](data:image/png;base64,AAAA)', '<p>![x](data:image/png;base64,AAAA)</p>'],
  ])('never loads an image: %j', (body, html) => {
    expect(renderMarkdown(body)).toBe(html);
  });

  it('does not let a reference definition multiply a long URL', () => {
    const html = renderMarkdown(`[a]: https://a.example/${'x'.repeat(5_000)}\n\n${'[a]'.repeat(1_500)}`);
    expect(html.length).toBeLessThan(30_000);
    expect(html).toContain('<p>[a][a]');
  });

  it('keeps what is emphasised too deeply as text', () => {
    const html = renderMarkdown(`${'*'.repeat(201)}a${'*'.repeat(201)}`);
    expect(html).toContain('a');
    expectSafe(html);
  });
});

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
      { numRuns: 1_500 },
    );
  });

  it('change nothing any more in what has passed them', () => {
    fc.assert(
      fc.property(hostile, (body) => {
        const html = renderMarkdown(cleanBody(body));
        expect(sanitise(html)).toBe(html);
      }),
      { numRuns: 1_000 },
    );
  });
});

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
      { numRuns: 8_000 },
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

  test.each([...cases])('takes less than 100 ms and does not swell: %s', (_, body) => {
    let html = '';
    const times = [1, 2, 3, 4, 5].map(() => processorTime(() => (html = renderMarkdown(body))));
    // The quickest, as the first ones wait for the compiler.
    expect(Math.min(...times)).toBeLessThan(100);
    expect(html.length).toBeLessThan(200_000);
    expectSafe(html);
  });
});
