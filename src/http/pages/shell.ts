import { createHash } from 'node:crypto';
import type { OwnPath } from '../../domain/own-path.js';
import { html, type SafeHtml } from '../protocol/markup.js';

/** What every page of this service is made of, in one place: its head, its body, and what a browser may do for it. */
export interface Shell {
  /** BCP 47; English unless told. */
  readonly language?: string;
  /** Told on pages that come in several languages. */
  readonly direction?: 'ltr' | 'rtl';
  readonly title: string;
  /** What stands in its head beside what every page has. */
  readonly head?: SafeHtml | null;
  readonly body: SafeHtml;
}

export function shell({ language = 'en', direction, title, head = null, body }: Shell): string {
  return html`<!doctype html>
<html lang="${language}"${direction && html` dir="${direction}"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
${head}</head>
<body>
${body}
</body>
</html>
`.markup;
}

/** For pages that may load pictures: the mark of the service. */
export function icon(at: OwnPath): SafeHtml {
  return html`<link rel="icon" href="${at('/avatars/new.svg')}">
`;
}

/** The body of a page with text, under its one heading of the first order. @param up what stands above it */
export function textBody(title: string, content: SafeHtml, up: SafeHtml | null = null): SafeHtml {
  return html`<main>
${up}<h1>${title}</h1>
${content}
</main>`;
}

/** A link to what a page belongs to, with an arrow that points back as the language runs. */
export function upLink(url: string, name: string, direction: 'ltr' | 'rtl' = 'ltr'): SafeHtml {
  return html`<p class="up"><a href="${url}"><span aria-hidden="true">${direction === 'rtl' ? '→' : '←'}</span> <bdi>${name}</bdi></a></p>
`;
}

export interface PageMay {
  /** Sources by directive: `{ 'img-src': "'self'" }`. */
  readonly load?: Readonly<Record<string, string>>;
  /** Where its forms may lead. */
  readonly submitTo?: readonly string[];
  /** Further directives. */
  readonly also?: readonly string[];
}

/** A Content-Security-Policy (CSP Level 3): what is not named here is forbidden, and no page stands in another's frame. */
export function contentPolicy({ load = {}, submitTo = [], also = [] }: PageMay): string {
  return [
    "default-src 'none'",
    ...Object.entries(load).map(([directive, sources]) => `${directive} ${sources}`),
    "base-uri 'none'",
    `form-action ${submitTo.length > 0 ? submitTo.join(' ') : "'none'"}`,
    "frame-ancestors 'none'",
    ...also,
  ].join('; ');
}

/** For pages with scripts: strings become neither markup nor code, whatever a bug might try, and nothing makes a policy by which they could. */
export const NO_MARKUP_FROM_STRINGS = ["require-trusted-types-for 'script'", "trusted-types 'none'"] as const;

/** The source expression that allows exactly this style sheet (CSP Level 3, 2.3.1). */
export function exactStyle(style: string): string {
  return `'sha256-${createHash('sha256').update(style).digest('base64')}'`;
}
