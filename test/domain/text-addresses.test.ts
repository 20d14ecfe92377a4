import { describe, expect, it, test } from '@jest/globals';
import { AfterwordError } from '../../src/domain/errors.js';
import { articleKeyOf, normaliseArticleKey, normaliseUrl } from '../../src/domain/text.js';
import { anyWebUrl } from '../support/any-text.js';
import { fc, runs } from '../support/properties.js';

const check = (property: fc.IProperty<[string]>) => fc.assert(property, { numRuns: runs(300) });

describe('normaliseUrl', () => {
  test.each([
    ['https://ada.example', 'https://ada.example/'],
    [' HTTP://Ada.Example:80/a b?q=ü#x ', 'http://ada.example/a%20b?q=%C3%BC#x'],
    ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
    ['https:ada.example', 'https://ada.example/'],
    ['https:\\\\ada.example\\x', 'https://ada.example/x'],
    ['ht\ntps://ada.example/', 'https://ada.example/'],
    ['https://[2001:db8::1]/', 'https://[2001:db8::1]/'],
  ])('serialises %j as %j', (raw, url) => {
    expect(normaliseUrl(raw)).toBe(url);
  });

  it('knows a domain beyond ASCII also when it has read many others, and V8 has compiled it', () => {
    for (let n = 0; n < 200_000; n++) normaliseUrl(`https://ada.example/${n % 7}`);
    expect(normaliseUrl('https://bücher.example/')).toBe('https://xn--bcher-kva.example/');
  });

  test.each([
    '',
    'ada.example',
    '//ada.example/',
    '/path',
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' \x01javascript:alert(1)',
    'java\nscript:alert(1)',
    'java\tscript\r:alert(1)',
    'javascript://ada.example/%0aalert(1)',
    '&#106;avascript:alert(1)',
    'javascript\\x3aalert(1)',
    'vbscript:msgbox(1)',
    'data:text/html,<script>alert(1)</script>',
    'view-source:https://ada.example/',
    'blob:https://ada.example/x',
    'filesystem:http://ada.example/x',
    'ftp://ada.example/',
    'file:///etc/passwd',
    'mailto:ada@example.org',
    'https://',
    'https://ada@evil.example/',
    'https://ada:secret@evil.example/',
    'https://ada.example:99999/',
    'https://ada .example/',
    'https://"/',
    'https://ada.example*/',
    `https://ada.example/${'x'.repeat(500)}`,
    `https://ada.example/${'é'.repeat(100)}`,
  ])('refuses %j', (raw) => {
    expect(normaliseUrl(raw)).toBeNull();
  });

  it('takes a URL of exactly 500 characters', () => {
    const url = `https://ada.example/${'x'.repeat(480)}`;
    expect(normaliseUrl(url)).toBe(url);
    expect(normaliseUrl(`${url}x`)).toBeNull();
  });

  it('gives null or a plain http(s) URL that it leaves alone', () => {
    const pieces = fc.constantFrom(
      'http',
      's',
      ':',
      '/',
      '\\',
      '@',
      'javascript:',
      'a.b',
      '?',
      '#',
      '%',
      '\t',
      '\n',
      '"',
      '<',
      "'",
      'ü',
      '\u202e',
      '.',
      '[::1]',
      '1',
    );
    check(
      fc.property(
        fc.oneof(
          anyWebUrl(),
          fc.array(pieces).map((p) => p.join('')),
          fc.array(pieces).map((p) => `https://${p.join('')}`),
        ),
        (raw) => {
          const url = normaliseUrl(raw);
          if (url === null) return;
          expect(url).toMatch(/^https?:\/\/[\w.:[\]-]+\/[\x21-\x7e]*$/);
          expect(normaliseUrl(url)).toBe(url);
        },
      ),
    );
  });
});

