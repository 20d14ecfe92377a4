import type { Status } from './comment.js';
import type { Outcome } from './verdict.js';

/** What happens to a `ham` verdict: to the queue, published for authors who have an approved comment, or published. */
export type Policy = 'hold' | 'first-time' | 'publish';
export const POLICIES = ['hold', 'first-time', 'publish'] as const satisfies readonly Policy[];

/** What decides on a comment that nobody has decided on. */
export interface PolicyCase {
  readonly outcome: Outcome;
  /** The verdict is a `ham` that the checker wants to be asked about again. */
  readonly provisional: boolean;
  readonly policy: Policy;
  /** The author has a published comment on this site. */
  readonly authorKnown: boolean;
  /** The comment was published before its author's edit, and waits for the new words to pass. */
  readonly wasApproved: boolean;
}

/** Where the site's policy puts a comment. An unchecked comment is never published by the machine. */
export function statusByPolicy(it: PolicyCase): Status {
  if (it.outcome === 'unchecked') return 'pending';
  if (it.outcome !== 'ham') return it.wasApproved ? 'pending' : 'spam';
  if (it.provisional) return 'pending';
  if (it.wasApproved) return 'approved';
  if (it.policy === 'publish') return 'approved';
  return it.policy === 'first-time' && it.authorKnown ? 'approved' : 'pending';
}
