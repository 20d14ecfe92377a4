import type { Counts } from '../../http/api/shapes.js';
import type { Plurals } from '../../words/words.js';
import type { Call } from './api.js';
import type { Languages, LoadWords } from './options.js';

/** The most articles that the service counts in one call. */
const MOST_ARTICLES = 100;

/** What is there already where elements are counted. */
interface CountParts {
  /** Calls the API; paths begin with the site. */
  readonly call: Call;
  pageUrl(): URL;
  languageOf(element: HTMLElement): string;
  readonly languages: Languages;
}

/** Puts the number of an article's published comments into each element; they keep their content until the answer comes. */
export function countAll(all: readonly HTMLElement[], parts: CountParts): void {
  const keyOf = (element: HTMLElement) => element.getAttribute('article') || parts.pageUrl().pathname;

  async function count(site: string, keys: string[], elements: readonly HTMLElement[]): Promise<void> {
    const query = new URLSearchParams(keys.map((key) => ['article', key]));
    const { counts } = await parts.call<Counts>(`${site}/counts?${query}`);
    for (const element of elements) {
      const number = counts[keyOf(element)];
      if (number !== undefined) element.textContent = await told(element, number);
    }
  }

  /** The number, or with the attribute `words` a sentence that agrees with it. */
  async function told(element: HTMLElement, number: number): Promise<string> {
    const wanted = parts.languageOf(element);
    const [name = ''] = wanted.split('-');
    const load = parts.languages[name];
    const format = new Intl.NumberFormat(wanted).format(number);
    if (!element.hasAttribute('words')) return format;
    const { words } = await (load ?? (parts.languages.en as LoadWords))();
    const sentences = words.comments as Plurals;
    // Not by `plural`: what this file shares with the thread, every page with a thread would load as a file more.
    const rule = new Intl.PluralRules(load ? wanted : 'en').select(number);
    return (sentences[rule] ?? sentences.other).replace('{n}', format);
  }

  const bySite = new Map<string, HTMLElement[]>();
  for (const element of all) {
    const site = element.getAttribute('site') || 'default';
    bySite.set(site, [...(bySite.get(site) ?? []), element]);
  }
  for (const [site, elements] of bySite) {
    const keys = [...new Set(elements.map(keyOf))];
    for (let start = 0; start < keys.length; start += MOST_ARTICLES) {
      const some = keys.slice(start, start + MOST_ARTICLES);
      // Without an answer, the elements keep their content.
      count(site, some, elements).catch(() => {});
    }
  }
}
