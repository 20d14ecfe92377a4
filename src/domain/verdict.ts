/** What a spam checker can say: `discard` is blatant spam, `unchecked` means that no answer counts yet. */
export type Outcome = 'ham' | 'spam' | 'discard' | 'unchecked';

/** An outcome that a checker gave. */
export type CheckedOutcome = Exclude<Outcome, 'unchecked'>;

/** Who gave a verdict. */
export type VerdictBy = 'akismet' | 'local' | 'none';

/** The two directions in which a moderator's correction teaches a checker. */
export type Direction = 'ham' | 'spam';

/** The direction that an outcome points to; null as long as there is none. */
export function directionOf(outcome: Outcome): Direction | null {
  if (outcome === 'unchecked') return null;
  return outcome === 'ham' ? 'ham' : 'spam';
}
