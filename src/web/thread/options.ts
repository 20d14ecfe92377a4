import type { OwnWords, Words } from '../../words/words.js';
import type { Call } from './api.js';

export type LoadWords = () => Promise<{ readonly words: OwnWords }>;

/** How the words of each language are loaded. */
export type Languages = Readonly<Record<string, LoadWords>>;

/** What a thread is made with. */
export interface Options {
  /** The service's URL, with a slash at its end. */
  readonly service: string;
  readonly site: string;
  /** Calls the API of the site. */
  readonly call: Call;
  /** The article's key, where it is not the path of `url`. */
  readonly key: string | null;
  readonly url: URL;
  readonly title: string;
  readonly theme: 'auto' | 'light' | 'dark';
  readonly order: 'oldest' | 'newest';
  /** The address of the page with its comments in an order. */
  orderUrl(order: string): string;
  readonly language: string;
  /** At first without what is said only to those who write. */
  readonly words: Words;
}
