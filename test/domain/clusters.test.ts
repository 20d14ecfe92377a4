import { describe, expect, it, test } from '@jest/globals';
import { capClusters, capClustersInHtml } from '../../src/domain/clusters.js';
import { fc, runs } from '../support/properties.js';
import { hostileText } from './hostile-text.js';

const joining = fc.constantFrom(...'क्षাকन가각각👩🏽❤a1ำ؀ﾞ', '\u200d', '\u200c', '\u0301', '\u1039', 'က', '<', ' ');
const text = fc.oneof(hostileText, fc.string({ unit: joining, maxLength: 60 }));

describe('one character, as people see it,', () => {
  test.each([
    ['consonants that viramas join', 'क्'],
    ['leading jamo', '\u1100'],
    ['vowel jamo', '\u1161'],
    ['trailing jamo', '\u11a8'],
    ['signs in front of digits', '\u0600'],
    ['tone marks', '\u0e49'],
    ['Thai vowels', '\u0e33'],
    ['joined emoji', '👩\u200d'],
    ['skin tones', '🏽'],
    ['voiced sound marks of half width', '\uff9e'],
  ])('has an end: %s', (_, piece) => {
    expect([...capClusters(`x ${piece.repeat(3_000)} y`)].length).toBeLessThanOrEqual(4 + 12);
  });

  test.each([
    'लार्त्स्न्याम् कार्त्स्न्यम् श्रीमद्भगवद्गीता',
    '각각'.normalize('NFD').repeat(20),
    '👨🏽\u200d👩🏽\u200d👧🏽\u200d👦🏽'.repeat(5),
    '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}🇩🇪'.repeat(5),
    'ที่นี่น้ำ ກຳ လျှော့်ཧྐྵྨླྺྼྻྂ שָׁלוֹם',
    'می\u200cخواهم '.repeat(9),
    '\u060012 \u06dd3',
  ])('stays whole: %j', (words) => {
    expect(capClusters(words)).toBe(words);
  });

  it('goes on across inline elements', () => {
    const marks = '\u0e49'.repeat(8);
    expect(capClustersInHtml(`<p>x<em>${marks}</em>${marks}</p>`)).toBe(`<p>x<em>${marks}</em></p>`);
  });

  it('is left alone by a second look, whatever the text', () => {
    fc.assert(
      fc.property(text, (raw) => expect(capClusters(capClusters(raw))).toBe(capClusters(raw))),
      { numRuns: runs(1_000) },
    );
  });
});
