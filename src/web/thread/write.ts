// What both parts need is then in one file with the first, which compresses better than two.
import './thread.js';
import { ownDeeds, refreshTimesLeft } from './own-actions.js';
import { createOwnComments } from './own-comments.js';
import css from './write.css';
import { createWriter } from './writer.js';
import type { WritingDesk, WritingParts } from './writing.js';
import { learnWritingWords } from './writing-words.js';

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

export async function startWriting(parts: WritingParts, shadow: ShadowRoot): Promise<WritingDesk> {
  await learnWritingWords(parts.speech);
  shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet];
  const writer = createWriter(parts);
  return { writer, own: createOwnComments(parts, writer.leave), actions: { ownDeeds, refreshTimesLeft } };
}