describe('articleKeyOf', () => {
  test.each([
    ['https://blog.example/2020/07/tiktok?utm=1#c', '/2020/07/tiktok'],
    ['https://blog.example', '/'],
    ['https://blog.example/Post/', '/Post/'],
    ['https://blog.example/a/../b', '/b'],
    ['https://blog.example/caf%C3%A9', '/caf%C3%A9'],
    ['https://blog.example/café', '/caf%C3%A9'],
    ['https://blog.example/caf%c3%a9', '/caf%C3%A9'],
    ['https://blog.example/a b', '/a%20b'],
    ['https://blog.example/a%2fb%3Fc', '/a%2Fb%3Fc'],
    ['https://blog.example/100%', '/100%25'],
    ['https://blog.example/%7Eada/%2d%5F', '/~ada/-_'],
    ['https://blog.example/cafe%CC%81', '/caf%C3%A9'],
    ['https://blog.example/cafe\u0301', '/caf%C3%A9'],
    ['https://blog.example/%ff%c3%a9', '/%FF%C3%A9'],
  ])('of %j is %j', (url, key) => {
    expect(articleKeyOf(new URL(url))).toBe(key);
  });

  it('says which field is wrong when the path is too long', () => {
    expect(articleKeyOf(new URL(`https://blog.example/${'x'.repeat(511)}`))).toBe(`/${'x'.repeat(511)}`);
    const tooLong = () => articleKeyOf(new URL(`https://blog.example/${'x'.repeat(512)}`));
    expect(tooLong).toThrow(AfterwordError);
    expect(tooLong).toThrow(
      expect.objectContaining({
        code: 'invalid',
        facts: { fields: [expect.objectContaining({ pointer: '/article/url' })] },
      }),
    );
  });
});

describe('normaliseArticleKey', () => {
  test.each(['', 'a\nb', 'a\0', '\ud800', 'a\u202eb', 'x'.repeat(513), `/${'x'.repeat(512)}`, `/${'漢'.repeat(512)}`])(
    'refuses %j',
    (key) => {
      expect(normaliseArticleKey(key)).toBeNull();
    },
  );

  test.each(['post-42', 'Größe 100%', 'a%c3', '漢'.repeat(512)])('keeps a key of the blog’s own: %j', (key) => {
    expect(normaliseArticleKey(key)).toBe(key);
  });

  test.each([
    ['/a/./b/../c', '/a/c'],
    ['/a/%2E%2e/b/.', '/b/'],
    ['/..', '/'],
    ['/a/?x=/../y', '/a/?x=/../y'],
    ['cafe\u0301', 'caf\u00e9'],
    ['/%4%31', '/%2541'],
  ])('spells %j as %j', (raw, key) => {
    expect(normaliseArticleKey(raw)).toBe(key);
    expect(normaliseArticleKey(key)).toBe(key);
  });

  it('counts characters as people do, in every alphabet', () => {
    const path = `/2026/11/28/${'ж'.repeat(500)}`;
    expect(normaliseArticleKey(path)).toBe(encodeURI(path));
    expect(normaliseArticleKey(encodeURI(path))).toBe(encodeURI(path));
    expect(normaliseArticleKey(`${path}ж`)).toBeNull();
    expect(normaliseArticleKey(encodeURI(`${path}ж`))).toBeNull();
  });

  it('finds the same key for an address and for its path, decoded or not, and leaves its own result alone', () => {
    const pieces = fc.constantFrom(
      '/',
      'a',
      'é',
      '漢',
      '😀',
      ' ',
      '%20',
      '%C3%A9',
      '%e2%82%ac',
      '"',
      '<',
      '{',
      "'",
      '|',
      '~',
      '%7e',
      '%31',
      'e',
      '\u0301',
      '%CC%81',
      '%CC%B8',
      '%FF',
      '\u202e',
      '%',
      '%4',
    );
    check(
      fc.property(
        fc.array(pieces).map((p) => p.join('')),
        (path) => {
          const key = normaliseArticleKey(`/x${path}`);
          if (key === null) return;
          expect(key).toMatch(/^\/[\x21-\x7e]*$/);
          expect(normaliseArticleKey(key)).toBe(key);
          expect(articleKeyOf(new URL(`https://blog.example/x${path}!`))).toBe(`${key}!`);
          if (!path.includes('%')) expect(normaliseArticleKey(decodeURI(key))).toBe(key);
        },
      ),
    );
  });
});
