/** As many characters as a comment may have. */
const LENGTH = 10_000;
const repeated = (
  '[|*a|`|> |>|- |- - - -\n|* |1. |1. 1. a\n|[a](http://b)|[a](b|[a](<b|![a](http://b)|![[]()|[ (](|*a **a |_a |a_ |*a_ |a**b c* |**_* |``\\|<|&amp;|&#x41;|&|<http://a>|' +
  'http://a |mailto:a@b |<a@b.c>|://|http://a:|\\|!|![|](|*|**|***a***|# a\n|a\n=\n|-\n|---\n|\n|a\n|x  \n|    |\t|> - |```\n|~~~\n|"|[a]: http://x\n|[[a]|https://a.b/((((|' +
  'https://xn--|http://a/*|<http:|<!--|</a>|<img src=x onerror=alert(1)>|javascript:alert(1) |*http://a* |[http://a](http://b)|[![a](http://b)](http://c)|~~|~~a |a~~ |~~a~~|*~~a |\u00e9|😀|漢'
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
  ['a table of many columns', `${'|a'.repeat(2_490)}\n${'|-'.repeat(2_490)}`],
  ['a table of many columns and short rows', `${'|a'.repeat(1_250)}\n${'|-'.repeat(1_250)}\n${'|\n'.repeat(2_499)}`],
  ['a table of one column and long rows', `a|\n-|\n${'|'.repeat(9_990)}`],
  ['a table of few columns and short rows', `|a|b|c|\n|-|-|-|\n${'a\n'.repeat(4_990)}`],
  [
    'a table of empty cells to the right',
    `${'|'.repeat(1_001)}\n${'|-:'.repeat(1_000)}|\n${`${'|'.repeat(1_001)}\n`.repeat(5)}`,
  ],
  ['a table of one column', `a|\n-|\n${'a\n'.repeat(4_990)}`],
  ['tables', 'a|\n-|\n\n'.repeat(1_428)],
  ['tables without a blank line', '|a|b|\n|-|-|\n'.repeat(768)],
  ['tables in quotes', '> a|b\n> -|-\n> c\n\n'.repeat(526)],
  ['a table of bars that are no cells', `|a|\n|-|\n${'\\|'.repeat(4_990)}`],
  ['what might be the first line of a table', `${'a|b\n'.repeat(2_500)}`],
  ['what might be the second line of a table', `${'|-|-|\n'.repeat(1_666)}`],
  ['an unfinished title', `[a](http://b "${'a'.repeat(9_900)}`],
]);
/** The Markdown that asks for the most work, by the piece that it repeats or by its name. */
export const worstMarkdown: ReadonlyMap<string, string> = new Map([
  ...repeated.map((s) => [JSON.stringify(s), s.repeat(Math.ceil(LENGTH / s.length)).slice(0, LENGTH)] as const),
  ...built,
]);
