import { describe, expect, it, test } from '@jest/globals';
import { cleanBody, cleanLine, cleanName, codePointLength } from '../../src/domain/text.js';
import { fc, runs } from '../support/properties.js';
import { hostileText } from './hostile-text.js';

const isWellFormed = (text: string) => !/\p{Surrogate}/u.test(text);
const check = (property: fc.IProperty<[string]>) => fc.assert(property, { numRuns: runs(300) });

describe('cleanName', () => {
  test.each([
    ['Ada Lovelace', 'Ada Lovelace'],
    ['  Ada\t\u00a0\u3000\r\n  Lovelace ', 'Ada Lovelace'],
    ['Ame\u0301lie', 'Am\u00e9lie'],
    ['Ada\u202egro.live', 'Adagro.live'],
    ['\u2067Ada\u2069', 'Ada'],
    ['A\u200bd\u2060a\ufeff\u00ad', 'Ada'],
    ['Ad\u200da', 'Ada'],
    ['Ada\u200d', 'Ada'],
    ['Ada\0\x1b[31m', 'Ada[31m'],
    ['\u0301Ada', 'Ada'],
    ['Ada\ud800', 'Ada\ufffd'],
    ['Ada\ufe0f', 'Ada'],
    ['Ada\u{e0041}\u{e0042}', 'Ada'],
    ['Z\u0341\u0300\u0301\u0302\u0303\u0304\u0305\u0306', '\u0179\u0300\u0301\u0302'],
  ])('turns %j into %j', (raw, name) => {
    expect(cleanName(raw)).toBe(name);
  });

  test.each([
    ['a Persian name with a non-joiner', 'علی\u200cرضا'],
    ['Devanagari with a joiner after a virama', 'क्\u200dष'],
    ['Malayalam with a final joiner', 'അവന്\u200d'],
    ['Sinhala', 'ශ්\u200dරී'],
    ['a family', '👨\u200d👩\u200d👧\u200d👦'],
    ['an emoji with a skin tone and a profession', '👩🏽\u200d💻'],
    ['the rainbow flag', '🏳\ufe0f\u200d🌈'],
    ['a keycap', '1\ufe0f\u20e3'],
    ['the flag of Scotland', '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}'],
    ['a Japanese name with an ideographic variant', '葛\u{e0100}城'],
    ['Burmese with six marks on a letter', 'လျှော့်'],
    ['Tibetan with a full stack', 'ཧྐྵྨླྺྼྻྂ'],
    ['Hebrew with points', 'שָׁלוֹם'.normalize('NFC')],
  ])('keeps %s', (_, name) => {
    expect(cleanName(name)).toBe(name);
  });

  test.each([
    '',
    ' \t\n',
    '\u3164\u115f\uffa0',
    '\u2800',
    '\u200b\u200d\u2060',
    '\u0301\u0302',
    '\u202e',
    '\ufe0f',
    '\u{e0041}',
  ])('leaves nothing of %j', (raw) => {
    expect(cleanName(raw)).toBe('');
  });

  it('gives the same for its own result, whatever the input', () => {
    check(fc.property(hostileText, (raw) => expect(cleanName(cleanName(raw))).toBe(cleanName(raw))));
  });

  it('lets nothing through that hides, turns or towers', () => {
    check(
      fc.property(hostileText, (raw) => {
        const name = cleanName(raw);
        expect(isWellFormed(name)).toBe(true);
        expect(name).toBe(name.normalize('NFC'));
        expect(name).not.toMatch(
          /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Noncharacter_Code_Point}\u2060-\u206f\ufeff\u200b\u3164\u00ad]/u,
        );
        expect(name).not.toMatch(/^\s|\s$|\s\s|[^\S ]/u);
        expect(name).not.toMatch(/^[\p{M}\u200c\u200d]|[\p{M}\u200c\u200d]{9}|\p{Script=Inherited}{5}/u);
        expect(name).not.toMatch(/[a-z\s](?:\u200c|\u200d|\ufe0f)|(?:\u200c|\u200d){2}/u);
        expect(name.replace(/\u{1F3F4}[\u{E0030}-\u{E007A}]+\u{E007F}/gu, '')).not.toMatch(/[\u{E0000}-\u{E007F}]/u);
      }),
    );
  });
});

describe('cleanBody', () => {
  test.each([
    ['a\r\nb\rc\u2028d\u0085e', 'a\nb\nc\nd\ne'],
    ['  \n\n    indented code\n\n  ', '    indented code'],
    ['a\tb\0\x08\x1b\x7f\x9b', 'a\tb'],
    ['**x** [y](https://z.example) `q`', '**x** [y](https://z.example) `q`'],
    ['/* \u202e } \u2066if (isAdmin)\u2069 */', '/*  } if (isAdmin) */'],
    ['\u200fשלום\u200f می\u200cخواهم ไทย\u200bแลนด์', '\u200fשלום\u200f می\u200cخواهم ไทย\u200bแลนด์'],
    ['x\u{e0068}\u{e0069}', 'x'],
    ['half \ud83d', 'half \ufffd'],
    [`a${'\u0301'.repeat(50)}b`, `a${'\u0301'.repeat(4)}b`],
    ['\u200b\n\u2800 \u00ad', ''],
    ['', ''],
  ])('turns %j into %j', (raw, body) => {
    expect(cleanBody(raw)).toBe(body);
  });

  it('gives the same for its own result, whatever the input', () => {
    check(fc.property(hostileText, (raw) => expect(cleanBody(cleanBody(raw))).toBe(cleanBody(raw))));
  });

  it('lets no control character, no override, no tower and no half surrogate through', () => {
    check(
      fc.property(hostileText, (raw) => {
        const body = cleanBody(raw);
        expect(isWellFormed(body)).toBe(true);
        expect(body.replace(/[\t\n]/g, '')).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
        expect(body).not.toMatch(/[\p{M}\u200c\u200d]{9}|\p{Script=Inherited}{5}/u);
        expect(body).not.toMatch(/^\n|\s$/);
      }),
    );
  });
});

describe('cleanLine', () => {
  test.each([
    ['  A title\n in two\tlines\u2029 ', 80, 'A title in two lines'],
    ['Mozilla/5.0\0 (X11)\x1b', 80, 'Mozilla/5.0 (X11)'],
    ['😀😀😀', 2, '😀😀'],
    ['one two', 4, 'one'],
    ['evil\u202egpj.exe', 80, 'evilgpj.exe'],
    ['', 80, ''],
  ])('turns %j, cut at %d, into %j', (raw, max, line) => {
    expect(cleanLine(raw, max)).toBe(line);
  });

  it('is well-formed, on one line, within its length and stable, whatever the input', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 0, max: 20 }), (raw, max) => {
        const line = cleanLine(raw, max);
        expect(isWellFormed(line)).toBe(true);
        expect(codePointLength(line)).toBeLessThanOrEqual(max);
        expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]|^\s|\s$|\s\s/u);
        expect(cleanLine(line, max)).toBe(line);
      }),
      { numRuns: runs(300) },
    );
  });
});

describe('codePointLength', () => {
  it('counts what a person would call characters of Unicode', () => {
    check(fc.property(hostileText, (text) => expect(codePointLength(text)).toBe([...text].length)));
  });
});
