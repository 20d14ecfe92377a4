import { describe, expect, it, test } from '@jest/globals';
import { isSpeltLike, lookOf } from '../../src/domain/look-of-name.js';
import { cleanName } from '../../src/domain/text.js';
import { anyText } from '../support/any-text.js';
import { fc, runs } from '../support/properties.js';

/** What looks like a letter, as Unicode's confusables.txt has it: some of each kind. */
const LOOK_ALIKES: Readonly<Record<string, readonly string[]>> = {
  A: ['\u0391', '\u0410', '\u13AA', '\uA4EE', '\uFF21', '\u{1D400}', '\u{1D6A8}'],
  B: ['\u0392', '\u0412', '\uA7B4', '\u{1D401}'],
  C: ['\u0421', '\u03F9', '\u216D', '\u2CA4'],
  E: ['\u0395', '\u0415', '\u2D39', '\uFF25'],
  H: ['\u0397', '\u041D', '\u210B', '\u13BB'],
  I: ['l', '1', '|', '\u0399', '\u0406', '\u04C0', '\u01C0', '\u{1D7CF}'],
  K: ['\u039A', '\u041A', '\u212A'],
  M: ['\u039C', '\u041C', '\u216F'],
  O: ['0', '\u039F', '\u041E', '\u0555', '\u{104C2}'],
  T: ['\u03A4', '\u0422', '\u27D9'],
  X: ['\u03A7', '\u0425', '\u2573'],
  a: ['\u0251', '\u03B1', '\u0430', '\uFF41', '\u{1D41A}'],
  c: ['\u0441', '\u03F2', '\u217D', '\u1D04'],
  d: ['\u0501', '\u217E', '\u146F'],
  e: ['\u0435', '\u212E', '\u04BD'],
  g: ['\u0261', '\u0581', '\u018D'],
  i: ['\u0131', '\u0456', '\u0269', '\u03B9', '\u13A5'],
  l: ['I', '1', '\u0399', '\u0627', '\u05D5', '\u04CF', '\u217C'],
  m: ['rn', '\u217F', '\u{1D426}'],
  o: ['\u03BF', '\u043E', '\u0585', '\u05E1', '\u06F5', '\u0966', '\u101D'],
  p: ['\u03C1', '\u0440', '\u2374'],
  s: ['\u0455', '\uA731', '\u01BD'],
  u: ['\u03C5', '\u057D', '\u028B'],
  v: ['\u03BD', '\u0475', '\u2228'],
  x: ['\u0445', '\u00D7', '\u166D'],
  y: ['\u0443', '\u03B3', '\u04AF'],
  '\u0430': ['a', '\u0251'],
  '\u05E1': ['o', '0'],
  '\u53E3': ['\u2F1D'],
  '\u529B': ['\u30AB'],
};

const letter = fc.constantFrom(...Object.keys(LOOK_ALIKES));
/** A name and another one in which some letters are replaced by what looks like them. */
const disguised = fc.array(fc.tuple(letter, fc.option(fc.nat(9))), { minLength: 1, maxLength: 12 }).map((letters) => ({
  name: letters.map(([one]) => one).join(''),
  other: letters
    .map(([one, choice]) => {
      const choices = LOOK_ALIKES[one] ?? [];
      return choice === null ? one : choices[choice % choices.length];
    })
    .join(''),
}));

describe('the look of a name', () => {
  it('is that of every name that looks like it', () => {
    for (const [one, others] of Object.entries(LOOK_ALIKES)) {
      expect([one, ...others.filter((other) => lookOf(other) !== lookOf(one))]).toEqual([one]);
    }
    fc.assert(
      fc.property(disguised, ({ name, other }) => lookOf(other) === lookOf(name)),
      { numRuns: runs(500) },
    );
  });

  it('is its own look, of any text', () => {
    fc.assert(
      fc.property(fc.oneof(anyText({ maxLength: 20 }), anyText({ maxLength: 20 }).map(cleanName)), (text) => {
        expect(lookOf(lookOf(text))).toBe(lookOf(text));
      }),
      { numRuns: runs(1000) },
    );
  });

  it('is the same however the text is composed', () => {
    fc.assert(
      fc.property(
        anyText({ maxLength: 20 }),
        (text) => lookOf(text.normalize('NFC')) === lookOf(text.normalize('NFD')),
      ),
      { numRuns: runs(500) },
    );
  });

  it('tells names of Latin letters apart, but for those that Unicode takes for alike', () => {
    /** All that it says of these letters and digits. */
    const alike = (name: string) =>
      name
        .replace(/[I1]/g, 'l')
        .replace(/0/g, 'O')
        .replace(/m/g, 'rn')
        .replace(/[A-KN-Z]/g, (capital) => capital.toLowerCase());
    const names = fc.string({ unit: fc.constantFrom(...'aeiloumnrdLIMOBSZ1028'), minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(names, names, (one, other) => (lookOf(one) === lookOf(other)) === (alike(one) === alike(other))),
      { numRuns: runs(3000) },
    );
  });

  test.each([
    ['Ian', 'Lan'],
    ['Ilya', 'Liya'],
    ['Ali', 'All'],
    ['Jos\u00E9', 'Jose'],
    ['\u0141ukasz', 'Lukasz'],
    ['Anna', '\u0410\u043D\u043D\u0430'],
    ['\u0413\u043B\u0435\u0431', '\u0423\u043B\u0435\u0431'],
    ['\u0392\u03AF\u03BA\u03C4\u03C9\u03C1', 'Viktor'],
    ["O'Brien", 'O\u2019Brien'],
    ['Ada', 'Ada.'],
    ['Ada', 'A da'],
    ['\uAE40', '\uAE4C'],
    ['Vv', 'W'],
  ])('is not the same for %s and %s', (one, other) => {
    expect(lookOf(other)).not.toBe(lookOf(one));
  });

  test.each([
    ['Tom', 'Torn'],
    ['Otto', '0tt0'],
    ['Ada', '\u24B6\u24D3\u24D0'],
    ['\u30A2\u30C0', '\uFF71\uFF80\uFF9E'],
    ['J\u00E6ger', 'Jaeger'],
    ['Anna2', 'Anna\u00B2'],
    // The same name from a Persian and an Arabic keyboard, and from a Turkish and an English one: not spelt alike, and not to be told apart.
    ['\u0639\u0644\u06CC', '\u0639\u0644\u064A'],
    ['Y\u0131ld\u0131z', 'Yildiz'],
  ])('is the same for %s and %s', (one, other) => {
    expect(lookOf(other)).toBe(lookOf(one));
    expect(isSpeltLike(one, other)).toBe(false);
  });
});

describe('the spelling of a name', () => {
  test.each([
    ['Anna', 'ANNA'],
    ['Zo\u00EB', 'zoe\u0308'],
    ['\u039D\u03AF\u03BA\u03BF\u03C2', '\u039D\u038A\u039A\u039F\u03A3'],
    ['\u0639\u0644\u06CC\u200C\u0631\u0636\u0627', '\u0639\u0644\u06CC\u0631\u0636\u0627'],
    ['\u845B\u{E0100}\u57CE', '\u845B\u57CE'],
  ])('is the same in %s and %s', (one, other) => {
    expect(isSpeltLike(one, other)).toBe(true);
  });

  test.each([
    ['Ada', '\u0410da'],
    ['Jos\u00E9', 'Jose'],
    ['Ian', 'lan'],
    ['Ada', '\uFF21da'],
  ])('is another one in %s and %s', (one, other) => {
    expect(isSpeltLike(one, other)).toBe(false);
  });
});
