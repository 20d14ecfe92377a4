import { indexText, SCOPE_MARK, type Term, termsOf, wordsOf } from '../search-text.js';
import type { SearchEntry } from '../sql.js';

/*
 * Words in the form of PostgreSQL's full text search, without its parsers and dictionaries: they differ from server to server, and by language.
 * `tsvector` keeps up to 256 places a word, and places up to 16,383 (https://www.postgresql.org/docs/current/textsearch-limitations.html): quoted words
 * may be missed behind them.
 */

/** A word is cut here, on both sides: the server takes at most 2,046 bytes. */
const LONGEST_WORD = 500;

/** The word of every comment of a site. */
const siteWord = (siteId: number) => `${SCOPE_MARK}s${siteId}`;

/** A comment's words with their places, as a `tsvector` is written. No two words of different fields stand side by side. */
export function vectorOf({ siteId, body, name, url }: Pick<SearchEntry, 'siteId' | 'body' | 'name' | 'url'>): string {
  const places = new Map<string, number[]>([[siteWord(siteId), []]]);
  let place = 0;
  for (const field of [body, name, url ?? '']) {
    for (const word of wordsOf(indexText(field))) {
      place += 1;
      const cut = cutWord(word);
      const known = places.get(cut);
      if (known === undefined) places.set(cut, [place]);
      else known.push(place);
    }
    place += 1;
  }
  return [...places]
    .map(([word, at]) => (at.length === 0 ? quoted(word) : `${quoted(word)}:${at.join(',')}`))
    .join(' ');
}

/** What a moderator typed, of any of these sites, as a `tsquery` is written; null when it holds nothing that can be searched for. */
export function queryOf(typed: string, siteIds: readonly number[]): string | null {
  const terms = termsOf(typed);
  if (terms.length === 0) return null;
  const sites = siteIds.map((id) => quoted(siteWord(id))).join(' | ');
  return [`(${sites})`, ...terms.map(phraseOf)].join(' & ');
}

function phraseOf({ words, isOpen }: Term): string {
  const phrase = words.map((word) => quoted(cutWord(word)));
  return `(${phrase.join(' <-> ')}${isOpen ? ':*' : ''})`;
}

function cutWord(word: string): string {
  return word.slice(0, LONGEST_WORD).toWellFormed();
}

/** A word has only letters, digits and marks, nothing that would have to be escaped. */
function quoted(word: string): string {
  return `'${word}'`;
}
