import type { Status } from './comment.js';
import type { Direction } from './verdict.js';

/** What a moderator can do to a comment. `approve` takes an author's edit that waits, `keep` drops it; the others are about the whole comment. */
export type Decision = 'approve' | 'hold' | 'spam' | 'trash' | 'delete' | 'keep';
export const DECISIONS = ['approve', 'hold', 'spam', 'trash', 'delete', 'keep'] as const satisfies readonly Decision[];

/** What a decision makes of a comment: a status, or nothing at all. */
export type DecisionEffect =
  | { readonly kind: 'move'; readonly to: Status }
  | { readonly kind: 'erase' }
  | { readonly kind: 'keep' }
  | { readonly kind: 'refuse'; readonly problem: string };

const MOVES: Readonly<Record<Exclude<Decision, 'delete' | 'keep'>, Status>> = {
  approve: 'approved',
  hold: 'pending',
  spam: 'spam',
  trash: 'trash',
};

/** What a decision does to a comment of a status: `delete` erases for good, from `spam` and `trash` only. */
export function effectOf(decision: Decision, from: Status): DecisionEffect {
  if (decision === 'keep') return { kind: 'keep' };
  if (decision !== 'delete') return { kind: 'move', to: MOVES[decision] };
  if (from === 'spam' || from === 'trash') return { kind: 'erase' };
  return { kind: 'refuse', problem: 'Only a comment in spam or trash can be deleted; move it there first.' };
}

/**
 * What a checker takes a comment for: its verdict, or the last correction that it took. `unsure` after a correction that was taken back when it had
 * been sent without an answer, since it may have arrived.
 */
export type Told = Direction | 'unsure';

/** What a person says of a comment by giving it a status: `approved` says ham and `spam` says spam, while `pending` and `trash` say nothing. */
export function directionOfStatus(status: Status): Direction | null {
  if (status === 'approved') return 'ham';
  return status === 'spam' ? 'spam' : null;
}

/**
 * Which way a person's decision corrects the checker.
 * @param told null while the checker has given no verdict: there is nothing to correct yet
 */
export function correctionFor(status: Status, told: Told | null): Direction | null {
  const said = directionOfStatus(status);
  if (told === null || said === null) return null;
  return said === told ? null : said;
}
