import type { Decision } from '../../src/domain/decision.js';
import { fc } from '../support/properties.js';

const AUTHORS = ['ada', 'bob', 'eve'];
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const DAY = 24 * 60 * MINUTE;
export const EDIT_WINDOW = 15 * MINUTE;
export const SPAM_DAYS = 15;
/** When a verdict that the checker is not sure of is asked about again. */
export const PROVISIONAL = 10 * MINUTE;
/** What the checker says of words that begin so. */
const KINDS = ['fine', 'spam', 'maybe'] as const;
export type Kind = (typeof KINDS)[number];

/** `pick` chooses among the comments that there are then; what the checker says of new words, `says` says. */
export type Step =
  | { kind: 'post'; author: string; says: Kind; below: number | null; hasTitle: boolean; byBlog: boolean }
  | { kind: 'edit'; pick: number; says: Kind }
  | { kind: 'article'; title: 'new' | null; url: 'new' | null }
  | { kind: 'wait'; ms: number }
  | { kind: 'decide'; pick: number; decision: Decision }
  | { kind: 'undo' }
  | { kind: 'withdraw'; pick: number }
  | { kind: 'erase'; author: string };

const pick = fc.nat(99);
const says = fc.constantFrom<Kind[]>('fine', 'fine', 'fine', 'spam', 'maybe');
const said = fc.constantFrom('new' as const, 'new' as const, null);
const author = fc.constantFrom(...AUTHORS);
const decision = fc.constantFrom<Decision[]>(
  'approve',
  'approve',
  'approve',
  'hold',
  'spam',
  'trash',
  'keep',
  'delete',
);
export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    arbitrary: fc.record({
      kind: fc.constant('post' as const),
      author,
      says,
      below: fc.option(pick),
      hasTitle: fc.boolean(),
      byBlog: fc.constantFrom(false, false, false, false, true),
    }),
    weight: 6,
  },
  { arbitrary: fc.record({ kind: fc.constant('edit' as const), pick, says }), weight: 5 },
  { arbitrary: fc.record({ kind: fc.constant('article' as const), title: said, url: said }), weight: 1 },
  {
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      ms: fc.constantFrom(1, 3 * SECOND, EDIT_WINDOW - 1, EDIT_WINDOW, PROVISIONAL, DAY, (SPAM_DAYS + 1) * DAY),
    }),
    weight: 3,
  },
  { arbitrary: fc.record({ kind: fc.constant('decide' as const), pick, decision }), weight: 9 },
  { arbitrary: fc.constant({ kind: 'undo' as const }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant('withdraw' as const), pick }), weight: 1 },
  { arbitrary: fc.record({ kind: fc.constant('erase' as const), author }), weight: 1 },
);
