import type { Counts } from '../../http/api/shapes.js';
import type { Call } from './api.js';

/** The most articles that the service counts in one call. */
const MOST_ARTICLES = 100;

/** What is there already where elements are counted. */
interface CountParts {
  /** Calls the API; paths begin with the site. */
  readonly call: Call;
  pageUrl(): URL;
  languageOf(element: HTMLElement): string;
}

/** Puts the number of an article's published comments into each element; they keep their content until the answer comes. */
export function countAll(all: readonly HTMLElement[], parts: CountParts): void {
  const keyOf = (element: HTMLElement) => element.getAttribute('article') || parts.pageUrl().pathname;

  async function count(site: string, keys: string[], elements: readonly HTMLElement[]): Promise<void> {
    const query = new URLSearchParams(keys.map((key) => ['article', key]));
    const { counts } = await parts.call<Counts>(`${site}/counts?${query}`);
    for (const element of elements) {
      const number = counts[keyOf(element)];
      if (number !== undefined) element.textContent = new Intl.NumberFormat(parts.languageOf(element)).format(number);
    }
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
