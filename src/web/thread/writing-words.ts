import type { Languages, LoadWords } from './options.js';
import type { Speech } from './speech.js';

/** What is said only to those who write, or have written, in each language. */
const LANGUAGES: Languages = {
  ar: () => import('../../words/ar.js?writing'),
  de: () => import('../../words/de.js?writing'),
  en: () => import('../../words/en.js?writing'),
  es: () => import('../../words/es.js?writing'),
  fr: () => import('../../words/fr.js?writing'),
  ja: () => import('../../words/ja.js?writing'),
};

export async function learnWritingWords(speech: Speech): Promise<void> {
  const load = LANGUAGES[speech.language.split('-')[0] ?? ''] as LoadWords;
  speech.learn((await load()).words);
}
