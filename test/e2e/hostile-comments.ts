import { capClusters } from '../../src/domain/clusters.js';
import { fc } from '../support/properties.js';

/** Texts that go for the layout, each as long as a comment may be. */
export const HOSTILE_TEXTS: readonly string[] = [
  'क्'.repeat(2500),
  '\u1100'.repeat(3000),
  `${'\u0600'.repeat(3000)}1`,
  `x${'&#x0e49;'.repeat(1200)}`,
  'x\u0301\u0323\u0338\u0489'.repeat(2000),
  `${'> '.repeat(10)}a quotation`,
  `${'> - '.repeat(20)}a quotation in lists`,
  `${'> 1. '.repeat(20)}${'x'.repeat(200)}`,
  Array.from({ length: 12 }, (_, depth) => `${'  '.repeat(depth)}- level ${depth} of lists`).join('\n'),
  Array.from({ length: 12 }, (_, depth) => `${'   '.repeat(depth)}1. level ${depth} of numbers`).join('\n'),
  '123456789. one\n123456790. two\n\n   three',
  `999. one\n${'1. x\n'.repeat(1900)}`,
  `|a|b|\n|-|-|\n|${'x'.repeat(3000)}|https://a.example/${'y'.repeat(2000)}|\n|${'क्'.repeat(500)}|${'\u0600'.repeat(500)}1|`,
  `> - ${'|a'.repeat(40)}\n>   ${'|:-:'.repeat(40)}\n>   ${'|שלום'.repeat(40)}\n\n${'a|b\n-|-:\n\n'.repeat(30)}`,
  `${'|a'.repeat(1250)}\n${'|-'.repeat(1250)}\n${'|\n'.repeat(2490)}`,
  `| ${'a table | '.repeat(100)}\n|${'---|'.repeat(100)}\n| ${'cell | '.repeat(100)}`,
  `\`\`\`\n${'x'.repeat(3000)}\n\`\`\`\n\n\`${'y'.repeat(3000)}\` https://a.example/${'z'.repeat(2000)}`,
  `\`\`\`\n${'\t'.repeat(500)}x${' '.repeat(500)}y\n\`\`\`\n\n    ${'\u202f'.repeat(300)}z`,
  '\ufdfd'.repeat(3000),
  '👩\u200d'.repeat(3000),
  `${'\u00a0'.repeat(3000)}x${'\u2060x'.repeat(3000)}`,
  `[${'w'.repeat(3000)}](https://a.example/${'v'.repeat(1500)})`,
  `# ${'H'.repeat(4000)}\n\n***\n\n**${'b'.repeat(3000)}**`,
  'W'.repeat(9999),
  '。「'.repeat(4000),
  'שלום'.repeat(2000),
  `${'a\n'.repeat(4900)}`,
  '𒐫𒈙⸻꧅'.repeat(1500),
];

const PIECES = [
  ...['क्', '\u1100', '\u1161', '\u0600', '\u0e49', '\u0301', '\u200d', '👩', '🏽', '\ufdfd', '𒐫', '\u00a0', '\u2060'],
  ...[
    '\u00ad',
    '\u200b',
    '\u202e',
    '\t',
    '\n',
    '\n\n',
    '\n> ',
    '\n- ',
    '\n  - ',
    '\n1. ',
    '\n999. ',
    '\n   ',
    '\n    ',
    '\n```\n',
  ],
  ...[
    '`',
    '*',
    '**',
    '_',
    '[',
    '](https://a.example/',
    ')',
    ' https://a.example/',
    '|',
    '|---|',
    '\n\n|a|b|c|\n|-|:-:|-:|\n|',
    '\n|',
    '~~',
    '# ',
    '***\n',
    '&#x301;',
    '&nbsp;',
  ],
  ...['x', 'W', 'word ', '漢', 'ש', 'ما', '…', '-', '/', '.', '%20', '<', '&'],
];

/** A text of up to 10,000 characters of what the texts above are made of: each piece again and again, one behind the other. */
export const hostileComment = fc
  .array(
    fc.tuple(
      fc.constantFrom(...PIECES),
      fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 100, max: 1500 })),
    ),
    {
      minLength: 1,
      maxLength: 40,
    },
  )
  .map((pieces) =>
    pieces
      .map(([piece, times]) => piece.repeat(times))
      .join('')
      .slice(0, 10_000),
  );

/** As much of a text as a name, a title or a link may have; whole characters only. */
export function beginningOf(text: string, most: number): string {
  return [...capClusters(text.replace(/\s+/g, ' '))].slice(0, most).join('').trim();
}
