import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { AfterwordError } from '../../src/domain/errors.js';
import {
  articleKeyOf,
  cleanBody,
  cleanLine,
  cleanName,
  codePointLength,
  normaliseArticleKey,
  normaliseUrl,
} from '../../src/domain/text.js';

/** Text that goes for the weak spots: marks, joiners, selectors, tags, half surrogates, blanks, and what they cling to. */
const nastyCharacter = fc.oneof(
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
const nastyText = fc.oneof(
  fc.string({ unit: nastyCharacter, maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(fc.tuple(nastyCharacter, fc.integer({ min: 1, max: 12 })))
    .map((runs) => runs.map(([c, n]) => c.repeat(n)).join('')),
);
const isWellFormed = (text: string) => !/\p{Surrogate}/u.test(text);
const check = (property: fc.IProperty<[string]>) => fc.assert(property, { numRuns: 3_000 });

/** The least of three runs, in milliseconds of this process's own work: a busy machine lengthens the clock's. */
function fastest(run: () => unknown): number {
  return Math.min(
    ...[1, 2, 3].map(() => {
      const before = process.cpuUsage();
      run();
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1_000;
    }),
  );
}

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
    check(fc.property(nastyText, (raw) => expect(cleanName(cleanName(raw))).toBe(cleanName(raw))));
  });

  it('lets nothing through that hides, turns or towers', () => {
    check(
      fc.property(nastyText, (raw) => {
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
    check(fc.property(nastyText, (raw) => expect(cleanBody(cleanBody(raw))).toBe(cleanBody(raw))));
  });

  it('lets no control character, no override, no tower and no half surrogate through', () => {
    check(
      fc.property(nastyText, (raw) => {
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
      fc.property(nastyText, fc.integer({ min: 0, max: 20 }), (raw, max) => {
        const line = cleanLine(raw, max);
        expect(isWellFormed(line)).toBe(true);
        expect(codePointLength(line)).toBeLessThanOrEqual(max);
        expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]|^\s|\s$|\s\s/u);
        expect(cleanLine(line, max)).toBe(line);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('hostile text of a megabyte', () => {
  const million = 1_000_000;
  const inputs = new Map([
    ['combining marks', '\u0301'.repeat(million)],
    ['combining marks that NFC has to sort', '\u0301\u0323'.repeat(million / 2)],
    ['a letter and its marks', `e${'\u0323\u0301'.repeat(million / 2)}`],
    ['spaces', ' '.repeat(million)],
    ['spaces between letters', `a${' '.repeat(million)}a`],
    ['blank lines', '\n \t'.repeat(million / 3)],
    ['zero-width spaces', '\u200b'.repeat(million)],
    ['overrides', '\u202e'.repeat(million)],
    ['half surrogates', '\ud800'.repeat(million)],
    ['black flags', '\u{1F3F4}'.repeat(million / 2)],
    ['line breaks of another system', '\r'.repeat(million / 4)],
    ['joiners', '\u200d'.repeat(million)],
    ['emoji and joiners', '👩\u200d'.repeat(million / 3)],
    ['black flags and tags', '\u{1F3F4}\u{E0067}\u{E0062}'.repeat(million / 6)],
    ['marks beyond the basic plane', '\u{1D165}'.repeat(million / 4)],
    ['percent signs', '%41%'.repeat(million / 4)],
  ]);

  // A quadratic step would take minutes. The bound leaves room for a slow and busy machine.
  test.each([...inputs])('takes linear time: %s', (_, input) => {
    expect(fastest(() => cleanName(input))).toBeLessThan(150);
    expect(fastest(() => cleanBody(input))).toBeLessThan(150);
    expect(fastest(() => cleanLine(input, 200))).toBeLessThan(150);
    expect(fastest(() => normaliseUrl(`https://blog.example/${input}`))).toBeLessThan(150);
    expect(fastest(() => normaliseArticleKey(input))).toBeLessThan(150);
  });
});

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
          fc.webUrl(),
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
    ['https://blog.example/100%', '/100%'],
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
  test.each(['', 'a\nb', 'a\0', '\ud800', 'a\u202eb', 'x'.repeat(513), `/${'x'.repeat(512)}`, `/${'漢'.repeat(60)}`])(
    'refuses %j',
    (key) => {
      expect(normaliseArticleKey(key)).toBeNull();
    },
  );

  test.each(['post-42', 'Größe 100%', 'a%c3', '漢'.repeat(512)])('keeps a key of the blog’s own: %j', (key) => {
    expect(normaliseArticleKey(key)).toBe(key);
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

describe('codePointLength', () => {
  it('counts what a person would call characters of Unicode', () => {
    check(fc.property(nastyText, (text) => expect(codePointLength(text)).toBe([...text].length)));
  });
});
