import { afterAll, beforeAll, describe, expect, it, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { indexText } from '../../../src/store/search-text.js';
import { toFtsQuery } from '../../../src/store/sqlite/fts-query.js';
import { anyText } from '../../support/any-text.js';
import { fc, runs } from '../../support/properties.js';

const texts: Record<string, string> = {
  english: 'The quick brown fox said: "don\'t panic", 42 times.',
  accents: 'Über den Café-Besuch in Zürich',
  japanese: '東京都の天気は晴れです。ｶﾀｶﾅもひらがなも。',
  chinese: '我喜欢用iPhone手机看博客',
  korean: '댓글을 남겨 주세요',
  thai: 'ความคิดเห็นของผู้อ่าน',
  russian: 'Привет, мир!',
  operators: 'foo AND bar NOT baz OR NEAR',
  url: 'https://spam.example/buy-pills?id=7',
  wide: 'ＡＢＣ ﬁne ①',
  greek: 'ΣΊΣΥΦΟΣ και σίσυφος',
  hebrew: 'שָׁלוֹם לְכֻלָּם',
  arabic: 'مُحَمَّدٌ أكتـــب',
  cyrillic: 'Ещё одна ёлка',
  letters: 'Łódź, Ørsted, Đorđe, Straße, Þór, œuvre, Æsop, Isparta ılık İzmir',
  emoji: 'well done 👍🏽 and ❤️ from 🇩🇪',
  names: 'I write C++ and C# at user+tag@mail.example',
};

let database: Database.Database;

beforeAll(() => {
  database = new Database(':memory:');
  database.exec(
    "create virtual table search using fts5 (body, content = '', tokenize = 'unicode61 remove_diacritics 2')",
  );
  const insert = database.prepare('insert into search (rowid, body) values (?, ?)');
  Object.values(texts).forEach((text, index) => {
    insert.run(index, indexText(text));
  });
});

afterAll(() => {
  database.close();
});

/** The names of the texts that a question finds. */
function search(userInput: string): string[] {
  const query = toFtsQuery(userInput);
  if (query === null) return [];
  const rows = database.prepare('select rowid from search where search match ? order by rowid').pluck().all(query);
  return rows.map((rowid) => String(Object.keys(texts)[Number(rowid)]));
}

describe('full-text search', () => {
  test.each([
    ['fox', ['english']],
    ['FOX quick', ['english']],
    ['fox missing', []],
    ['bro', ['english']],
    ['bro fox', []],
    ['fox bro', ['english']],
    ['"brown fox"', ['english']],
    ['"fox brown"', []],
    ['"brown fo"', []],
    ['"brown fox', ['english']],
    ['“brown fox” quick', ['english']],
    ["don't", ['english']],
    ['42', ['english']],
    ['uber', ['accents']],
    ['cafe-besuch', ['accents']],
    ['cafe\u0301', ['accents']],
    ['京都', ['japanese']],
    ['都京', []],
    ['天気 晴れ', ['japanese']],
    ['カタカナ', ['japanese']],
    ['手机', ['chinese']],
    ['iphone手机', ['chinese']],
    ['喜欢', ['chinese']],
    ['댓글', ['korean']],
    ['글을', ['korean']],
    ['คิดเห็น', ['thai']],
    ['мир', ['russian']],
    ['foo AND bar', ['operators']],
    ['foo NOT baz', ['operators']],
    ['NEAR(foo bar)', []],
    ['body:foo', []],
    ['spam.example', ['url']],
    ['https://spam.example/buy-pills', ['url']],
    ['abc', ['wide']],
    ['σισυφος', ['greek']],
    ['σίσυφοσ', ['greek']],
    ['Σίσυφος', ['greek']],
    ['שלום', ['hebrew']],
    ['שָׁלוֹם', ['hebrew']],
    ['לכולם', []],
    ['محمد', ['arabic']],
    ['اكتب', ['arabic']],
    ['مُحَمَّد', ['arabic']],
    ['еще', ['cyrillic']],
    ['ещё', ['cyrillic']],
    ['елка', ['cyrillic']],
    ['lodz', ['letters']],
    ['łódź', ['letters']],
    ['orsted', ['letters']],
    ['dorde', ['letters']],
    ['strasse', ['letters']],
    ['STRASSE', ['letters']],
    ['thor', ['letters']],
    ['oeuvre aesop', ['letters']],
    ['ilik izmir', ['letters']],
    ['👍', ['emoji']],
    ['👍🏽', ['emoji']],
    ['❤', ['emoji']],
    ['❤️', ['emoji']],
    ['🇩🇪', ['emoji']],
    ['🇪🇩', []],
    ['👎', []],
    ['C++', ['names']],
    ['c#', ['names']],
    ['user+tag@mail.example', ['names']],
    ['ガ', []],
    ['fine', ['wide']],
  ])('for %j finds %j', (userInput, found) => {
    expect(search(userInput)).toEqual(found);
  });

  test.each(['', '   ', '"', '""', '"" ""', '*', '^', '-', '!!! ???', '…', '\0', '\ud800', '\u0301'])(
    'has nothing to search for in %j',
    (userInput) => {
      expect(toFtsQuery(userInput)).toBeNull();
    },
  );

  it('finds every run of characters in a text of an unspaced script', () => {
    const text = '東京都の天気は晴れです';
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.integer({ min: 1, max: text.length }), (start, length) => {
        expect(search(text.slice(start, start + length))).toContain('japanese');
      }),
    );
  });

  it('is never a syntax error, whatever is typed', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '"',
        '""',
        "'",
        '*',
        '^',
        '(',
        ')',
        '{',
        '}',
        ':',
        '+',
        '-',
        ',',
        '.',
        ';',
        '\\',
        '/',
        '%',
        '_',
        '|',
        '&',
        '<',
        '>',
        '#',
        '@',
        '~',
        '`',
      ),
      fc.constantFrom(
        ' AND ',
        ' OR ',
        ' NOT ',
        'NEAR(',
        'NEAR/2',
        'body:',
        '{body}:',
        '- body :',
        'rowid',
        'rank',
        '^"',
        '"*',
        '* ',
        ' ',
        '\n',
        '\0',
        '\t',
      ),
      fc.constantFrom(
        'a',
        'foo',
        '京',
        '都',
        'ไทย',
        'ก\u0e34',
        '\u0301',
        'é',
        '😀',
        '\ud800',
        '\udfff',
        '\u200d',
        '\ufeff',
        '“',
        '”',
        '１',
        '①',
        'ß',
        '\ue000',
        '\u{f0000}',
      ),
      anyText({ maxLength: 4 }),
    );
    const statement = database.prepare('select count(*) from search where search match ?');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const query = toFtsQuery(pieces.join(''));
        if (query !== null) statement.get(query);
        if (query !== null) statement.get(`body : (${query})`);
      }),
      { numRuns: runs(500) },
    );
  });

  test.each([
    ['many words', 'a '.repeat(100_000)],
    ['many quotation marks', '"a'.repeat(100_000)],
    ['a long word', 'a'.repeat(100_000)],
    ['marks', '\u0301\u0323'.repeat(100_000)],
    ['a long run of Han', '漢'.repeat(100_000)],
    ['what grows when it is folded', '\ufdfa'.repeat(100_000)],
  ])('asks SQLite for a bounded amount of work: %s', (_, userInput) => {
    const query = toFtsQuery(userInput) ?? '';
    expect(query.length).toBeLessThan(10_000);
    expect(() => search(userInput)).not.toThrow();
  });
});
