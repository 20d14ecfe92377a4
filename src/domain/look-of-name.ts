import { LOOKS, SOURCES } from './confusables.js';

/*
 * Names that look like other names, as of Unicode's UTS #39: two texts can be taken for each other if their skeletons are the same. What is not
 * of a letter's, digit's or mark's shape stays out: readers type one apostrophe or another as their keyboard has it.
 */

/** What stays of these in a name (`cleanName`) chooses the shape of a letter, and makes no other name. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
const OF_LETTERS = /^[\p{L}\p{N}\p{M}]+$/u;

/** What each character looks like that looks like another one, or like several. */
const CONFUSABLES = new Map<string, string>();
const looks = LOOKS.matchAll(/\((.+?)\)|./gu);
let codePoint = 0;
for (const step of SOURCES.split(' ')) {
  codePoint += step === '' ? 1 : Number.parseInt(step, 36);
  const [one, several] = looks.next().value ?? [''];
  CONFUSABLES.set(String.fromCodePoint(codePoint), several ?? one);
}

/** One character as Unicode says it looks; one that is another's compatibility form (full-width, mathematical, in a circle) looks like that. */
function prototypeOf(character: string): string {
  const known = CONFUSABLES.get(character);
  if (known !== undefined) return known;
  const plain = character.normalize('NFKD');
  if (plain === character || !OF_LETTERS.test(plain)) return character;
  return Array.from(plain, (one) => CONFUSABLES.get(one) ?? one).join('');
}

/**
 * A capital letter as its small one, where that looks like itself only. `L` stays: an `I` is an `l`, and who is called Lan would be taken for Ian.
 */
function smallOf(character: string): string {
  const small = character.toLowerCase();
  return character === 'L' || CONFUSABLES.has(small) ? character : small;
}

/**
 * What a name looks like: the same for all names that can be taken for each other (`Ada` and `Аda`, `Tom` and `Torn`), whatever case most of their
 * letters have. Not for people to read.
 */
export function lookOf(name: string): string {
  const seen = Array.from(name.normalize('NFD').replace(INVISIBLE, ''), prototypeOf).join('');
  return Array.from(seen, smallOf).join('').normalize('NFC');
}

/** Whether two names have the same letters, whatever their case, and so are one name that two people may have. */
export function isSpeltLike(one: string, other: string): boolean {
  return lettersOf(one) === lettersOf(other);
}

function lettersOf(name: string): string {
  return name.replace(INVISIBLE, '').toLowerCase().normalize('NFC');
}
