// What both parts need is then in one file with the first, which compresses better than two.
import './thread.js';
import type { Languages, LoadWords } from './options.js';
import { ownDeeds, refreshTimesLeft } from './own-actions.js';
import { createOwnComments } from './own-comments.js';
import css from './write.css';
import { createWriter } from './writer.js';
import type { WritingDesk, WritingParts } from './writing.js';

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

/** What is said only to those who write, in each language. */
const LANGUAGES: Languages = {
  ar: () => import('../../words/ar.js?writing'),
  de: () => import('../../words/de.js?writing'),
  en: () => import('../../words/en.js?writing'),
  es: () => import('../../words/es.js?writing'),
  fr: () => import('../../words/fr.js?writing'),
  ja: () => import('../../words/ja.js?writing'),
};

export async function startWriting(parts: WritingParts, shadow: ShadowRoot): Promise<WritingDesk> {
  const { speech } = parts;
  const load = LANGUAGES[speech.language.split('-')[0] ?? ''] as LoadWords;
  speech.learn((await load()).words);
  shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet];
  const writer = createWriter(parts);
  return { writer, own: createOwnComments(parts, writer.leave), actions: { ownDeeds, refreshTimesLeft } };
}
