import { renderMarkdown } from '../../domain/render-markdown.js';
import { cleanBody, isVisibleHtml } from '../../domain/text.js';

/** What somebody wrote, cleaned, and as it is shown. */
export interface CleanWords {
  /** Markdown. */
  readonly body: string;
  readonly html: string;
}

/** @returns null if nothing of it would be seen once it is shown: `>` alone is an empty quote */
export function cleanWords(words: string): CleanWords | null {
  const body = cleanBody(words);
  const html = renderMarkdown(body);
  return isVisibleHtml(html) ? { body, html } : null;
}
