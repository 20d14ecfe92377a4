import type { Opinion } from '../../domain/evidence.js';
import type { CheckRequest, RecheckReason } from '../../domain/spam-checker.js';
import type { CheckOrder } from '../../store/units/check-orders.js';
import type { GivenVerdict } from '../../store/units/checks.js';

/** Where use cases hand over what a checker should be asked; the worker of the outbox stands behind it. */
export interface CheckDesk {
  /** The verdict of a checker that asks nobody; null where it has to be asked. */
  verdictAtOnce(opinion: Opinion): GivenVerdict | null;
  /**
   * How the check of a new comment is stored with it, so that this process asks at once: under a lease, which `begin` or `cancel` ends. Without a
   * lease when too much is under way or the checker does not answer; whoever claims it then asks.
   */
  orderNow(): CheckOrder;
  /** The same without a lease. */
  orderLater(reason: RecheckReason): CheckOrder;
  /** Starts a check that was stored under a lease of `orderNow`. */
  begin(jobId: number, lease: string, commentId: string, request: CheckRequest): void;
  /** Gives back a lease of `orderNow` that came to nothing. */
  cancel(lease: string): void;
  /** Waits until a comment's check is settled, at most so many milliseconds. @returns whether it was */
  settled(commentId: string, ms: number): Promise<boolean>;
  /** Whether waiting for a verdict makes sense now: the checker has been answering. */
  answers(): boolean;
  /** Says that new work is in the outbox. */
  wake(): void;
}
