import type { CheckFailure, CheckRequest, SentFields, SpamChecker } from '../domain/spam-checker.js';
import type { Store } from '../store/store.js';
import type { CheckJob, CorrectionJob } from '../store/units/outbox.js';
import { openClient, openEmail, UNKNOWN_CLIENT } from './client.js';
import type { Clock } from './clock.js';
import type { KeyRing } from './key-ring.js';

const MINUTE_MS = 60_000;
/** A check or correction that has not arrived after this time is given up. */
export const GIVE_UP_MS = 15 * 24 * 60 * MINUTE_MS;
/** Waits before the second, third and fourth try; then every twenty minutes. */
const RETRY_MS = [1 * MINUTE_MS, 5 * MINUTE_MS, 20 * MINUTE_MS];
/** What a checker's own `Retry-After` may ask for at most. */
const MOST_RETRY_AFTER_MS = 60 * MINUTE_MS;
/** The furthest ahead that any schedule puts a job, a provisional verdict aside: later ones come from a clock that has jumped. */
export const FURTHEST_RUN_MS = 26 * 60 * MINUTE_MS;
/** A correction leaves after this time, so that a decision undone at once is never told. */
export const CORRECTION_DELAY_MS = 2000;

/**
 * When to try again after a failure: about 1, 5 and 20 minutes, then every 20 with jitter, or as the checker asks; null when trying again is of no
 * use.
 * @param random a number from 0 to 1
 */
export function retryAt(failure: CheckFailure, attempts: number, now: number, random: number): number | null {
  if (failure.kind === 'request') return null;
  const wait = RETRY_MS[Math.min(attempts, RETRY_MS.length) - 1] ?? (RETRY_MS[0] as number);
  const jittered = wait * (0.9 + 0.2 * random);
  const asked = Math.min((failure.retryAfterSeconds ?? 0) * 1000, MOST_RETRY_AFTER_MS);
  return Math.round(now + Math.max(jittered, asked));
}

/** A check under way. */
export interface OpenCheck {
  readonly jobId: number;
  readonly lease: string;
  readonly commentId: string;
  readonly attempts: number;
}

/** What a claimed check puts before the checker. */
export function requestOf(job: CheckJob, keys: KeyRing): CheckRequest {
  const client = openClient(keys, job.client, job.commentId) ?? UNKNOWN_CLIENT;
  return {
    siteUrl: job.siteUrl,
    ...client,
    permalink: job.articleUrl,
    type: job.parentId === null ? 'comment' : 'reply',
    authorName: job.authorName,
    authorEmail: openEmail(keys, job.email, job.commentId) ?? '',
    authorUrl: job.authorUrl ?? '',
    content: job.body,
    createdAt: job.commentCreatedAt,
    parent: job.parentId,
    trap: job.trap,
    recheckReason: job.reason ?? (job.attempts > 1 ? 'retry' : null),
  };
}

/** Repeats a write until the store takes it: what the checker has said must not be lost, or it would be asked twice. */
export type Persist = (write: () => Promise<unknown>) => Promise<void>;

/** Asks the checker outside any transaction, and stores what came of it in one. */
export function createCheck(
  store: Store,
  keys: KeyRing,
  checker: SpamChecker,
  clock: Clock,
  random: () => number,
  dropDiscarded: boolean,
  persist: Persist,
) {
  /** The process stops: the job goes back as it was. */
  const giveBack = (job: { jobId: number; lease: string }) =>
    persist(() => store.returnJobs({ jobs: [job], runAt: clock.now() }));

  return {
    async check(job: OpenCheck, request: CheckRequest, signal: AbortSignal): Promise<void> {
      const result = await checker.check(request, signal);
      const now = clock.now();
      const { jobId, lease } = job;
      if (!result.ok) {
        if (signal.aborted) return giveBack(job);
        const at = retryAt(result.failure, job.attempts, now, random());
        await persist(() => store.failCheck({ jobId, lease, now, message: result.failure.message, retryAt: at }));
        return;
      }
      const verdict = {
        jobId,
        lease,
        now,
        by: checker.name,
        outcome: result.outcome,
        recheckAfterMs: result.recheckAfterSeconds === null ? null : result.recheckAfterSeconds * 1000,
        guid: result.guid,
        sent: keys.seal(JSON.stringify(result.sent), job.commentId, 'sent'),
        dropDiscarded,
        correctionAt: now + CORRECTION_DELAY_MS,
        correctionGiveUpAt: now + GIVE_UP_MS,
      };
      await persist(() => store.settleCheck(verdict));
    },

    async correct(job: CorrectionJob, signal: AbortSignal): Promise<void> {
      const { jobId, lease } = job;
      if (job.fields === null) {
        await store.failCorrection({
          jobId,
          lease,
          now: clock.now(),
          message: 'the fields are no longer kept',
          retryAt: null,
        });
        return;
      }
      const sent = JSON.parse(keys.open(job.fields, job.commentId, 'sent')) as SentFields;
      const result = await checker.correct(job.direction, sent, job.said, signal);
      const now = clock.now();
      if (!result.ok && signal.aborted) return giveBack(job);
      if (result.ok) await persist(() => store.settleCorrection({ jobId, lease, now }));
      else {
        const at = retryAt(result.failure, job.attempts, now, random());
        await persist(() => store.failCorrection({ jobId, lease, now, message: result.failure.message, retryAt: at }));
      }
    },
  };
}

/** What the worker of the outbox does with a claimed job. */
export type Check = ReturnType<typeof createCheck>;
