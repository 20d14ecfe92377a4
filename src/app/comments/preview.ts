import { invalidField } from '../../domain/errors.js';
import { renderMarkdown } from '../../domain/render-markdown.js';
import { cleanBody } from '../../domain/text.js';

/**
 * What a comment would look like, as sanitised HTML. Nothing of it is kept.
 * @throws AfterwordError `invalid` for a body without a visible character
 */
export function preview(words: string): string {
  const body = cleanBody(words);
  if (body === '') throw invalidField('/body', 'holds no visible character');
  return renderMarkdown(body);
}
