import { invalidField } from '../../domain/errors.js';
import { cleanWords } from './clean-words.js';

/**
 * What a comment would look like, as sanitised HTML. Nothing of it is kept.
 * @throws AfterwordError `invalid` for a body without a visible character
 */
export function preview(words: string): string {
  const clean = cleanWords(words);
  if (clean === null) throw invalidField('/body', 'holds no visible character');
  return clean.html;
}
