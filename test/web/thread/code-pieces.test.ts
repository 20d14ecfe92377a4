import { describe, expect, it, test } from '@jest/globals';
import { ended } from '../../support/ended.js';
import { fc, runs } from '../../support/properties.js';
import { importWeb } from '../../support/web-module.js';

type Piece = readonly [kind: string | null, text: string];
const { codePieces } = await importWeb<{
  codePieces(code: string, language: string): readonly Piece[] | null;
}>('thread/code-pieces.ts');

const LANGUAGES = 'js html bash yaml json css python sql go rust php java diff'.split(' ');

/** The pieces that have a colour, as `kind text`. */
function coloured(code: string, language: string): string[] {
  return (codePieces(code, language) ?? []).filter(([kind]) => kind !== null).map(([kind, text]) => `${kind} ${text}`);
}

describe('code in a comment', () => {
  test.each([
    [
      'ts',
      'const x: string = `a\nb`; // why\nreturn 0x1F',
      ['keyword const', 'string `a\nb`', 'comment // why', 'keyword return', 'number 0x1F'],
    ],
    ['js', '/* open', ['comment /* open']],
    ['js', "'it\\'s' + \"open\nif", ["string 'it\\'s'", 'string "open', 'keyword if']],
    ['json', '{"a" : 1, "b": null}', ['string "a"', 'number 1', 'name "b"', 'number null']],
    [
      'html',
      '<a href="x">it\'s</a> <!-- c -->&amp;',
      ['keyword <a', 'name href', 'string "x"', 'keyword </a', 'comment <!-- c -->', 'number &amp;'],
    ],
    ['css', 'a { color: #fff /* c */ }', ['name color', 'number #fff', 'comment /* c */']],
    [
      'sh',
      'sox ice.wav -n spectrogram # wide\n  FOO=1 don\'t | grep "$x"',
      ['keyword sox', 'comment # wide', 'keyword FOO=1', 'keyword grep', 'string "$x"'],
    ],
    ['bash', 'a \\\n b $HOME ${x', ['keyword a', 'number $HOME', 'number ${x']],
    ['py', 'def f(self):\n  """doc\n"""', ['keyword def', 'number self', 'string """doc\n"""']],
    ['sql', "SELECT 'it''s' -- all", ['keyword SELECT', "string 'it''s'", 'comment -- all']],
    ['go', "var r = 'x'", ['keyword var', "string 'x'"]],
    ['rust', "fn f<'a>(x: &'a str) {}", ['keyword fn']],
    ['php', '$x = true; # c', ['number $x', 'number true', 'comment # c']],
    ['java', 'int x = 1;', ['keyword int', 'number 1']],
    ['yml', "a-b: don't # c\nc: 'x'", ['name a-b', 'comment # c', 'name c', "string 'x'"]],
    ['diff', '@@ 1\n+new\n-old\n same\n', ['comment @@ 1\n', 'plus +new\n', 'minus -old\n']],
  ])('is told apart in %s: %j', (language, code, pieces) => {
    expect(coloured(code, language)).toEqual(pieces);
  });

  test.each(['', 'klingon', 'constructor', '__proto__'])(
    'stays plain where its language is not known: %j',
    (language) => {
      expect(codePieces('const x = 1', language)).toBeNull();
    },
  );

  const hostile = fc.array(
    fc.oneof(
      fc.constantFrom(...'"\'`\\/*#<>!-$@&=:;{}()[]\n \t01aé漢😀'),
      fc.constantFrom(
        '/*',
        '*/',
        '//',
        '<!--',
        '-->',
        '"""',
        "'''",
        '--',
        '$',
        '\\"',
        'return',
        'null',
        '</a',
        '\ud800',
      ),
      fc.string({ maxLength: 5 }),
    ),
    { maxLength: 40 },
  );

  it.each(LANGUAGES)('is all there, whatever it is, in %s', (language) => {
    fc.assert(
      fc.property(hostile, (parts) => {
        const code = parts.join('');
        expect((codePieces(code, language) ?? []).map(([, text]) => text).join('')).toBe(code);
      }),
      { numRuns: runs(300) },
    );
  });

  // Work that grew with the square of a text would take minutes.
  it.each(LANGUAGES)('comes to an end in %s for whatever has no end', (language) => {
    for (const opener of [
      '"',
      "'",
      '`',
      '\\',
      '/*',
      '#',
      '<!--',
      '<a ',
      '--',
      '"""',
      '$',
      'a',
      ' ',
      ' a',
      '&a',
      ': ',
    ]) {
      const code = opener.repeat(200_000 / opener.length);
      expect(
        ended(() => codePieces(code, language))
          ?.map(([, text]) => text)
          .join('').length,
      ).toBe(code.length);
    }
  });
});
