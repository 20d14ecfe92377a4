import type { Admission, CheckerHealth, CheckFailure, SentFields } from '../../domain/spam-checker.js';
import type { CheckedOutcome } from '../../domain/verdict.js';
import { type ReadingContext, readAlert } from './answers.js';
import { type Failed, failed } from './failures.js';
import { personalValues } from './fields.js';
import { createKeyBreaker } from './key-breaker.js';
import { type CallTicket, createTransientBreaker } from './transient-breaker.js';
import type { FormRequest, HttpAnswer, Transport } from './transport.js';

/** One call that was made, for metrics and the log: no personal data, no key. */
export interface AkismetEvent {
  readonly call: 'comment-check' | 'submit-spam' | 'submit-ham' | 'verify-key' | 'usage-limit';
  /** What was answered (a served `usage-limit` counts as `valid`), or the kind of failure. */
  readonly outcome: CheckedOutcome | 'thanks' | 'valid' | 'invalid' | CheckFailure['kind'];
  readonly seconds: number;
}

/** Something to ask Akismet: how it is written, how its answer is read, and how that is counted. */
export interface Question<Answer extends Served> {
  readonly call: AkismetEvent['call'];
  readonly sent: SentFields;
  readonly write: () => FormRequest | Promise<FormRequest>;
  readonly read: (answer: HttpAnswer, context: ReadingContext) => Answer | Failed;
  readonly outcome: (answer: Answer) => AkismetEvent['outcome'];
}

interface Served {
  readonly ok: true;
}

/** Whether the key is valid. */
export interface KeyValidity extends Served {
  readonly valid: boolean;
}

/** Everything that is said to Akismet, and what is remembered of how it went. */
export interface Conversation {
  /** Asks when the breakers let it; fails at once when they do not. */
  ask<A extends Served>(question: Question<A>, signal: AbortSignal): Promise<A | Failed>;
  /** Asks in any case. */
  askRegardless<A extends Served>(question: Question<A>, signal: AbortSignal): Promise<A | Failed>;
  /** Asks in any case, and opens or closes the key's breaker by the answer. */
  verify(question: Question<KeyValidity>, signal: AbortSignal): Promise<KeyValidity | Failed>;
  verifyDue(): boolean;
  admission(): Admission;
  health(): CheckerHealth;
}

export interface ConversationOptions {
  readonly key: string;
  readonly transport: Transport;
  readonly clock: { now(): number };
  readonly onEvent: (event: AkismetEvent) => void;
}

const KEY_NOT_VALID =
  'Akismet says that the key is not valid; no comment is checked until this is put right. ' +
  'Check it at https://akismet.com/account/ and correct AKISMET_KEY.';

export function createConversation({ key, transport, clock, onEvent }: ConversationOptions): Conversation {
  const transientBreaker = createTransientBreaker();
  const keyBreaker = createKeyBreaker();
  let lastError: string | null = null;
  let alert: string | null = null;

  async function exchange<A extends Served>(question: Question<A>, signal: AbortSignal): Promise<A | Failed> {
    let request: FormRequest;
    try {
      request = await question.write();
    } catch {
      // The error of an HTTP library may carry the whole request; nothing of it is passed on.
      return failed('protocol', 'The installed akismet-api writes no request: its version does not fit.');
    }
    const exchanged = await transport.post(request, signal);
    if (!exchanged.ok) return exchanged;
    const context = { secrets: [key, ...personalValues(question.sent)], now: clock.now() };
    const result = question.read(exchanged.answer, context);
    const said = readAlert(exchanged.answer, context);
    if (said !== null || result.ok) alert = said;
    return result;
  }

  function settle(result: Served | Failed, ticket: CallTicket, mark: number, signal: AbortSignal): void {
    if (result.ok) {
      transientBreaker.answered();
      clearLastError();
    } else if (signal.aborted) {
      transientBreaker.abandoned(ticket);
    } else {
      const { kind, message, retryAfterSeconds } = result.failure;
      lastError = message;
      if (kind === 'key') keyBreaker.refused(mark, clock.now());
      if (kind === 'key' || kind === 'request') transientBreaker.answered();
      else transientBreaker.failed(ticket, clock.now(), (retryAfterSeconds ?? 0) * 1000);
    }
  }

  /** A refused key stays the last error until it is found valid, whatever else succeeds meanwhile. */
  function clearLastError(): void {
    if (keyBreaker.closedUntil(clock.now()) === null) lastError = null;
  }

  async function run<A extends Served>(question: Question<A>, signal: AbortSignal, ticket: CallTicket) {
    const mark = keyBreaker.mark();
    const startedAt = clock.now();
    const result = await exchange(question, signal);
    settle(result, ticket, mark, signal);
    onEvent({
      call: question.call,
      outcome: result.ok ? question.outcome(result) : result.failure.kind,
      seconds: Math.max(0, clock.now() - startedAt) / 1000,
    });
    return result;
  }

  return {
    async ask(question, signal) {
      const now = clock.now();
      const closedUntil = keyBreaker.closedUntil(now);
      if (closedUntil !== null) return notAsked('key', closedUntil - now);
      const ticket = transientBreaker.begin(now);
      if (ticket === null) {
        const admission = transientBreaker.admission(now);
        return notAsked('transient', admission.calls === 'none' ? admission.until - now : 0);
      }
      const result = await run(question, signal, ticket);
      if (result.ok) keyBreaker.served();
      return result;
    },

    async askRegardless(question, signal) {
      return await run(question, signal, transientBreaker.beginRegardless());
    },

    async verify(question, signal) {
      const wasClosed = keyBreaker.closedUntil(clock.now()) === null;
      const mark = keyBreaker.mark();
      keyBreaker.beginVerify();
      const result = await run(question, signal, transientBreaker.beginRegardless());
      const now = clock.now();
      if (result.ok && result.valid) {
        keyBreaker.verified('valid', now);
        clearLastError();
        return result;
      }
      if (result.ok) {
        lastError = KEY_NOT_VALID;
        keyBreaker.refused(mark, now);
      }
      if (!wasClosed) keyBreaker.verified(!result.ok && signal.aborted ? 'unknown' : 'not-valid', now);
      return result;
    },

    verifyDue: () => keyBreaker.verifyDue(clock.now()),

    admission() {
      const now = clock.now();
      const until = keyBreaker.closedUntil(now);
      return until === null ? transientBreaker.admission(now) : { calls: 'none', until };
    },

    health: () => ({ ok: lastError === null, lastError, alert }),
  };
}

/** The result of a call that was not made because a breaker is open. */
function notAsked(kind: 'key' | 'transient', waitMs: number): Failed {
  const why = kind === 'key' ? 'it refuses the key (see AKISMET_KEY)' : 'it has not been answering';
  return failed(kind, `Akismet is not asked for the moment: ${why}.`, Math.max(1, Math.ceil(waitMs / 1000)));
}
