import { describe, expect, it, test } from '@jest/globals';
import { renderMarkdown } from '../../src/domain/render-markdown.js';
import { isVisibleHtml } from '../../src/domain/text.js';
import { violations } from './html-grammar.js';

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
    ['```js onload=x\n1 < 2\n```', '<pre><code class="language-js">1 &lt; 2\n</code></pre>'],
    ['~~~ C++\nx\n~~~', '<pre><code class="language-c++">x\n</code></pre>'],
    ['```"><script>\nx\n```', '<pre><code>x\n</code></pre>'],
    [`\`\`\`${'x'.repeat(21)}\nx\n\`\`\``, '<pre><code>x\n</code></pre>'],
    ['    indented', '<pre><code>indented\n</code></pre>'],
    ['a\n\n***\n\nb', '<p>a</p>\n<hr />\n<p>b</p>'],
    ['"Q&A" \'x\' < y', '<p>"Q&amp;A" \'x\' &lt; y</p>'],
    ['&lt;b&gt; &copy; &#x41;', '<p>&lt;b&gt; © A</p>'],
    ['<b>x</b><!-- y -->', '<p>&lt;b&gt;x&lt;/b&gt;&lt;!-- y --&gt;</p>'],
    ['~~a *b*~~ ~c~', '<p><s>a <em>b</em></s> ~c~</p>'],
    [
      '| a | b |\n|---|--:|\n| *x* | `1\\|2` |\n| y',
      '<table>\n<thead>\n<tr>\n<th>a</th>\n<th data-align="right">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td><em>x</em></td>\n' +
        '<td data-align="right"><code>1|2</code></td>\n</tr>\n<tr>\n<td>y</td>\n<td></td>\n</tr>\n</tbody>\n</table>',
    ],
    ['a | b\nno table', '<p>a | b<br />\nno table</p>'],
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

  test.each([
    '[x](https://bank.example@evil.example/)',
    '<https://bank.example@evil.example/>',
    'https://bank.example:pw@evil.example/',
    'see https://bank.example&#64;evil.example/, please',
    'https://bank.example\\@evil.example/',
  ])('links no part of a URL with credentials, which names another host than it seems to: %j', (body) => {
    expect(renderMarkdown(body)).not.toContain('<a ');
  });

  test.each([
    ['https://xn--pple-43d.com/x', 'https://xn--pple-43d.com/x', 'https://xn--pple-43d.com/x'],
    ['https://аpple.com', 'https://xn--pple-43d.com', 'https://xn--pple-43d.com'],
    ['https://аррӏе.com/', 'https://xn--80ak6aa92e.com/', 'https://xn--80ak6aa92e.com/'],
    [
      'https://bank.example⁄login.evil.example/',
      'https://bank.xn--examplelogin-xk0g.evil.example/',
      'https://bank.xn--examplelogin-xk0g.evil.example/',
    ],
    ['https://пример.рф/', 'https://xn--e1afmkfd.xn--p1ai/', 'https://пример.рф/'],
    ['https://例え.テスト/', 'https://xn--r8jz45g.xn--zckzah/', 'https://例え.テスト/'],
  ])('shows the host of %j in letters that cannot be taken for others', (body, href, text) => {
    expect(renderMarkdown(body)).toBe(`<p>${link(href, text)}</p>`);
  });

  test.each([
    ['[https://bank.example/](https://evil.example/x)', 'https://bank.example/ (evil.example)'],
    ['[bank.example](https://evil.example)', 'bank.example (evil.example)'],
    ['[see `www.bank.example`!](https://evil.example)', 'see <code>www.bank.example</code>! (evil.example)'],
    ['[https://bank&#x2024;example⁄x](https://evil.example)', 'https://bank․example⁄x (evil.example)'],
    ['[https://bank.example@evil.example](https://evil.example)', 'https://bank.example@evil.example (evil.example)'],
    ['[https://аpple.com](https://аpple.com)', 'https://аpple.com (xn--pple-43d.com)'],
    ['[bank@bank.example](mailto:eve@evil.example)', 'bank@bank.example (eve@evil.example)'],
    ['![https://bank.example](https://evil.example)', 'https://bank.example (evil.example)'],
    ['[www.bank.example/login](https://bank.example:8080/x)', 'www.bank.example/login'],
    ['[my bank. Really](https://evil.example)', 'my bank. Really'],
  ])('says where a link leads whose words look like another address: %j', (body, text) => {
    expect(renderMarkdown(body)).toMatch(/^<p><a [^>]+>.*<\/a><\/p>$/);
    expect(renderMarkdown(body).replace(/<\/?[ap]\b[^>]*>/g, '')).toBe(text);
  });

  test.each(['[](https://evil.example)', '[&#x200B;](https://evil.example)'])(
    'makes no link that nobody could see: %j',
    (body) => {
      expect(renderMarkdown(`x ${body} y`)).not.toContain('evil');
    },
  );

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

  it('nests quotes and lists five deep, and shows what was nested deeper there', () => {
    const quotes = renderMarkdown(`${'> '.repeat(9)}deep`);
    expect(quotes.match(/<blockquote>/g)).toHaveLength(5);
    expect(quotes).toContain('<p>deep</p>');
    const levels = Array.from({ length: 9 }, (_, depth) => `${'  '.repeat(depth)}- level ${depth}`);
    const lists = renderMarkdown(levels.join('\n'));
    expect(lists.match(/<ul>/g)).toHaveLength(5);
    expect(lists).toContain('<li>level 4\n<p>level 5</p>\n<p>level 6</p>');
    expect(violations(lists)).toEqual([]);
  });

  it('shows the words of twelve lists inside of each other', () => {
    for (const [marker, indent] of [
      ['-', 2],
      ['1.', 3],
    ] as const) {
      const levels = Array.from({ length: 12 }, (_, depth) => `${' '.repeat(depth * indent)}${marker} level ${depth}`);
      for (let depth = 0; depth < 12; depth++) expect(renderMarkdown(levels.join('\n'))).toContain(`level ${depth}`);
    }
  });

  it('makes paragraphs of a list whose numbers have no room at its side', () => {
    expect(renderMarkdown('123456. one\n123457. *two*\n\n   three')).toBe(
      '<p>123456. one</p>\n<p>123457. <em>two</em></p>\n<p>three</p>',
    );
    expect(renderMarkdown('2026. A year.')).toBe('<p>2026. A year.</p>');
    expect(renderMarkdown('999) a')).toContain('<ol start="999">');
  });

  it('fills up the short rows of tables only so far, and shows what comes then as it was typed', () => {
    const columns = 150;
    const html = renderMarkdown(`${'|a'.repeat(columns)}\n${'|-'.repeat(columns)}\n${'|x\n'.repeat(100)}`);
    expect(html.match(/<td><\/td>/g)).toHaveLength(2 * (columns - 1));
    expect(html.match(/x/g)).toHaveLength(100);
    expect(violations(html)).toEqual([]);
  });

  it('makes five hundred rows at most, and shows the words of all', () => {
    const html = renderMarkdown(`a|\n-|\n${'x\n'.repeat(600)}`);
    expect(html.match(/<tr>/g)).toHaveLength(501);
    expect(html.match(/x/g)).toHaveLength(600);
    expect(violations(html)).toEqual([]);
  });

  it('has nothing to see in a table of empty cells', () => {
    expect(isVisibleHtml(renderMarkdown('|   | |\n|---|---|\n| | |'))).toBe(false);
    expect(isVisibleHtml(renderMarkdown('|   | |\n|---|---|\n| |x|'))).toBe(true);
  });

  it('makes twenty tables at most, and shows the words of all', () => {
    const html = renderMarkdown('a|b\n-|-\n\n'.repeat(30));
    expect(html.match(/<table>/g)).toHaveLength(20);
    expect(html.match(/a\|b/g)).toHaveLength(10);
    expect(violations(html)).toEqual([]);
  });

  it('keeps what is emphasised too deeply as text', () => {
    const html = renderMarkdown(`${'*'.repeat(201)}a${'*'.repeat(201)}`);
    expect(html).toContain('a');
    expect(violations(html)).toEqual([]);
  });
});
