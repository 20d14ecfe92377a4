/** HTML that needs no more escaping. Only `html` and `raw` make it. */
export class SafeHtml {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }

  toString(): string {
    return this.markup;
  }
}

/** What may stand in a template: text and numbers are escaped, lists are joined, null and undefined are left out. */
export type Insertable = SafeHtml | string | number | null | undefined | readonly Insertable[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for an element's content or a quoted attribute, of HTML and of XML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string);
}

function markupOf(value: Insertable): string {
  if (value instanceof SafeHtml) return value.markup;
  if (Array.isArray(value)) return value.map(markupOf).join('');
  return escapeHtml(String(value ?? ''));
}

/** A template that escapes all that is put into it. Attributes have to be quoted. */
export function html(strings: TemplateStringsArray, ...values: readonly Insertable[]): SafeHtml {
  return new SafeHtml(
    strings.map((string, index) => string + (index < values.length ? markupOf(values[index]) : '')).join(''),
  );
}

/** Takes markup as it is. Only for what has been made safe before, or was written by us. */
export function raw(markup: string): SafeHtml {
  return new SafeHtml(markup);
}
