import type { FieldError } from '../../domain/errors.js';
import type { OwnPath } from '../../domain/own-path.js';
import type { Site } from '../../domain/site.js';
import type { CheckerName } from '../../domain/spam-checker.js';
import type { Spoken } from '../../words/languages.js';
import { fill, type PlainName } from '../../words/words.js';
import { html, type SafeHtml } from '../protocol/markup.js';

/** A form for a page without scripts: what it is about, and what has been typed already. */
export interface CommentForm {
  /** Where browsers find the service's own paths. */
  readonly at: OwnPath;
  readonly site: Site;
  readonly spoken: Spoken;
  readonly checker: CheckerName;
  /** What is sent along and not shown, by its flat name (`article.url`). */
  readonly hidden: Readonly<Record<string, string | null>>;
  /** The name of whom it answers. */
  readonly answers: string | null;
  /** What has been typed, by flat names. */
  readonly values: Readonly<Record<string, string>>;
  readonly errors: readonly FieldError[];
}

interface Field {
  readonly name: string;
  readonly pointer: string;
  readonly label: PlainName;
  readonly hint?: PlainName;
  readonly wrong: PlainName;
  readonly required: boolean;
  /** None for the comment itself. */
  readonly type?: 'text' | 'email' | 'url';
  readonly autocomplete?: string;
  readonly most: number;
}

const WORDS: Field = {
  name: 'body',
  pointer: '/body',
  label: 'comment',
  hint: 'pageMarkdown',
  wrong: 'wrongComment',
  required: true,
  most: 10_000,
};

function authorFields({ emailRequired }: Site): readonly Field[] {
  return [
    {
      ...{ name: 'author.name', pointer: '/author/name', label: 'name', wrong: 'wrongName' },
      ...{ required: true, type: 'text', autocomplete: 'name', most: 100 },
    },
    {
      ...{ name: 'author.email', pointer: '/author/email', label: 'email', wrong: 'wrongEmail' },
      ...{ required: emailRequired, type: 'email', autocomplete: 'email', most: 254 },
    },
    {
      ...{ name: 'author.url', pointer: '/author/url', label: 'website', wrong: 'wrongWebsite' },
      ...{ required: false, type: 'url', autocomplete: 'url', most: 500 },
    },
  ];
}

export function commentForm(form: CommentForm): SafeHtml {
  const { site, spoken, hidden, answers, at } = form;
  const { words } = spoken;
  const heading = answers === null ? words.join : fill(words.answerTo, { name: answers }).join('');
  return html`<h2 id="write">${heading}</h2>
<form method="post" action="${at(`/api/v1/sites/${site.slug}/comments`)}" accept-charset="utf-8" aria-labelledby="write">
${Object.entries(hidden).map(([name, value]) => (value === null ? null : html`<input type="hidden" name="${name}" value="${value}">`))}
${fieldHtml(WORDS, form)}<div class="fields">
${authorFields(site).map((field) => fieldHtml(field, form))}</div>
<div hidden><label>Leave this empty <input name="trap" tabindex="-1" autocomplete="off"></label></div>
<p class="hint">${words.emailNote} ${form.checker === 'akismet' ? words.akismet : words.noAkismet} <a href="${at(`/privacy/${site.slug}`)}">${words.privacy}</a></p>
<button>${words.send}</button>
</form>
`;
}

function fieldHtml(field: Field, { spoken: { words }, values, errors }: CommentForm): SafeHtml {
  const { name, hint, required, type, most } = field;
  const isWrong = errors.some(({ pointer }) => pointer === field.pointer);
  const label = words[field.label];
  const described = [...(isWrong ? [`${name}-wrong`] : []), ...(hint === undefined ? [] : [`${name}-hint`])].join(' ');
  const attributes = html`id="${name}" name="${name}" maxlength="${most}" dir="auto"${required ? html` required` : null}${isWrong ? html` aria-invalid="true"` : null}${described === '' ? null : html` aria-describedby="${described}"`}`;
  const value = values[name] ?? '';
  return html`<div>
<label for="${name}">${required ? label : optional(words.optional, label)}</label>
${isWrong ? html`<p class="error" id="${name}-wrong">${words[field.wrong]}</p>` : null}${
  type === undefined
    ? html`<textarea ${attributes} rows="7">${'\n'}${value}</textarea>`
    : html`<input ${attributes} type="${type}" value="${value}" autocomplete="${field.autocomplete}">`
}
${hint === undefined ? null : html`<p class="hint" id="${name}-hint">${words[hint]}</p>`}</div>
`;
}

/** A label whose field may stay empty, which it says softly. */
function optional(sentence: string, label: string): SafeHtml[] {
  return fill<SafeHtml>(sentence, { field: html`${label}` }).map((part) =>
    typeof part === 'string' ? html`<span>${part}</span>` : part,
  );
}
