import type { OwnPath } from '../../domain/own-path.js';
import type { Spoken } from '../../words/languages.js';
import { directionOf } from '../../words/words.js';
import { html, raw, type SafeHtml } from '../protocol/markup.js';
import { PAGE_STYLE } from './html.js';
import { contentPolicy, exactStyle, icon, shell, textBody } from './shell.js';

/** What the pages with comments need beside the style of all pages. */
const READER_STYLE = `${PAGE_STYLE}
ol { list-style: none; margin: 0; padding: 0; }
li > ol { margin-inline-start: 11px; padding-inline-start: 20px; border-inline-start: 2px solid var(--line); }
li > ol, ol > li + li { margin-top: 24px; }
article { overflow-wrap: anywhere; }
article:target { outline: 2px solid var(--link); outline-offset: 4px; }
article header { position: relative; display: flex; flex-wrap: wrap; align-items: center; gap: 0 8px; min-height: 24px; padding-inline-start: 32px; }
article header > a, .to a { color: var(--soft); text-decoration: none; }
article header a:hover { text-decoration: underline; }
article header img { position: absolute; inset-block-start: 1px; inset-inline-start: 0; border-radius: 50%; }
article footer { margin: 0; border: 0; padding: 0; font-size: .9375rem; }
article footer a { text-decoration: none; }
article p { margin: 0 0 12px; }
article .body :is(p, li) { unicode-bidi: plaintext; }
article .body ol { padding-inline-start: 3em; list-style: decimal; }
article .body li > :is(ol, ul) { margin: 0; border: 0; padding-inline-start: 1.25em; }
article .body li + li { margin: 0; }
article pre { unicode-bidi: plaintext; }
article .table { margin-bottom: 12px; }
:is(article, .sent) :is(pre, .table) { overflow-x: auto; overflow-wrap: normal; outline-offset: -2px; }
:is(article, .sent) pre { white-space: pre; }
article table { border-collapse: collapse; }
article :is(th, td) { border: 1px solid var(--line); padding: 4px 8px; text-align: start; }
[data-align=left] { text-align: left; }
[data-align=center] { text-align: center; }
[data-align=right] { text-align: right; }
article .body > :last-child { margin-bottom: 0; }
b { font-size: .9375rem; font-weight: 600; }
b a { color: inherit; text-decoration: none; }
time, .to, .hint, .edited { color: var(--soft); font-size: .9375rem; }
.to, .hint, .error { margin: 0; }
.gone { color: var(--soft); font-style: italic; }
input + .hint, textarea + .hint { margin-top: 4px; }
.error { color: var(--bad); font-size: .9375rem; }
blockquote { margin: 0 0 12px; padding-inline-start: 12px; border-inline-start: 2px solid var(--edge); color: var(--soft); }
article, form, h1, h2, .sent { overflow: clip; overflow-clip-margin: 6px; overflow-wrap: anywhere; }
form { display: grid; grid-template-columns: minmax(0, 1fr); gap: 16px; }
.fields { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 168px), 1fr)); gap: 16px 12px; }
label { display: block; margin-bottom: 4px; font-size: .9375rem; font-weight: 600; }
label span { color: var(--soft); font-weight: 400; }
input, textarea { width: 100%; min-height: 40px; font: inherit; color: inherit; background: none; border: 1px solid var(--edge); border-radius: 8px; padding: 6px 12px; }
[aria-invalid] { border-color: var(--bad); box-shadow: inset 0 0 0 1px var(--bad); }
button, .button { justify-self: start; display: inline-block; min-height: 44px; font: inherit; line-height: 24px; padding: 9px 20px; border: 1px solid var(--link); border-radius: 8px; background: var(--link); color: var(--on-link); font-weight: 600; text-decoration: none; cursor: pointer; }
.sent { margin: 0 0 24px; border-radius: 12px; padding: 16px; background: var(--box); }
.sent > :last-child { margin-bottom: 0; }
.sent pre, .sent code { background: none; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 180px), 1fr)); gap: 12px; counter-reset: card; margin: 24px 0 0; }
.cards li { counter-increment: card; margin: 0; border-radius: 12px; padding: 16px; background: var(--box); color: var(--soft); font-size: .9375rem; line-height: 1.4; }
.cards li::before { content: counter(card); display: block; width: 24px; margin-bottom: 12px; border-radius: 50%; background: var(--link); color: var(--on-link); font-size: .8125rem; font-weight: 600; line-height: 24px; text-align: center; }
.cards b { display: block; color: var(--text); }
.cards code { background: var(--back); }
afterword-thread { display: block; }
@media print { :is(article, .sent) pre { white-space: pre-wrap; overflow-wrap: anywhere; } }
@media (max-width: 30rem) { li > ol { margin-inline-start: 5px; padding-inline-start: 10px; } }
`;

/** The source expression that allows exactly the style of these pages. */
export const READER_STYLE_CSP = exactStyle(READER_STYLE);

/** A page for readers, in their language. */
export interface ReaderPage {
  readonly spoken: Spoken;
  /** Also its one heading of the first order, unless that is told. */
  readonly title: string;
  readonly heading?: string;
  /** What stands above it. */
  readonly up?: SafeHtml;
  /** What stands in its head beside what every page has. */
  readonly head?: SafeHtml;
  readonly content: SafeHtml;
  readonly at: OwnPath;
}

export function readerPage({ spoken, title, heading = title, up, head, content, at }: ReaderPage): string {
  return shell({
    language: spoken.language,
    direction: directionOf(spoken.language),
    title,
    head: html`${icon(at)}${head ?? null}<style>${raw(READER_STYLE)}</style>
`,
    body: textBody(heading, content, up),
  });
}

/** A policy for such a page: no script, nothing from elsewhere, in no frame. @param formTargets where forms may lead */
export function readerCsp(formTargets: readonly string[]): string {
  return contentPolicy({ load: { 'style-src': READER_STYLE_CSP, 'img-src': "'self'" }, submitTo: formTargets });
}
