import type { OwnPath } from '../../domain/own-path.js';
import { html, raw } from '../protocol/markup.js';
import type { Problem } from '../protocol/problem.js';
import { EXPLANATIONS, isProblemCode, problemType } from '../protocol/problem-kinds.js';
import type { Answer } from '../protocol/route.js';
import { PAGE_CSP, page } from './html.js';

/**
 * The page that explains a kind of problem to a developer, as HTML; null for what is no such kind.
 * @param code the last segment of the address, as a stranger sent it
 */
export function problemPage(code: string, at: OwnPath): string | null {
  if (!isProblemCode(code)) return null;
  const { title, meaning, remedies } = EXPLANATIONS[code];
  const others = Object.keys(EXPLANATIONS).filter((other) => other !== code);
  return page(
    title,
    html`<p>${meaning}</p>
<h2>What to do</h2>
<ul>
${remedies.map((remedy) => html`<li>${remedy}</li>${raw('\n')}`)}</ul>
<h2>What it looks like</h2>
<p>The answer is <code>application/problem+json</code> (<a href="https://www.rfc-editor.org/rfc/rfc9457" rel="noreferrer">RFC 9457</a>). Its <code>detail</code> is about your very request.</p>
<pre><code>${JSON.stringify({ type: at(problemType(code)), title, detail: '…' }, null, 2)}</code></pre>
<footer>
<p>Other problems: ${others.map((other, index) => html`${index === 0 ? '' : ', '}<a href="${at(`/problems/${other}`)}">${other}</a>`)}.</p>
</footer>`,
  );
}

/** What a browser is shown where a program would get the problem's document. */
export function problemAnswer({ status, headers, document }: Problem): Answer {
  const { title, detail, type, errors = [] } = document;
  const content = html`<p>${detail}</p>
${errors.map((error) => html`<p><code>${error.pointer}</code> ${error.detail}</p>${raw('\n')}`)}<p><a href="${type}">What this can mean</a></p>`;
  return {
    status,
    text: page(title, content),
    type: 'text/html; charset=utf-8',
    headers: { ...headers, 'Content-Security-Policy': PAGE_CSP, Vary: 'Accept' },
  };
}
