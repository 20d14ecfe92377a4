import { anyText } from '../support/any-text.js';
import { fc } from '../support/properties.js';

/** Text that goes for the weak spots: marks, joiners, selectors, tags, half surrogates, blanks, and what they cling to. */
const hostileCharacter = fc.oneof(
  fc.constantFrom(...'aé漢한นနकبက🏴👩🏽❤1#* \t\n\r\u00a0\u3000\u2800\u0085\u2028\0\x07\x7f\x9b\v\f'),
  fc.constantFrom(
    '\u200b',
    '\u200c',
    '\u200d',
    '\u200e',
    '\u200f',
    '\u061c',
    '\u202a',
    '\u202e',
    '\u2066',
    '\u2069',
    '\ufeff',
  ),
  fc.constantFrom(
    '\ufe0f',
    '\ufe00',
    '\u{e0100}',
    '\u180b',
    '\u20e3',
    '\u{e0067}',
    '\u{e007f}',
    '\u3164',
    '\u115f',
    '\u00ad',
  ),
  fc.constantFrom(
    '\u0301',
    '\u0323',
    '\u0344',
    '\u0338',
    '\u094d',
    '\u093c',
    '\u0f73',
    '\u0651',
    '\u0951',
    '\u302a',
    '\u{1d165}',
  ),
  fc.constantFrom(
    '\ud83d',
    '\udc69',
    '\ufffe',
    '\u{1fffe}',
    '\ufff9',
    '\u2000',
    '\u212b',
    '\u0958',
    '\u{1d15e}',
    '<',
    '&',
    '"',
  ),
);
export const hostileText = fc.oneof(
  fc.string({ unit: hostileCharacter, maxLength: 60 }),
  anyText({ maxLength: 60 }),
  fc
    .array(fc.tuple(hostileCharacter, fc.integer({ min: 1, max: 12 })))
    .map((runs) => runs.map(([c, n]) => c.repeat(n)).join('')),
);
