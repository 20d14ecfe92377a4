import { words as ar } from './ar.js';
import { words as de } from './de.js';
import { words as en } from './en.js';
import { words as es } from './es.js';
import { words as fr } from './fr.js';
import { words as ja } from './ja.js';
import type { OwnWords, Words } from './words.js';

/** Every language that readers are spoken to in, by its code (BCP 47). */
export const LANGUAGES: Readonly<Record<string, OwnWords>> = { ar, de, en, es, fr, ja };

/** What is said in a language, in English where it has no word of its own. */
export interface Spoken {
  /** The language in which numbers and times are written: the wanted one, or English where its words are not known. */
  readonly language: string;
  readonly words: Words;
}

/** Whether readers are spoken to in a language, as `wordsFor` takes it. */
export function isSpoken(wanted: string): boolean {
  return Object.hasOwn(LANGUAGES, wanted.toLowerCase().split(/[-_]/)[0] ?? '');
}

/** @param wanted as a page or a person names it: `de`, `de-AT`, `de_AT`; anything that is unknown is English */
export function wordsFor(wanted: string): Spoken {
  const tag = wanted.replaceAll('_', '-');
  const [name = ''] = tag.toLowerCase().split('-');
  const own = Object.hasOwn(LANGUAGES, name) ? LANGUAGES[name] : undefined;
  const [language = name] = own === undefined ? ['en'] : canonical(tag);
  return { language, words: { ...en, ...(own as Words | undefined) } };
}

function canonical(name: string): string[] {
  try {
    return Intl.getCanonicalLocales(name);
  } catch {
    return [];
  }
}
