import { describe, expect, test } from '@jest/globals';
import { LINK_MARK, linkOf, plainLineOf, plainTextOf } from '../../../src/spam/local/plain-text.js';
import { anyText } from '../../support/any-text.js';
import { fc } from '../../support/properties.js';

describe('a plain text', () => {
  test('has no markup, and counts what it had', () => {
    const plain = plainTextOf('A <b>bold</b> word<br>and [b]BBCode[/b], v<i></i>ery bold');
    expect(plain.text).toBe('a bold word and bbcode, very bold');
    expect(plain).toMatchObject({ htmlTags: 2, bbCodes: 1, hiddenPieces: 0, lineBreaks: 0 });
  });

  test.each([
    ['raw HTML', 'see <a href="https://Shop.Example/a">this</a>', 'shop.example', '/a', true],
    ['BBCode', 'see [url=http://shop.example/a]this[/url]', 'shop.example', '/a', true],
    ['Markdown', 'see [this](http://www.shop.example/a)', 'shop.example', '/a', true],
    ['a bare address', 'see http://shop.example/a', 'shop.example', '/a', false],
    ['a bare host', 'see shop.com/a', 'shop.com', '/a', false],
    [
      'HTML spelled with entities',
      'see &lt;a href=&quot;http://shop.example/a&quot;&gt;this&lt;/a&gt;',
      'shop.example',
      '/a',
      true,
    ],
  ])('knows a link in %s', (_, body, host, path, hasText) => {
    const { links, text } = plainTextOf(body);
    expect(links).toEqual([{ host, path, hasText }]);
    expect(text).toContain(LINK_MARK);
  });

  test('takes no mail address for a link', () => {
    expect(plainTextOf('write to mira@shop.com, or not. And so on').links).toEqual([]);
  });

  test('has nothing that was styled not to be seen', () => {
    const plain = plainTextOf(
      'Buy this <span style="display: none">a lovely article about canoes</span> now <!-- or not -->',
    );
    expect(plain.text).toBe('buy this now');
    expect(plain.hiddenPieces).toBe(2);
  });

  test('has no invisible characters, but counts those that part a word', () => {
    const plain = plainTextOf('ca\u200Bsi\u00ADno and zero\u200B width');
    expect(plain.text).toBe('casino and zero width');
    expect(plain.invisible).toBe(2);
    expect(plainTextOf('می\u200Cخواهم').invisible).toBe(0);
  });

  test('spells look-alikes with Latin letters in mixed words, and leaves words of one script alone', () => {
    expect(plainTextOf('саsіnо ｂｏｎｕｓ')).toMatchObject({ text: 'casino bonus', mixedWords: 1 });
    expect(plainTextOf('Хорошая статья')).toMatchObject({ text: 'хорошая статья', mixedWords: 0 });
    expect(plainTextOf('Καλημέρα')).toMatchObject({ text: 'καλημέρα', mixedWords: 0 });
  });

  test('is made of any input, and has no invisible characters', () => {
    fc.assert(
      fc.property(anyText({ maxLength: 400 }), (body) => {
        const { text } = plainTextOf(body);
        expect(text).not.toMatch(/[\u200B-\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/);
        expect(text).not.toMatch(/ {2}/);
      }),
    );
  });
});

test('a name is made comparable in the same way', () => {
  expect(plainLineOf(' Сasino\u200B  ＢＯＮＵＳ ', 100)).toBe('casino bonus');
});

test('an address without a host is no link', () => {
  expect(linkOf('http://', false)).toBeNull();
  expect(linkOf('localhost/path', false)).toBeNull();
  expect(linkOf('HTTPS://www.Shop.example:8080/A?b', true)).toEqual({
    host: 'shop.example',
    path: '/A?b',
    hasText: true,
  });
});
