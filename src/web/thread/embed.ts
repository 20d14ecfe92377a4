import type { OwnWords, Words } from '../../words/words.js';
import { caller } from './api.js';
import { defineCount } from './count.js';
import type { Options } from './options.js';
import { languageOf, pageUrl } from './page.js';

/** The service's URL: this module was loaded from it. */
const SERVICE = new URL('.', import.meta.url).href;
const SITES = `${SERVICE}api/v1/sites/`;

/** The languages, each in a file that is loaded when it is needed. The build adds English where a translation is missing. */
const LANGUAGES: Readonly<Record<string, () => Promise<{ readonly words: OwnWords }>>> = {
  ar: () => import('../../words/ar.js'),
  de: () => import('../../words/de.js'),
  en: () => import('../../words/en.js'),
  es: () => import('../../words/es.js'),
  fr: () => import('../../words/fr.js'),
  ja: () => import('../../words/ja.js'),
};

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
    const language = name in LANGUAGES ? wanted : 'en';
    const loadWords = (LANGUAGES[name] ?? LANGUAGES.en) as NonNullable<(typeof LANGUAGES)[string]>;
    const [{ mountThread }, { words }] = await Promise.all([import('./thread.js'), loadWords()]);
    if (run !== this.#run) return;
    this.#stop();
    this.#stop = mountThread(this, { ...optionsOf(this), language, words: words as Words });
  }
}

function optionsOf(element: HTMLElement): Omit<Options, 'language' | 'words'> {
  const told = (name: string) => element.getAttribute(name) || null;
  const site = told('site') ?? 'default';
  const theme = told('theme');
  const url = new URL(told('url') ?? pageUrl(), location.href);
  url.hash = '';
  return {
    service: SERVICE,
    site,
    call: caller(SITES + encodeURIComponent(site)),
    key: told('article'),
    url,
    title: told('title') ?? document.title,
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    order: told('order') === 'newest' ? 'newest' : 'oldest',
  };
}

// A page may load this module twice, and an element can be defined only once.
if (!customElements.get('afterword-count')) {
  defineCount(SITES);
  customElements.define('afterword-thread', Thread);
}
