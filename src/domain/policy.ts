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
}

/** Where the site's policy puts a comment. An unchecked comment is never published by the machine. */
export function statusByPolicy(it: PolicyCase): Status {
  if (it.outcome === 'unchecked') return 'pending';
  if (it.outcome !== 'ham') return 'spam';
  if (it.provisional) return 'pending';
  if (it.policy === 'publish') return 'approved';
  return it.policy === 'first-time' && it.authorKnown ? 'approved' : 'pending';
}

/**
 * Whether a checker's word is enough for an author's edit of a published comment to replace what is published. Where it is not, the edit waits for a
 * person.
 */
export function editPasses({ outcome, provisional, policy }: Omit<PolicyCase, 'authorKnown'>): boolean {
  return outcome === 'ham' && !provisional && policy !== 'hold';
}
