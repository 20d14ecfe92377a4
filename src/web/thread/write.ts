// What both parts need is then in one file with the first, which compresses better than two.
import './thread.js';
import { createOwnComments, type OwnComments } from './own-comments.js';
import css from './write.css';
import { createWriter, type Writer } from './writer.js';
import type { WritingParts } from './writing.js';

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

/** All that writing needs and reading does not: loaded when somebody begins. */
export interface WritingDesk {
  readonly writer: Writer;
  readonly own: OwnComments;
}

export function startWriting(parts: WritingParts, shadow: ShadowRoot): WritingDesk {
  shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet];
  const writer = createWriter(parts);
  return { writer, own: createOwnComments(parts, writer.leave) };
}
