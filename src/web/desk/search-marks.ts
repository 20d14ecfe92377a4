import { foldLetters, QUESTION_MAX, TERMS_MAX, UNSPACED } from '../../words/fold.js';

const WORDS = /[\p{L}\p{N}\p{M}]+|\p{Extended_Pictographic}/gu;
/** Words that may begin anywhere in a text. */
const ANYWHERE = new RegExp(`${UNSPACED}|\\p{Extended_Pictographic}`, 'u');

/** What a search looks for, to find its matches in a text; null when it looks for nothing. */
export function matcherOf(query: string): RegExp | null {
  const pieces = query
    .slice(0, QUESTION_MAX)
    .split(/["“”„«»]/)
    .flatMap((piece, index) => {
      const isQuoted = index % 2 === 1;
      return (isQuoted ? [piece] : piece.split(/\s+/)).map((text) => ({ text, isQuoted }));
    });
  const terms = pieces
    .map(({ text, isQuoted }) => ({ words: foldLetters(text).match(WORDS) ?? [], isQuoted }))
    .filter(({ words }) => words.length > 0)
    .slice(0, TERMS_MAX)
    // As the search has it, only the last word may go on, as it is perhaps still being typed.
    .map(({ words, isQuoted }, n, all) => ({ words, mayGoOn: n === all.length - 1 && !isQuoted }))
    // The longest first: of two that begin alike, the longer is marked.
    .sort((a, b) => b.words.join('').length - a.words.join('').length)
    .map(({ words, mayGoOn }) => {
      const begins = ANYWHERE.test(words[0] ?? '') ? '' : '(?<![\\p{L}\\p{N}])';
      const ends = mayGoOn || ANYWHERE.test(words.at(-1) ?? '') ? '' : '(?![\\p{L}\\p{N}])';
      return `${begins}${words.join('[^\\p{L}\\p{N}]+')}${ends}`;
    });
  return terms.length === 0 ? null : new RegExp(terms.join('|'), 'gu');
}

/** A piece of a text, and whether it is what was searched for. */
interface Piece {
  readonly text: string;
  readonly isFound: boolean;
}

/** Takes a text apart where it matches, without regard to case and accents. */
export function piecesOf(text: string, matcher: RegExp | null): Piece[] {
  if (matcher === null) return [{ text, isFound: false }];
  let plain = '';
  /** For each place in the folded text, where its character begins in the text. */
  const origin: number[] = [];
  let at = 0;
  for (const character of text) {
    const letters = foldLetters(character);
    for (let n = 0; n < letters.length; n++) origin.push(at);
    plain += letters;
    at += character.length;
  }
  const pieces: Piece[] = [];
  let done = 0;
  const add = (end: number, isFound: boolean) => {
    if (end > done) pieces.push({ text: text.slice(done, end), isFound });
    done = Math.max(done, end);
  };
  for (const match of plain.matchAll(matcher)) {
    add(origin[match.index] ?? at, false);
    add(origin[match.index + match[0].length] ?? at, true);
  }
  add(at, false);
  return pieces;
}

/** The most spellings that are named. */
const MOST_SPELLINGS = 3;

/** How else than it was typed a text has what was searched for, beside what is known already. */
export function spellingsIn(
  comments: readonly { readonly author: { readonly name: string }; readonly body: string }[],
  query: string,
  known: readonly string[] = [],
): readonly string[] {
  const matcher = matcherOf(query);
  if (matcher === null) return [];
  const spellings = new Set(known);
  for (const { author, body } of comments) {
    for (const { text, isFound } of [...piecesOf(author.name, matcher), ...piecesOf(body, matcher)]) {
      if (spellings.size >= MOST_SPELLINGS) return [...spellings];
      if (isFound && !query.includes(text)) spellings.add(text);
    }
  }
  return [...spellings];
}

/** Marks what was searched for in words that are already elements. */
export function markIn(words: DocumentFragment, matcher: RegExp | null): void {
  if (matcher === null) return;
  const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  for (const text of texts) {
    const pieces = piecesOf(text.data, matcher);
    if (!pieces.some(({ isFound }) => isFound)) continue;
    text.replaceWith(
      ...pieces.map((piece) => {
        if (!piece.isFound) return piece.text;
        const mark = document.createElement('mark');
        mark.textContent = piece.text;
        return mark;
      }),
    );
  }
}
