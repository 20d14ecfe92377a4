import { html, raw, type SafeHtml } from '../protocol/markup.js';
import { contentPolicy, exactStyle, shell, textBody } from './shell.js';

/** The one style of the service's own pages, for light and dark, wide and narrow, and print. Its colours are the desk's. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --text: #1a1e26; --soft: #596271; --line: #e2e5ea; --edge: #858e9c; --link: #3454c5; --on-link: #fff; --back: #fff; --box: #f5f6f8; --bad: #b0231a; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6e9ef; --soft: #9da7b5; --line: #272d37; --edge: #6b7584; --link: #97aeff; --on-link: #0d1322; --back: #151920; --box: #1c222b; --bad: #ff9f95; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 32px 20px 48px; max-width: 680px; background: var(--back); color: var(--text); font: 1rem/1.625 system-ui, sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.75rem; line-height: 1.2857; letter-spacing: -.01em; margin: 4px 0 12px; }
h2 { font-size: 1.25rem; line-height: 1.4; margin: 40px 0 12px; }
p, ul { margin: 0 0 16px; }
a { color: var(--link); text-underline-offset: .15em; }
.up, .ways { margin: 0; font-size: .9375rem; }
.up a, .ways a { text-decoration: none; }
:is(.up, .ways) a:hover { text-decoration: underline; }
.lead { color: var(--soft); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
footer { margin-top: 48px; border-top: 1px solid var(--line); padding-top: 16px; color: var(--soft); font-size: .9375rem; }
pre, code { font: .875em/1.6 ui-monospace, monospace; background: var(--box); border-radius: 4px; }
code { padding: .1em .3em; }
pre { margin: 0 0 16px; padding: 12px 16px; border-radius: 8px; white-space: pre-wrap; overflow-wrap: anywhere; }
pre code { padding: 0; font-size: 1em; }
.facts { border-collapse: collapse; width: 100%; font-size: .9375rem; line-height: 1.45; }
.facts :is(th, td) { text-align: start; vertical-align: top; padding: 12px 16px 12px 0; border-bottom: 1px solid var(--line); }
.facts thead th { color: var(--soft); font-weight: 500; }
.facts td p { margin: 0 0 6px; }
@media (max-width: 42rem) {
  .facts thead { position: absolute; clip-path: inset(50%); height: 1px; overflow: hidden; }
  .facts, .facts :is(tbody, tr, th, td) { display: block; }
  .facts tbody tr { border-bottom: 1px solid var(--line); padding: 12px 0; }
  .facts tbody :is(th, td) { border: 0; padding: 2px 0; }
  .facts td::before { content: attr(data-label); display: block; color: var(--soft); font-size: .875rem; }
}
`;

/** The policy that the service's own pages are sent with: no script, nothing from elsewhere, in no frame. */
export const PAGE_CSP = contentPolicy({ load: { 'style-src': exactStyle(PAGE_STYLE) } });

/** One of the service's own pages: the title is also its one heading of the first order. @param up what stands above the title */
export function page(title: string, content: SafeHtml, up: SafeHtml | null = null): string {
  return shell({
    title,
    head: html`<meta name="robots" content="noindex">
<style>${raw(PAGE_STYLE)}</style>
`,
    body: textBody(title, content, up),
  });
}
