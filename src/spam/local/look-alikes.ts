/*
 * Letters of other scripts that look like a Latin one (a small part of Unicode's confusables.txt, UTS #39): what spammers
 * write `саsіnо` with. Only lower case is needed, as texts are compared in lower case. The shipped model was trained with
 * these; names are compared by far more of that file (`domain/look-of-name.ts`).
 */

const PAIRS: readonly (readonly [string, string])[] = [
  // Cyrillic
  ['аԁеһіјӏорԛсѕԝхуүвнгкмтпзьъ', 'adehijlopqcswxyybhrkmtn3bb'],
  // Greek
  ['αβεηικνορτυχωγζμ', 'abenikvoptuxwyzu'],
  // Armenian
  ['աոսհօզ', 'wnuhoq'],
  // Latin letters that are not ASCII
  ['ɑɡȷʏƅɩʋᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡᴢ', 'agjybivabcdefghijklmnoprstuvwz'],
];

const LATIN_FOR = new Map(
  PAIRS.flatMap(([others, latin]) => [...others].map((letter, index) => [letter, latin[index] as string] as const)),
);

const ODD_LATIN =
  /[\u0185\u0237\u0251\u0261\u0262\u0269\u026A\u0274\u0280\u028B-\u028F\u0299\u029C\u029F\u1D00-\u1D25\uA730\uA731]/gu;
const OTHER_SCRIPT = /[\u0370-\u058F]/;
const LATIN = /[a-z]/;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;

/** A text whose words each keep to one script, and how many did not before. */
export interface Folded {
  readonly text: string;
  /** Words in which Latin letters stood beside Cyrillic, Greek or Armenian ones. */
  readonly mixedWords: number;
}

/**
 * Spells words that mix Latin letters with look-alikes of other scripts with Latin letters only. Words of one script stay
 * as they are: Russian is not made Latin.
 * @param lower a text in lower case
 */
export function foldLookAlikes(lower: string): Folded {
  const text = lower.replace(ODD_LATIN, latinFor);
  if (!OTHER_SCRIPT.test(text)) return { text, mixedWords: 0 };
  let mixedWords = 0;
  const folded = text.replace(WORD, (word) => {
    if (!OTHER_SCRIPT.test(word) || !LATIN.test(word)) return word;
    mixedWords += 1;
    return Array.from(word, latinFor).join('');
  });
  return { text: folded, mixedWords };
}

function latinFor(letter: string): string {
  return LATIN_FOR.get(letter) ?? letter;
}
