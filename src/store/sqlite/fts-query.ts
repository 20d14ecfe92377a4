import { termsOf } from '../search-text.js';

/**
 * What a moderator typed, as an FTS5 expression for texts from `indexText`: each term is an FTS5 string, in which only letters, digits, marks and spaces
 * are left, so that nothing in it can mean anything to the parser.
 * @returns null if there is nothing to search for
 */
export function toFtsQuery(userInput: string): string | null {
  const terms = termsOf(userInput);
  if (terms.length === 0) return null;
  return terms.map(({ words, isOpen }) => `"${words.join(' ')}"${isOpen ? '*' : ''}`).join(' AND ');
}
