import type { Opinion } from '../../domain/evidence.js';
import type {
  CheckFailure,
  CheckRequest,
  CorrectionResult,
  SentFields,
  SpamChecker,
} from '../../domain/spam-checker.js';
import type { Clock } from '../../domain/time.js';
import type { Store } from '../../store/store.js';
import type { CheckJob, CorrectionJob, Job } from '../../store/units/outbox.js';
import { openClient, openEmail, openTrap, UNKNOWN_CLIENT } from '../comments/client.js';
import { type KeyRing, readable } from '../keys/key-ring.js';
import { type Classifier, storedOpinion } from './classifier.js';

const MINUTE_MS = 60_000;
/** A check or correction that has not arrived after this time is given up. */
export const GIVE_UP_MS = 15 * 24 * 60 * MINUTE_MS;
/** Waits before the second, third and fourth try at a checker that does not answer; then every twenty minutes. */
const RETRY_MS = [1 * MINUTE_MS, 5 * MINUTE_MS, 20 * MINUTE_MS];
/** As many tries that fail while the checker answers others may be bad luck, and the next comes within a minute; more are this job's own fault. */
const UNLUCKY_TRIES = 4;
/** Jobs whose bad luck is remembered. */
const MOST_UNLUCKY = 10_000;
/** What a checker's own `Retry-After` may ask for at most. */
const MOST_RETRY_AFTER_MS = 60 * MINUTE_MS;
/** When a provisional verdict is asked about again at the latest. */
const MOST_RECHECK_AFTER_MS = 24 * 60 * MINUTE_MS;
/** No schedule puts a job further ahead than this, with room to spare: what is due later was ordered under a clock that has jumped. */
export const FURTHEST_RUN_MS = MOST_RECHECK_AFTER_MS + 2 * MOST_RETRY_AFTER_MS;
/** A correction leaves after this time, so that a decision undone at once is never told. */
export const CORRECTION_DELAY_MS = 2000;

/** A wait with jitter, the first never more than a minute. @param random a number from 0 to 1 */
function waitFor(attempts: number, random: number): number {
  const wait = RETRY_MS[Math.min(attempts, RETRY_MS.length) - 1] ?? (RETRY_MS[0] as number);
  return wait * (0.9 + (wait === MINUTE_MS ? 0.1 : 0.2) * random);
}

/** When to try again after a failure: after a wait, or as the checker asks; null when trying again is of no use. */
function retryAt(failure: CheckFailure, wait: number, now: number): number | null {
  if (failure.kind === 'request') return null;
  const asked = Math.min((failure.retryAfterSeconds ?? 0) * 1000, MOST_RETRY_AFTER_MS);
  return Math.round(now + Math.max(wait, asked));
}

/** A check under way. */
export interface OpenCheck {
  readonly jobId: number;
  readonly lease: string;
  readonly commentId: string;
  readonly attempts: number;
}

/** What a claimed check puts before the checker. @throws AfterwordError `unavailable` when it cannot be read */
function requestOf(job: CheckJob, keys: KeyRing, opinion: Opinion): CheckRequest {
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
    trap: openTrap(keys, job.client, job.commentId),
    recheckReason: job.reason ?? (job.attempts > 1 ? 'retry' : null),
    opinion,
  };
}

/** Repeats a write until the store takes it: what the checker has said must not be lost, or it would be asked twice. */
export type Persist = (write: () => Promise<unknown>) => Promise<void>;

/** How a job is carried out. */
export interface Run {
  /** Aborted when the process stops: calls are broken off, and the job goes back as it was. */
  readonly signal: AbortSignal;
  readonly persist: Persist;
}

/** Perhaps the key file will be put right, so the job is tried again like one that the checker did not answer. */
const UNREADABLE: CheckFailure = {
  kind: 'transient',
  message: 'What is kept of the commenter cannot be read: the key file does not fit the database. Run: afterword check',
  retryAfterSeconds: null,
};
const NOT_KEPT: CheckFailure = {
  kind: 'request',
  message: 'What the checker was sent is no longer kept.',
  retryAfterSeconds: null,
};

export interface CheckParts {
  readonly store: Pick<
    Store,
    'failCheck' | 'failCorrection' | 'makeRetriesDue' | 'returnJobs' | 'settleCheck' | 'settleCorrection'
  >;
  readonly keys: KeyRing;
  readonly checker: SpamChecker;
  readonly classifier: Pick<Classifier, 'judgeStored'>;
  readonly clock: Clock;
  /** A number from 0 to 1, so that not all that failed together is tried again together. */
  readonly random: () => number;
  /** Counts blatant spam and does not keep it. */
  readonly dropDiscarded: boolean;
}

