import type { Moderated } from '../../http/api/shapes.js';

/** Above this score a comment looks more like spam than not. It is also the score of a comment that says nothing either way. */
export const SUSPICIOUS = 0.5;

/** Above this score Spam is the button to press rather than Approve. */
const SURE_SPAM = 0.95;

export function isSureSpam({ suspicion }: Moderated): boolean {
  return suspicion !== null && suspicion.score > SURE_SPAM;
}
