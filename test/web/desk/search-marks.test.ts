import { beforeAll, expect, test } from '@jest/globals';
import { fc, runs } from '../../support/properties.js';
import { importWeb } from '../../support/web-module.js';

interface Marks {
  matcherOf(query: string): RegExp | null;
  piecesOf(text: string, matcher: RegExp | null): { text: string; isFound: boolean }[];
  spellingsIn(comments: readonly object[], query: string, known?: readonly string[]): readonly string[];
}

let marks: Marks;
beforeAll(async () => {
  marks = await importWeb('desk/search-marks.ts');
});

/** A text with what is found in brackets. */
function shown(text: string, query: string): string {
  const pieces = marks.piecesOf(text, marks.matcherOf(query));
  return pieces.map((piece) => (piece.isFound ? `[${piece.text}]` : piece.text)).join('');
}

test.each([
  ['Räksmörgås och råk', 'rak', '[Räk]smörgås och [råk]'],
  ['The CASINO and a casinogirl', 'casino', 'The [CASINO] and a [casino]girl'],
  ['Łódź, Straße, œuvre', 'lodz strasse oeuvre', '[Łódź], [Straße], [œuvre]'],
  ['Ἀθῆναι и Ёлка', 'αθηναι елка', '[Ἀθῆναι] и [Ёлка]'],
  ['שָׁלוֹם وكِتَاب', 'שלום', '[שָׁלוֹם] وكِتَاب'],
  ['on the ice, lake', '"ice lake"', 'on the [ice, lake]'],
  ['price of ice', 'ice', 'price of [ice]'],
  ['北京市', '京', '北[京]市'],
  // Other vowels of a script are other letters, to the search too.
  ['की का', 'का', 'की [का]'],
  ['ㄅㄆㄇ', 'ㄆ', 'ㄅ[ㄆ]ㄇ'],
  ['cafe\u0301s', 'café', '[cafe\u0301]s'],
  ['<b>x</b>', '<b>', '<[b]>x</[b]>'],
  ['(.*)', '.*', '(.*)'],
  ['nothing', '', 'nothing'],
  // As the search has it, only the last word may go on.
  ['icy ice lakes', 'ic lake', 'icy ice [lake]s'],
  ['icy ice lakes', '"ice lake"', 'icy ice lakes'],
  ['icy ice lakes', 'lakes "ic"', 'icy ice [lakes]'],
  ['👩 hello 🎉', '🎉', '👩 hello [🎉]'],
])('of %j a search for %j marks %j', (text, query, expected) => {
  expect(shown(text, query)).toBe(expected);
});

test('the other spellings of what was searched for are named, three at most, and those that are known first', () => {
  const comment = (body: string, name = 'Ada') => ({ author: { name }, body });
  const found = [comment('råk, rak, Råk', 'Rakel'), comment('RÅK and råKa')];
  expect(marks.spellingsIn(found, 'rak')).toEqual(['Rak', 'råk', 'Råk']);
  expect(marks.spellingsIn(found, 'rak', ['RÅK'])).toEqual(['RÅK', 'Rak', 'råk']);
  expect(marks.spellingsIn([comment('rak')], 'rak')).toEqual([]);
  expect(marks.spellingsIn(found, '')).toEqual([]);
});

test('whatever is searched for, the text stays as it was written', () => {
  const anything = fc.string({ unit: 'binary', maxLength: 60 });
  fc.assert(
    fc.property(anything, anything, (text, query) => {
      const pieces = marks.piecesOf(text, marks.matcherOf(query));
      expect(pieces.map((piece) => piece.text).join('')).toBe(text);
    }),
    { numRuns: runs(300) },
  );
});