/** Asks the checker outside any transaction, and stores what came of it in one. */
export function createCheck({ store, keys, checker, classifier, clock, random, dropDiscarded }: CheckParts) {
  /** How often each job has failed while the checker answered others, and how many answers there had been when it failed last. */
  const unlucky = new Map<number, { readonly failures: number; readonly answers: number }>();
  let answers = 0;
  /** Whether something waits for long only because nothing was answered when it failed. */
  let isOutage = false;

  /** The longer waits are for a checker that does not answer, and for a job that fails alone. */
  function waitAfter({ jobId, attempts }: OpenCheck): number {
    const before = unlucky.get(jobId) ?? { failures: 0, answers: -1 };
    const answersOthers = checker.admission().calls === 'all' && answers > before.answers;
    const failures = before.failures + (answersOthers ? 1 : 0);
    if (unlucky.size >= MOST_UNLUCKY) unlucky.clear();
    unlucky.set(jobId, { failures, answers });
    if (answersOthers) return waitFor(1 + Math.max(0, failures - UNLUCKY_TRIES), random());
    if (failures <= UNLUCKY_TRIES) isOutage = true;
    return waitFor(attempts, random());
  }

  /** A first answer after an outage: what waits for long waits no longer. */
  async function noteAnswer({ jobId }: OpenCheck, run: Run): Promise<void> {
    unlucky.delete(jobId);
    answers += 1;
    if (!isOutage) return;
    isOutage = false;
    await run.persist(() => store.makeRetriesDue({ now: clock.now() }));
  }

  /** What the store keeps of a failure, and when the job is tried again. */
  function afterFailure(job: OpenCheck, failure: CheckFailure) {
    const { jobId, lease } = job;
    const now = clock.now();
    return { jobId, lease, now, message: failure.message, retryAt: retryAt(failure, waitAfter(job), now) };
  }

  function giveBack({ jobId, lease }: OpenCheck, run: Run): Promise<void> {
    return run.persist(() => store.returnJobs({ jobs: [{ jobId, lease }], runAt: clock.now() }));
  }

  async function check(job: OpenCheck, request: CheckRequest | null, run: Run): Promise<void> {
    const result =
      request === null ? ({ ok: false, failure: UNREADABLE } as const) : await checker.check(request, run.signal);
    if (!result.ok) {
      if (run.signal.aborted) return giveBack(job, run);
      const failed = afterFailure(job, result.failure);
      return run.persist(() => store.failCheck(failed));
    }
    const now = clock.now();
    const { recheckAfterSeconds } = result;
    const verdict = {
      jobId: job.jobId,
      lease: job.lease,
      now,
      by: checker.name,
      outcome: result.outcome,
      recheckAfterMs: recheckAfterSeconds === null ? null : Math.min(recheckAfterSeconds * 1000, MOST_RECHECK_AFTER_MS),
      guid: result.guid,
      sent: result.sent && keys.seal(JSON.stringify(result.sent), job.commentId, 'sent'),
      opinion: request && storedOpinion(request.opinion),
      dropDiscarded,
      correctionAt: now + CORRECTION_DELAY_MS,
      correctionGiveUpAt: now + GIVE_UP_MS,
    };
    await run.persist(() => store.settleCheck(verdict));
    return noteAnswer(job, run);
  }

  async function correct(job: CorrectionJob, run: Run): Promise<void> {
    const result = await sendCorrection(job, run.signal);
    if (!result.ok && run.signal.aborted) return giveBack(job, run);
    if (result.ok) {
      const { jobId, lease } = job;
      const now = clock.now();
      await run.persist(() => store.settleCorrection({ jobId, lease, now }));
      return noteAnswer(job, run);
    }
    const failed = afterFailure(job, result.failure);
    return run.persist(() => store.failCorrection(failed));
  }

  async function sendCorrection(job: CorrectionJob, signal: AbortSignal): Promise<CorrectionResult> {
    if (job.fields === null) return { ok: false, failure: NOT_KEPT };
    const sent = readable(() => JSON.parse(keys.open(job.fields as Uint8Array, job.commentId, 'sent')) as SentFields);
    if (sent === null) return { ok: false, failure: UNREADABLE };
    return checker.correct(job.direction, sent, job.said, signal);
  }

  return {
    /** Asks about a comment that was just sent, its request at hand. */
    check,

    /** Carries out a job that was claimed. */
    async carryOut(job: Job, run: Run): Promise<void> {
      if (job.kind === 'correction') return correct(job, run);
      const opinion = await classifier.judgeStored(job.siteId, job.commentId);
      // Nothing is left to be checked: the job went with its comment.
      if (opinion === null) return;
      const request = readable(() => requestOf(job, keys, opinion));
      return check(job, request, run);
    },
  };
}

/** What the worker of the outbox does with its jobs. */
export type Check = ReturnType<typeof createCheck>;
