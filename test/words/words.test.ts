import { readdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { words as english } from '../../src/words/en.js';
import { LANGUAGES, wordsFor } from '../../src/words/languages.js';
import { fill, type Plurals, plural, WORDS_OF_WRITING } from '../../src/words/words.js';

const others = Object.entries(LANGUAGES).filter(([name]) => name !== 'en');
const CHUNKS = fileURLToPath(new URL('../../src/web/embed/', import.meta.url));

/** The sentences of a word: one, or one a plural category. */
function sentences(word: string | Plurals | undefined): string[] {
  return word === undefined ? [] : typeof word === 'string' ? [word] : Object.values(word);
}

function placeholders(sentence: string): string[] {
  return [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => String(name)).sort();
}

describe('the words for readers', () => {
  it('lack nothing in any language', () => {
    const missing = others.map(([name, words]) => [name, Object.keys(english).filter((key) => !(key in words))]);
    expect(Object.fromEntries(missing)).toEqual({ ar: [], de: [], es: [], fr: [], ja: [] });
  });

  it.each(others)('know no word that English does not know, in %s', (_, words) => {
    expect(Object.keys(words).filter((key) => !(key in english))).toEqual([]);
  });

  it.each(others)('have the same gaps to fill as the English ones, in %s', (_, words) => {
    for (const [key, word] of Object.entries(words)) {
      const wanted = new Set(sentences(english[key as keyof typeof english]).flatMap(placeholders));
      // A form for one or two may say the number as a word.
      for (const sentence of sentences(word)) {
        const found = placeholders(sentence);
        expect([key, found.filter((name) => !wanted.has(name))]).toEqual([key, []]);
        if (typeof word === 'string') expect([key, found]).toEqual([key, [...wanted]]);
      }
    }
  });

  it.each(Object.entries(LANGUAGES))('have a form for every number, in %s', (name, words) => {
    const categories = new Intl.PluralRules(name).resolvedOptions().pluralCategories;
    for (const word of Object.values(words)) {
      if (typeof word === 'string') continue;
      expect(Object.keys(word).every((category) => (categories as string[]).includes(category))).toBe(true);
      expect(word.other).toMatch(/\{n\}/);
    }
  });

  it('come in two files a language for browsers, for readers and for those who write, that together are complete', async () => {
    const files = readdirSync(CHUNKS).filter((file) => /^[a-z]{2}-\w{8}\.js$/.test(file));
    const wanted = Object.keys(english).filter((key) => !key.startsWith('page'));
    const writing = wanted.filter((key) => WORDS_OF_WRITING.includes(key));
    const reading = wanted.filter((key) => !writing.includes(key));
    expect(writing).toHaveLength(WORDS_OF_WRITING.length);
    const found: Record<string, string[][]> = {};
    for (const file of files) {
      const { words } = (await import(pathToFileURL(CHUNKS + file).href)) as { words: object };
      const keys = Object.keys(words).sort();
      found[file.slice(0, 2)] = [...(found[file.slice(0, 2)] ?? []), keys].sort((a, b) => a.length - b.length);
    }
    const parts = [reading.sort(), writing.sort()].sort((a, b) => a.length - b.length);
    expect(found).toEqual(Object.fromEntries(Object.keys(LANGUAGES).map((name) => [name, parts])));
  });
});

describe('wordsFor', () => {
  it.each([
    ['de', 'de', 'Antworten'],
    ['de-at', 'de-AT', 'Antworten'],
    ['AR', 'ar', 'رد'],
    ['tlh', 'en', 'Reply'],
    ['', 'en', 'Reply'],
    ['constructor', 'en', 'Reply'],
    ['de-!', 'de', 'Antworten'],
  ])('takes %j for %s', (wanted, language, answer) => {
    const spoken = wordsFor(wanted);
    expect([spoken.language, spoken.words.answer]).toEqual([language, answer]);
  });
});

describe('a sentence', () => {
  it('is filled with values, which are not looked through for gaps again', () => {
    expect(fill('{a} and {b}, {a}', { a: '{b}', b: 'x' }).join('')).toBe('{b} and x, {b}');
    expect(fill('nothing in it', {})).toEqual(['nothing in it']);
    expect(fill('{unknown}!', {})).toEqual(['!']);
  });

  it.each([
    ['en', 0, '0 comments'],
    ['en', 1, '1 comment'],
    ['fr', 0, '0 commentaire'],
    ['ja', 1234, 'コメント 1,234 件'],
    ['ar', 2, 'تعليقان'],
    ['ar', 11, '11 تعليقًا'],
  ])('agrees with its number, in %s with %d', (language, count, sentence) => {
    expect(plural(wordsFor(language).words.comments, count, language)).toBe(sentence);
  });
});
