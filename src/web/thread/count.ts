import type { Counts } from '../../http/api/shapes.js';
import { caller } from './api.js';
import { languageOf, pageUrl } from './page.js';

/** The most articles that the service counts in one call. */
const MOST_ARTICLES = 100;

/**
 * `<afterword-count article="/2026/an-article">` becomes the number of the article's published comments. All of a page's
 * elements are requested together. The content of an element stays until the answer comes.
 * @param base the URL of the service's API
 */
export function defineCount(base: string): void {
  let waiting: HTMLElement[] = [];

  function countAll(): void {
    const bySite = new Map<string, HTMLElement[]>();
    for (const element of waiting) {
      const site = element.getAttribute('site') || 'default';
      bySite.set(site, [...(bySite.get(site) ?? []), element]);
    }
    waiting = [];
    for (const [site, elements] of bySite) {
      const keys = [...new Set(elements.map(keyOf))];
      for (let start = 0; start < keys.length; start += MOST_ARTICLES) {
        const some = keys.slice(start, start + MOST_ARTICLES);
        // Without an answer, the elements keep their content.
        count(base, site, some, elements).catch(() => {});
      }
    }
  }

  customElements.define(
    'afterword-count',
    class extends HTMLElement {
      connectedCallback() {
        if (waiting.push(this) === 1) queueMicrotask(countAll);
      }
    },
  );
}

function keyOf(element: HTMLElement): string {
  return element.getAttribute('article') || pageUrl().pathname;
}

async function count(base: string, site: string, keys: string[], elements: readonly HTMLElement[]): Promise<void> {
  const query = new URLSearchParams(keys.map((key) => ['article', key]));
  const { counts } = await caller(base)<Counts>(`${site}/counts?${query}`);
  for (const element of elements) {
    const number = counts[keyOf(element)];
    if (number !== undefined) element.textContent = new Intl.NumberFormat(languageOf(element)).format(number);
  }
}
