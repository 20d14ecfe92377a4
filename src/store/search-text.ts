import { foldLetters, QUESTION_MAX, TERMS_MAX, UNSPACED } from '../words/fold.js';

/*
 * Texts as words that can be searched for, the same on every engine. Letters and digits are words, everything else stands between them: that is what
 * the tokenizer `unicode61` of SQLite's FTS5 does (https://www.sqlite.org/fts5.html). Scripts written without spaces would become one word a
 * sentence, so each of their characters is made a word, and what is searched for a phrase of such words.
 */

/** Characters of scripts that do not put spaces between words, with the marks that belong to each. */
const UNSPACED_CHARACTER = new RegExp(`(?=[\\p{L}\\p{N}])${UNSPACED}\\p{M}*`, 'gu');
/** What stands between words. Marks belong to the word before them. */
const BETWEEN_WORDS = /[^\p{L}\p{N}\p{M}\p{Co}]+/gu;
const SEARCHABLE = /[\p{L}\p{N}\p{Co}]/u;

/** Signs that are no words and that people look for. */
const EMOJI = /\p{Extended_Pictographic}|\p{RI}/gu;
/** `C++`, `C#`. Longer runs are ornaments. */
const SIGNS_OF_A_NAME = /([\p{L}\p{N}])([+#]{1,4})(?![+#])/gu;

/** Begins a sign's word: characters of private use are letters here. */
const SIGN_MARK = '\ue000';
/** Begins words that say where a comment belongs, which must be no words of a text: removing a text would remove them, and beginnings of words find them. */
export const SCOPE_MARK = '\ue001';
const MARKS = /[\ue000\ue001]/gu;

/**
 * A text as it is given to the index: folded (`foldLetters`), characters of unspaced scripts, emoji and the signs of `C++` set apart as words. Not for people to read.
 */
export function indexText(text: string): string {
  return foldLetters(text.replace(MARKS, ' '))
    .replace(EMOJI, signAsWord)
    .replace(SIGNS_OF_A_NAME, (_, letter: string, signs: string) => letter + [...signs].map(signAsWord).join(''))
    .replace(UNSPACED_CHARACTER, ' $& ');
}

/** A sign as a word of its own. */
function signAsWord(sign: string): string {
  return ` ${SIGN_MARK}${sign.codePointAt(0)?.toString(16)}${SIGN_MARK} `;
}

/** The words of a text that `indexText` has prepared. */
export function wordsOf(indexed: string): string[] {
  const words = indexed.replace(BETWEEN_WORDS, ' ').trim();
  return SEARCHABLE.test(words) ? words.split(' ') : [];
}

/** Words that must stand side by side. */
export interface Term {
  readonly words: readonly string[];
  /** The last of them may be the beginning of one, as it is perhaps still being typed. */
  readonly isOpen: boolean;
}

/**
 * What a moderator typed: all terms must occur; `"quoted words"` are one, and the last word may be the beginning of one. There are no operators, so
 * that no input is a syntax error.
 * @returns nothing if there is nothing to search for
 */
export function termsOf(userInput: string): Term[] {
  const pieces = userInput
    .slice(0, QUESTION_MAX)
    .toWellFormed()
    .split(/["“”„«»]/);
  const terms = pieces
    .flatMap((piece, index) => {
      const isQuoted = index % 2 === 1;
      return (isQuoted ? [piece] : piece.split(/\s+/)).map((text) => ({ isQuoted, words: wordsOf(indexText(text)) }));
    })
    .filter(({ words }) => words.length > 0)
    .slice(0, TERMS_MAX);
  return terms.map(({ isQuoted, words }, index) => ({ words, isOpen: index === terms.length - 1 && !isQuoted }));
}
