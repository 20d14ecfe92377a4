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

/** Marks that readers leave out when they type: accents, Hebrew and Arabic points; not those that make another kana. And what only stretches a word. */
const LEFT_OUT =
  /(?![\u3099\u309a])(?=\p{M})[\p{Script=Inherited}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Cyrillic}\p{Script=Syriac}]|\u0640/gu;
/** Letters that Unicode does not take apart, as they are typed on other keyboards. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ı: 'i',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  ς: 'σ',
};
const FOREIGN_LETTER = new RegExp(`[${Object.keys(PLAIN_LETTERS).join('')}]`, 'gu');
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
 * A text as it is given to the index: case, compatibility forms, accents and points folded (`ＡＢＣ` is found as `abc`, `Łódź` as `lodz`), characters of
 * unspaced scripts, emoji and the signs of `C++` set apart as words. Not for people to read.
 */
export function indexText(text: string): string {
  return folded(text)
    .replace(EMOJI, signAsWord)
    .replace(SIGNS_OF_A_NAME, (_, letter: string, signs: string) => letter + [...signs].map(signAsWord).join(''))
    .replace(UNSPACED_CHARACTER, ' $& ');
}

function folded(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(MARKS, ' ')
    .replace(LEFT_OUT, '')
    .replace(FOREIGN_LETTER, (letter) => PLAIN_LETTERS[letter] as string)
    .normalize('NFC');
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
