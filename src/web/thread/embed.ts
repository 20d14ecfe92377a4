import type { Words } from '../../words/words.js';
import { callAhead } from './ahead.js';
import { caller } from './api.js';
import type { Languages, LoadWords, Options } from './options.js';
import { languageOf, pageUrl } from './page.js';

/** The service's URL: this module was loaded from it. */
const SERVICE = new URL('.', import.meta.url).href;
const SITES = `${SERVICE}api/v1/sites/`;

/**
 * The languages, each in a file that is loaded when it is needed; what only those are told who write is in `write.ts`. The
 * build adds English where a translation is missing.
 */
const LANGUAGES: Languages = {
  ar: () => import('../../words/ar.js'),
  de: () => import('../../words/de.js'),
  en: () => import('../../words/en.js'),
  es: () => import('../../words/es.js'),
  fr: () => import('../../words/fr.js'),
  ja: () => import('../../words/ja.js'),
};

/** The parameter of a page's address that says in which order its comments come. */
const ORDER = 'comments';

/**
 * `<afterword-thread site="default" article="/2026/an-article">` becomes the article's comments and the form to write one.
 * The element's content is shown until then, and stays if scripts do not run.
 */
class Thread extends HTMLElement {
  static readonly observedAttributes = ['site', 'article', 'url', 'title', 'lang', 'theme', 'order'];
  #run = 0;
  #stop: () => void = () => {};

  connectedCallback(): void {
    this.#start().catch(() => {});
  }

  attributeChangedCallback(): void {
    if (this.#run > 0 && this.isConnected) this.connectedCallback();
  }

  disconnectedCallback(): void {
    this.#run += 1;
    this.#stop();
  }

  /** Loads what is needed and starts the thread. Gives up if it was started again or removed in the meantime. */
  async #start(): Promise<void> {
    this.#run += 1;
    const run = this.#run;
    const wanted = languageOf(this);
    const [name = ''] = wanted.split('-');
    const spoken = LANGUAGES[name];
    const language = spoken ? wanted : 'en';
    const loadWords = (spoken ?? LANGUAGES.en) as LoadWords;
    const told = optionsOf(this);
    const [{ mountThread }, { words }] = await Promise.all([import('./thread.js'), loadWords()]);
    if (run !== this.#run) return;
    this.#stop();
    const options = { ...told, language, words: words as Words };
    this.#stop = mountThread(this, options, () => import('./write.js'));
  }
}

let uncounted: HTMLElement[] = [];

/**
 * `<afterword-count article="/2026/an-article">` becomes the number of the article's published comments. All of a page's
 * elements are requested together.
 */
class Count extends HTMLElement {
  async connectedCallback(): Promise<void> {
    if (uncounted.push(this) > 1) return;
    const { countAll } = await import('./count.js');
    const all = uncounted;
    uncounted = [];
    countAll(all, { call: caller(SITES), pageUrl, languageOf, languages: LANGUAGES });
  }
}

/** `<afterword-recent limit="5">` becomes a list of the site's newest comments. */
class Recent extends HTMLElement {
  async connectedCallback(): Promise<void> {
    const { showRecent } = await import('./recent.js');
    await showRecent(this, SITES);
  }
}

function optionsOf(element: HTMLElement): Omit<Options, 'language' | 'words'> {
  const told = (name: string) => element.getAttribute(name) || null;
  const site = told('site') ?? 'default';
  const theme = told('theme');
  const asked = new URLSearchParams(location.search).get(ORDER);
  const url = new URL(told('url') ?? pageUrl(), location.href);
  url.hash = '';
  const key = told('article');
  const order = (asked ?? told('order')) === 'newest' ? 'newest' : 'oldest';
  // Written as the thread will ask for it.
  const first = `/comments?${new URLSearchParams({ article: key ?? url.pathname, order })}`;
  return {
    service: SERVICE,
    site,
    call: callAhead(caller(SITES + encodeURIComponent(site)), ['', first]),
    key,
    url,
    title: told('title') ?? document.title,
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    orderUrl,
    order,
  };
}

function orderUrl(order: string): string {
  const here = new URL(location.href);
  here.searchParams.set(ORDER, order);
  return here.href;
}

// A page may load this module twice, and an element can be defined only once.
if (!customElements.get('afterword-count')) {
  customElements.define('afterword-count', Count);
  customElements.define('afterword-recent', Recent);
  customElements.define('afterword-thread', Thread);
}
