import { describe, expect, test } from '@jest/globals';
import { foreignText } from '../../../src/spam/akismet/foreign-text.js';
import { anyText } from '../../support/any-text.js';
import { fc } from '../../support/properties.js';

describe('A text from outside', () => {
  test('becomes one line without control or invisible characters', () => {
    expect(foreignText('  one\r\ntwo\u0000\u001b[31m\u202ethree\u2028four\u200b ', [])).toBe('one two [31m three four');
  });

  test('is cut at 200 characters, not in the middle of a pair of surrogates', () => {
    expect(foreignText('x'.repeat(500), [])).toBe(`${'x'.repeat(199)}…`);
    expect(foreignText(`${'x'.repeat(198)}${'😀'.repeat(9)}`, [])).toBe(`${'x'.repeat(198)}…`);
  });

  test('loses what it echoes of our secrets, the longest first, before it is cut', () => {
    expect(foreignText('key f00dbabe, mail ada@x.example', ['f00dbabe', 'ada@x.example', 'ada@'])).toBe(
      'key […], mail […]',
    );
    expect(foreignText(`${'x'.repeat(195)}f00dbabe1234`, ['f00dbabe1234'])).not.toContain('f00d');
    expect(foreignText('said: one two', ['one\ntwo'])).toBe('said: […]');
  });

  test('never shows a secret, a line break or more than 200 characters', () => {
    const secret = fc.stringMatching(/^[a-z0-9@.]{4,30}$/);
    fc.assert(
      fc.property(anyText(), secret, anyText(), (before, key, after) => {
        const shown = foreignText(before + key + after, [key]);
        expect(shown).not.toContain(key);
        expect(shown).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
        expect(shown.length).toBeLessThanOrEqual(200);
        expect(shown).not.toMatch(/\p{Cs}/u);
      }),
    );
  });
});
