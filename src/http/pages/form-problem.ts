import type { OwnPath } from '../../domain/own-path.js';
import type { CheckerName } from '../../domain/spam-checker.js';
import { cleanLine } from '../../domain/text.js';
import { isSpoken, wordsFor } from '../../words/languages.js';
import { fill } from '../../words/words.js';
import { preferredLanguage } from '../protocol/accept.js';
import { html, type SafeHtml } from '../protocol/markup.js';
import type { FailedForm } from '../protocol/problem.js';
import type { Answer } from '../protocol/route.js';
import { commentForm } from './comment-form.js';
import { readerCsp, readerPage } from './reader-page.js';

/** Errors that the form shows at its fields. */
const AT_A_FIELD = /^\/(?:body|author\/(?:name|email|url))$/;
/** What a form names beside what is typed. */
const HIDDEN = ['article.url', 'article.title', 'article.key', 'parent'];
/** What is put back into the form. An error repeats no email address, not even to whom it belongs. */
const PUT_BACK = ['body', 'author.name', 'author.url'];

/**
 * Answers a form of a page without scripts: what is wrong stands where it is wrong, and what was typed is still there, but
 * for the email address.
 * @param checker who looks for spam, which the form has to say
 */
export function formProblemAnswer(checker: CheckerName, failed: FailedForm, at: OwnPath): Answer {
  const { problem, site, sent, languages } = failed;
  const { status, headers, document } = problem;
  const spoken = wordsFor(preferredLanguage(languages, isSpoken) ?? 'en');
  const { errors = [], detail } = document;
  const others = errors.filter(({ pointer }) => !AT_A_FIELD.test(pointer));
  const told = errors.length > others.length ? spoken.words.wrongFields : detail;
  const about = cleanLine(textAt(sent, 'article.title'), 300) || site?.name;
  const named = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, textAt(sent, name)]));
  const form =
    site &&
    commentForm({
      ...{ site, spoken, checker, errors, at, answers: null },
      hidden: Object.fromEntries(Object.entries(named(HIDDEN)).map(([name, value]) => [name, value || null])),
      values: named(PUT_BACK),
    });
  const content: SafeHtml = html`<p role="alert">${told}</p>
${others.map((error) => html`<p>${error.pointer}: ${error.detail}</p>`)}${form ?? null}`;
  return {
    status,
    text: readerPage({
      ...{ spoken, at },
      title: about ? fill(spoken.words.pageTitle, { title: about }).join('') : document.title,
      content,
    }),
    type: 'text/html; charset=utf-8',
    headers: {
      ...headers,
      'Content-Security-Policy': readerCsp(site === undefined ? [] : ["'self'", ...site.origins]),
      'Referrer-Policy': 'same-origin',
      Vary: 'Accept, Accept-Language, Origin',
    },
  };
}

/** What a form sent under a flat name (`author.name`). */
function textAt(sent: unknown, name: string): string {
  let value = sent;
  for (const step of name.split('.')) value = (value as Record<string, unknown> | null | undefined)?.[step];
  return typeof value === 'string' ? value : '';
}
