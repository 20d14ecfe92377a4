import type { Opinion } from '../../domain/evidence.js';
import type { CorrectionResult, SpamChecker } from '../../domain/spam-checker.js';

/** What Akismet had been sent and a person has corrected since waits for it: the key may come back. */
const NOT_OURS: CorrectionResult = {
  ok: false,
  failure: {
    kind: 'transient',
    message: 'There is no AKISMET_KEY any more: what moderators corrected before waits until there is one.',
    retryAfterSeconds: null,
  },
};

/**
 * The checker of a service without Akismet: its verdict is the local classifier's opinion, where that is sure. It is never told that it was wrong, since
 * it learns from the decision itself.
 */
export function createLocalChecker(): SpamChecker {
  const sayAtOnce = ({ outcome }: Opinion) => (outcome === 'unsure' ? 'unchecked' : outcome);
  return {
    name: 'local',
    sayAtOnce,
    async check({ opinion }) {
      return { ok: true, outcome: sayAtOnce(opinion), recheckAfterSeconds: null, guid: null, sent: null };
    },
    correct: async () => NOT_OURS,
    admission: () => ({ calls: 'all' }),
    async tend() {},
    health: () => ({ ok: true, lastError: null, alert: null }),
  };
}
