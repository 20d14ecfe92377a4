import type { Opinion } from './evidence.js';
import type { CheckedOutcome, Direction, Outcome, VerdictBy } from './verdict.js';

/** Why a comment is asked about again: `retry` after an error, `edit` after its author's edit, `recheck` on demand. */
export type RecheckReason = 'retry' | 'edit' | 'recheck';

/** All that may be told about a comment to a checker. What is withheld from it is the checker's own configuration. */
export interface CheckRequest {
  /** The site's front page, a full URL. */
  readonly siteUrl: string;
  /** The commenter's address; empty when a blog's server did not name one. */
  readonly ip: string;
  readonly userAgent: string;
  readonly referrer: string;
  /** The article's full URL. */
  readonly permalink: string;
  /** `reply` for an answer to another comment. */
  readonly type: 'comment' | 'reply';
  readonly authorName: string;
  readonly authorEmail: string;
  readonly authorUrl: string;
  /** The Markdown as it was written. */
  readonly content: string;
  /** When the comment was written, in milliseconds since 1970. */
  readonly createdAt: number;
  /** The id of the comment that this one answers. */
  readonly parent: string | null;
  /** What stood in the honeypot field; empty for people. */
  readonly trap: string;
  /** Null for the first question about this comment. */
  readonly recheckReason: RecheckReason | null;
  /** What the local classifier thinks of it: it never leaves this service. */
  readonly opinion: Opinion;
}

/** The fields that went over the wire, without the key: what a correction has to repeat. */
export type SentFields = Readonly<Record<string, string | readonly string[]>>;

/**
 * Why a call brought no verdict.
 * `transient`: network, time-out, 5xx, throttling; `key`: the key or the account; `request`: the checker says that this one request is
 * wrong; `protocol`: an answer that means nothing. The message is for the operator and holds no personal data and no key.
 */
export interface CheckFailure {
  readonly kind: 'transient' | 'key' | 'request' | 'protocol';
  readonly message: string;
  /** The checker's own wish (`Retry-After`), if it sent one. */
  readonly retryAfterSeconds: number | null;
}

export type CheckResult =
  | {
      readonly ok: true;
      /** `unchecked` when the checker has looked and does not know. */
      readonly outcome: Outcome;
      /** Set on a provisional `ham`: ask again after so many seconds. */
      readonly recheckAfterSeconds: number | null;
      /** The checker's own id of this check. */
      readonly guid: string | null;
      /** Null where nothing was sent anywhere. */
      readonly sent: SentFields | null;
    }
  | { readonly ok: false; readonly failure: CheckFailure };

export type CorrectionResult = { readonly ok: true } | { readonly ok: false; readonly failure: CheckFailure };

/** A checker's state of health, in words that tell the operator what to do. */
export interface CheckerHealth {
  readonly ok: boolean;
  /** The last failure, until a call succeeds again. */
  readonly lastError: string | null;
  /** What the checker's service says about the account (over the plan's limit, revoked key, …). */
  readonly alert: string | null;
}

/**
 * How many calls make sense now. `all`: as many as the worker likes; `one`: a single probe, whose answer decides;
 * `none`: no call before `until` (milliseconds since 1970).
 */
export type Admission =
  | { readonly calls: 'all' }
  | { readonly calls: 'one' }
  | { readonly calls: 'none'; readonly until: number };

/** Judges comments and takes corrections. Never throws for what the other side does; an abort by `signal` is `transient`. */
export interface SpamChecker {
  readonly name: Exclude<VerdictBy, 'none'>;
  check(request: CheckRequest, signal: AbortSignal): Promise<CheckResult>;
  /**
   * Tells the checker that it was wrong.
   * @param sent the fields of the original check
   * @param said what the check had said, null when it never answered
   */
  correct(to: Direction, sent: SentFields, said: CheckedOutcome | null, signal: AbortSignal): Promise<CorrectionResult>;
  /** What a checker that asks nobody says at once, so that it is stored with the comment. One that has to ask has no such method. */
  sayAtOnce?(opinion: Opinion): Outcome;
  /** Whether the worker may call `check` and `correct` now. */
  admission(): Admission;
  /** Called about once a second: the checker does what it needs to get well again (asks whether its key is valid, …). */
  tend(signal: AbortSignal): Promise<void>;
  health(): CheckerHealth;
}

/** Who looks for spam: a form has to say so before somebody sends it. */
export type CheckerName = SpamChecker['name'];
