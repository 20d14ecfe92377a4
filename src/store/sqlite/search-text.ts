import { foldLetters, QUESTION_MAX, TERMS_MAX, UNSPACED } from '../../words/fold.js';

/*
 * Full text for SQLite's FTS5 with its tokenizer `unicode61`, which takes letters and digits for words and everything
 * else for what stands between them (https://www.sqlite.org/fts5.html). Scripts written without spaces would become one
 * word a sentence there, so each of their characters is made a word, and what is searched for a phrase of such words.
 */

/** Characters of scripts that do not put spaces between words, with the marks that belong to each. */
const UNSPACED_CHARACTER = new RegExp(`(?=[\\p{L}\\p{N}])${UNSPACED}\\p{M}*`, 'gu');
/** What `unicode61` drops, save marks, which it joins to or drops from the word before them, the same on both sides. */
const BETWEEN_WORDS = /[^\p{L}\p{N}\p{M}\p{Co}]+/gu;
const SEARCHABLE = /[\p{L}\p{N}\p{Co}]/u;

/** Signs that `unicode61` drops and people look for. */
const EMOJI = /\p{Extended_Pictographic}|\p{RI}/gu;
/** `C++`, `C#`. Longer runs are ornaments. */
const SIGNS_OF_A_NAME = /([\p{L}\p{N}])([+#]{1,4})(?![+#])/gu;

/** Begins a sign's word; `unicode61` keeps characters of private use. */
const SIGN_MARK = '\ue000';
/** Begins the words of the column `scope`, which must be no words of a text: removing a text would remove them, and beginnings of words find them. */
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

/** One FTS5 string: only letters, digits, marks and spaces are left, so nothing in it can mean anything to the parser. */
function phrase(text: string): string | null {
  const words = indexText(text).replace(BETWEEN_WORDS, ' ').trim();
  return SEARCHABLE.test(words) ? `"${words}"` : null;
}

/**
 * What a moderator typed, as an FTS5 expression for text from `indexText`: all words must occur, `"quoted words"` side by
 * side, and the last word may be the beginning of one, as it is perhaps still being typed. FTS5's own operators are not
 * available: no input is a syntax error.
 * @returns null if there is nothing to search for
 */
export function toFtsQuery(userInput: string): string | null {
  const pieces = userInput
    .slice(0, QUESTION_MAX)
    .toWellFormed()
    .split(/["“”„«»]/);
  const terms = pieces
    .flatMap((piece, index) => {
      const isQuoted = index % 2 === 1;
      return (isQuoted ? [piece] : piece.split(/\s+/)).map((text) => ({ isQuoted, phrase: phrase(text) }));
    })
    .filter((term) => term.phrase !== null)
    .slice(0, TERMS_MAX);
  const last = terms.at(-1);
  if (last === undefined) return null;
  return terms.map((term) => (term === last && !term.isQuoted ? `${term.phrase}*` : term.phrase)).join(' AND ');
}
