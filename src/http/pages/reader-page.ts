import type { OwnPath } from '../../domain/own-path.js';
import type { Spoken } from '../../words/languages.js';
import { directionOf } from '../../words/words.js';
import { html, raw, type SafeHtml } from '../protocol/markup.js';
import { PAGE_STYLE } from './html.js';
import { contentPolicy, exactStyle, icon, shell, textBody } from './shell.js';

/** What the pages with comments need beside the style of all pages. */
const READER_STYLE = `${PAGE_STYLE}
h3 { font-size: 1.0625rem; margin: 0; }
ol { list-style: none; margin: 0; padding: 0; }
.steps { list-style: decimal; margin: 0 0 1rem; padding-inline-start: 1.5rem; }
afterword-thread { display: block; margin-top: 2.5rem; }
li > ol { margin-inline-start: .6rem; padding-inline-start: 1.1rem; border-inline-start: 2px solid var(--line); }
main > ol:not(.steps) > li + li { border-top: 1px solid var(--line); }
pre { white-space: pre-wrap; unicode-bidi: plaintext; }
article { padding: .9rem 0 .75rem; overflow-wrap: anywhere; }
article:target { outline: 2px solid var(--link); outline-offset: .3rem; }
article header { display: flex; flex-wrap: wrap; align-items: center; gap: .3rem .75rem; margin: 0 0 .4rem; }
article header > a, .to a { color: var(--soft); }
article header img { border-radius: 50%; }
article footer { margin: 0; border: 0; padding: 0; }
article .body { margin-bottom: .4rem; }
article .body :is(p, li) { unicode-bidi: plaintext; }
article .body ol { padding-inline-start: 3em; list-style: decimal; }
article .body li > :is(ol, ul) { margin: 0; border: 0; padding-inline-start: 1.25em; }
article .table { margin-bottom: 1rem; overflow-x: auto; overflow-wrap: normal; }
article table { border-collapse: collapse; }
article :is(th, td) { border: 1px solid var(--line); padding: .25rem .5rem; text-align: start; }
[data-align=left] { text-align: left; }
[data-align=center] { text-align: center; }
[data-align=right] { text-align: right; }
article .body > :last-child { margin-bottom: 0; }
b a { color: inherit; }
time, .to, .hint { color: var(--soft); font-size: .9375rem; }
.to, .hint, .error { margin: 0; }
input + .hint, textarea + .hint { margin-top: .25rem; }
.error { color: #b3261e; }
blockquote { margin: 0 0 1rem; padding-inline-start: .9rem; border-inline-start: 3px solid var(--line); color: var(--soft); }
article, form, h1, h2 { overflow: clip; overflow-clip-margin: 6px; overflow-wrap: anywhere; }
form { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1rem; margin-top: 1rem; }
label { display: block; margin-bottom: .25rem; font-weight: 600; }
input, textarea, button { font: inherit; color: inherit; background: var(--back); border: 1px solid var(--soft); border-radius: .3rem; padding: .45rem .6rem; }
input, textarea { width: 100%; }
[aria-invalid] { border-color: #b3261e; }
button { justify-self: start; padding: .45rem 1.25rem; background: var(--link); border-color: var(--link); color: var(--back); font-weight: 600; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
@media (max-width: 30rem) { li > ol { margin-inline-start: .1rem; padding-inline-start: .7rem; } }
@media (prefers-color-scheme: dark) { .error { color: #ffb4ab; } [aria-invalid] { border-color: #ffb4ab; } }
`;

/** The source expression that allows exactly the style of these pages. */
export const READER_STYLE_CSP = exactStyle(READER_STYLE);

/** A page for readers, in their language. */
export interface ReaderPage {
  readonly spoken: Spoken;
  /** Also its one heading of the first order. */
  readonly title: string;
  /** What stands in its head beside what every page has. */
  readonly head?: SafeHtml;
  readonly content: SafeHtml;
  readonly at: OwnPath;
}

export function readerPage({ spoken, title, head, content, at }: ReaderPage): string {
  return shell({
    language: spoken.language,
    direction: directionOf(spoken.language),
    title,
    head: html`${icon(at)}${head ?? null}<style>${raw(READER_STYLE)}</style>
`,
    body: textBody(title, content),
  });
}

/** A policy for such a page: no script, nothing from elsewhere, in no frame. @param formTargets where forms may lead */
export function readerCsp(formTargets: readonly string[]): string {
  return contentPolicy({ load: { 'style-src': READER_STYLE_CSP, 'img-src': "'self'" }, submitTo: formTargets });
}
