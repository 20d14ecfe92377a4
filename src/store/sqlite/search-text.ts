/*
 * Full text for SQLite's FTS5 with its tokenizer `unicode61`, which takes letters and digits for words and everything
 * else for what stands between them (https://www.sqlite.org/fts5.html). Scripts written without spaces would become one
 * word a sentence there, so each of their characters is made a word, and what is searched for a phrase of such words.
 */

/** Characters of scripts that do not put spaces between words, with the marks that belong to each. */
const UNSPACED_CHARACTER = new RegExp(
  `(?=[\\p{L}\\p{N}])[${['Han', 'Hiragana', 'Katakana', 'Bopomofo', 'Hangul', 'Thai', 'Lao', 'Khmer', 'Myanmar']
    .map((script) => `\\p{Script_Extensions=${script}}`)
    .join('')}]\\p{M}*`,
  'gu',
);
/** What `unicode61` drops, save marks, which it joins to or drops from the word before them, the same on both sides. */
const BETWEEN_WORDS = /[^\p{L}\p{N}\p{M}\p{Co}]+/gu;
const SEARCHABLE = /[\p{L}\p{N}\p{Co}]/u;

/** Longer questions are cut: a moderator types no more, and the work of a question grows with its words. */
const QUERY_MAX = 400;
const TERMS_MAX = 32;

/**
 * A text as it is given to the index: compatibility forms folded (NFKC: `ＡＢＣ` is found as `abc`, half-width kana as
 * full-width), characters of unspaced scripts set apart. Not for people to read.
 */
export function indexText(text: string): string {
  return text.normalize('NFKC').replace(UNSPACED_CHARACTER, ' $& ');
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
    .slice(0, QUERY_MAX)
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
