import { html, raw, type SafeHtml } from '../protocol/markup.js';
import { contentPolicy, exactStyle, shell, textBody } from './shell.js';

/** The one style of the service's own pages, for light and dark, wide and narrow, and print. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --text: #1f2328; --soft: #57606a; --line: #d8dee4; --link: #0b57d0; --back: #fff; --box: #f3f5f7; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6e6e6; --soft: #9da7b3; --line: #3d444d; --link: #8ab4f8; --back: #15181c; --box: #23282e; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 48rem; background: var(--back); color: var(--text); font: 1.0625rem/1.6 system-ui, sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 1rem; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.25rem 0 .5rem; }
p, ul { margin: 0 0 1rem; }
a { color: var(--link); text-underline-offset: .15em; }
a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
footer { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 1rem; color: var(--soft); font-size: .9375rem; }
pre, code { font: .9em/1.5 ui-monospace, monospace; background: var(--box); border-radius: .25rem; }
code { padding: .1em .3em; }
pre { padding: .75rem 1rem; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 1em; }
pre code { padding: 0; }
.facts { border-collapse: collapse; width: 100%; font-size: .9375rem; line-height: 1.45; }
.facts :is(th, td) { text-align: start; vertical-align: top; padding: .625rem 1rem .625rem 0; border-top: 1px solid var(--line); }
.facts thead th { border-top: 0; }
.facts td p { margin: 0 0 .375rem; }
@media (max-width: 42rem) {
  .facts thead { position: absolute; clip-path: inset(50%); height: 1px; overflow: hidden; }
  .facts, .facts :is(tbody, tr, th, td) { display: block; }
  .facts tbody tr { border-top: 1px solid var(--line); padding: .75rem 0; }
  .facts tbody :is(th, td) { border: 0; padding: .125rem 0; }
  .facts td::before { content: attr(data-label); display: block; color: var(--soft); font-size: .875rem; }
}
`;

/** The policy that the service's own pages are sent with: no script, nothing from elsewhere, in no frame. */
export const PAGE_CSP = contentPolicy({ load: { 'style-src': exactStyle(PAGE_STYLE) } });

/** One of the service's own pages: the title is also its one heading of the first order. */
export function page(title: string, content: SafeHtml): string {
  return shell({
    title,
    head: html`<meta name="robots" content="noindex">
<style>${raw(PAGE_STYLE)}</style>
`,
    body: textBody(title, content),
  });
}
