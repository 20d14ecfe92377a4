/** Longer questions are cut: a moderator types no more, and the work of a question grows with its words. */
export const QUESTION_MAX = 400;
/** Words of a question, or quoted phrases, that are looked for. */
export const TERMS_MAX = 32;

/** A pattern of one character of scripts that do not put spaces between words. */
export const UNSPACED = `[${['Han', 'Hiragana', 'Katakana', 'Bopomofo', 'Hangul', 'Thai', 'Lao', 'Khmer', 'Myanmar']
  .map((script) => `\\p{Script_Extensions=${script}}`)
  .join('')}]`;

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
const ASCII = /^[\0-\x7f]*$/;
const FOREIGN_LETTER = new RegExp(`[${Object.keys(PLAIN_LETTERS).join('')}]`, 'gu');

/**
 * A text as it is compared with what somebody looks for: case, compatibility forms, accents and points folded (`ＡＢＣ` is
 * found as `abc`, `Łódź` as `lodz`). The search finds by it, and the desk marks by it what was found. Not for people to read.
 */
export function foldLetters(text: string): string {
  // Of ASCII there is nothing else to fold, and it is what most is written in.
  if (ASCII.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(LEFT_OUT, '')
    .replace(FOREIGN_LETTER, (letter) => PLAIN_LETTERS[letter] as string)
    .normalize('NFC');
}
