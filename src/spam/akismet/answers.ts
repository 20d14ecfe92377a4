import { z } from 'zod';
import type { CheckFailure } from '../../domain/spam-checker.js';
import type { CheckedOutcome } from '../../domain/verdict.js';
import { describeAlert } from './alerts.js';
import { type Failed, failed } from './failures.js';
import { foreignText } from './foreign-text.js';
import type { HttpAnswer } from './transport.js';

/** What is needed to read an answer beside the answer. */
export interface ReadingContext {
  /** What an answer may echo and nobody may see. */
  readonly secrets: readonly string[];
  /** Milliseconds since 1970, for a `Retry-After` that names a date. */
  readonly now: number;
}

export interface Verdict {
  readonly ok: true;
  readonly outcome: CheckedOutcome;
  readonly recheckAfterSeconds: number | null;
  readonly guid: string | null;
}

/** How much of the plan is used up this month. */
export interface Usage {
  readonly ok: true;
  /** Calls a month, null when the plan has no limit. */
  readonly limit: number | null;
  readonly used: number;
  /** Of the limit, 0 when there is none. */
  readonly percentage: number;
  /** Whether Akismet slows this key down or refuses calls. */
  readonly throttled: boolean;
}

/** The body of an accepted correction, to the letter. */
const THANKS = 'Thanks for making the web a better place.';

/** A wish to wait for longer than this is not one that a comment can follow. */
const MAX_WAIT_SECONDS = 24 * 60 * 60;

/**
 * Reads the answer to a `comment-check`, in an order that matters: a suspended key can answer `false`, so
 * `X-akismet-error` comes before the body, and both HTTP's status and the exact body before any hint.
 * @see https://akismet.com/developers/detailed-docs/comment-check/
 */
export function readVerdict(answer: HttpAnswer, context: ReadingContext): Verdict | Failed {
  const refused = readRefusal(answer, context);
  if (refused !== null) return refused;
  const guid = foreignText(header(answer, 'x-akismet-guid'), context.secrets) || null;
  if (answer.body === 'true') {
    const blatant = header(answer, 'x-akismet-pro-tip') === 'discard';
    return { ok: true, outcome: blatant ? 'discard' : 'spam', recheckAfterSeconds: null, guid };
  }
  if (answer.body === 'false') {
    return { ok: true, outcome: 'ham', recheckAfterSeconds: readRecheckAfter(answer), guid };
  }
  return readOtherBody(answer, context);
}

/** Reads the answer to a `submit-spam` or `submit-ham`. */
export function readThanks(answer: HttpAnswer, context: ReadingContext): { readonly ok: true } | Failed {
  const refused = readRefusal(answer, context);
  if (refused !== null) return refused;
  return answer.body === THANKS ? { ok: true } : readOtherBody(answer, context);
}

/** Reads the answer to a `verify-key`. `invalid` is an answer here, whatever help comes with it. */
export function readKeyValidity(
  answer: HttpAnswer,
  context: ReadingContext,
): { readonly ok: true; readonly valid: boolean } | Failed {
  const refused = readRefusal(answer, context);
  if (refused !== null) return refused;
  if (answer.body === 'valid') return { ok: true, valid: true };
  return answer.body === 'invalid' ? { ok: true, valid: false } : readOtherBody(answer, context);
}

const usageSchema = z.object({
  limit: z.union([z.literal('none'), z.coerce.number().nonnegative()]),
  usage: z.coerce.number().nonnegative(),
  percentage: z.preprocess(
    (value) => (typeof value === 'string' ? value.replace(/%$/, '') : value),
    z.coerce.number().nonnegative(),
  ),
  throttled: z.boolean(),
});

/** Reads the answer to a `usage-limit`. */
export function readUsage(answer: HttpAnswer, context: ReadingContext): Usage | Failed {
  const refused = readRefusal(answer, context);
  if (refused !== null) return refused;
  const parsed = usageSchema.safeParse(parseJson(answer.body));
  if (!parsed.success) return readOtherBody(answer, context);
  const { limit, usage, percentage, throttled } = parsed.data;
  return { ok: true, limit: limit === 'none' ? null : limit, used: usage, percentage, throttled };
}

/** What Akismet says about the account beside its answer; null when it says nothing. */
export function readAlert(answer: HttpAnswer, { secrets }: ReadingContext): string | null {
  const code = header(answer, 'x-akismet-alert-code');
  const message = foreignText(header(answer, 'x-akismet-alert-msg'), secrets);
  return code === '' && message === '' ? null : describeAlert(code, message);
}

/** The failure of an answer that does not count whatever its body says; null when the body decides. */
function readRefusal(answer: HttpAnswer, context: ReadingContext): Failed | null {
  const { status } = answer;
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    const message = `Akismet answers with HTTP status ${status}${status === 429 ? ': too many calls' : ''}.`;
    return failed('transient', message, readRetryAfter(answer, context.now));
  }
  const error = header(answer, 'x-akismet-error');
  if (error !== '') return refusal(answer, context, kindOfRefusal(error, 'key'), error);
  if (status === 413) return failed('request', 'Akismet says that the comment is too long (HTTP status 413).');
  return status >= 200 && status < 300 ? null : readOtherBody(answer, context);
}

/** The failure of an answer whose body is not the one that was hoped for. */
function readOtherBody(answer: HttpAnswer, context: ReadingContext): Failed {
  const missingField = /^Missing required field: \w+/.exec(answer.body)?.[0] ?? '';
  const help = header(answer, 'x-akismet-debug-help') || missingField;
  if (help !== '') return refusal(answer, context, kindOfRefusal(help, 'request'), help);
  if (answer.body === 'invalid') return refusal(answer, context, 'key', '');
  return failed('protocol', `An answer that is none of Akismet’s (HTTP status ${answer.status}). Check AKISMET_URL.`);
}

function refusal(answer: HttpAnswer, context: ReadingContext, kind: 'key' | 'request', words: string): Failed {
  const text = foreignText(words, context.secrets);
  const said = text === '' ? '' : ` ("${text}")`;
  if (kind === 'request') return failed('request', `Akismet says that the request is wrong${said}.`);
  const alert = readAlert(answer, context);
  const advice = alert ?? 'Check it at https://akismet.com/account/ and correct AKISMET_KEY.';
  return failed('key', `Akismet refuses the key${said}; no comment is checked until this is put right. ${advice}`);
}

/** Whether a refusal is about the key, and so about every call, or about this one. `otherwise` decides what is silent on that. */
function kindOfRefusal(words: string, otherwise: 'key' | 'request'): CheckFailure['kind'] & ('key' | 'request') {
  if (/\b(api[ _-]?key|key|account|subscription|plan|suspended|revoked)\b/i.test(words)) return 'key';
  return /\bfield\b|^empty "/i.test(words.replaceAll('-', ' ')) ? 'request' : otherwise;
}

/** RFC 9110, section 10.2.3: seconds, or a date in one of three forms, all of them in GMT. */
function readRetryAfter(answer: HttpAnswer, now: number): number | null {
  const value = header(answer, 'retry-after');
  if (/^\d{1,10}$/.test(value)) return Math.min(Number(value), MAX_WAIT_SECONDS);
  if (!/^[A-Z][a-z]{2}/.test(value)) return null;
  const date = Date.parse(value.endsWith('GMT') ? value : `${value} GMT`);
  if (Number.isNaN(date)) return null;
  return Math.min(Math.max(Math.ceil((date - now) / 1000), 0), MAX_WAIT_SECONDS);
}

function readRecheckAfter(answer: HttpAnswer): number | null {
  const value = header(answer, 'x-akismet-recheck-after');
  const seconds = /^\d{1,10}$/.test(value) ? Number(value) : 0;
  return seconds === 0 ? null : Math.min(seconds, MAX_WAIT_SECONDS);
}

/** A header's value, empty when there is none. Node reads header bytes as Latin-1, Akismet writes UTF-8. */
function header(answer: HttpAnswer, name: string): string {
  const value = answer.headers[name];
  return typeof value === 'string' ? Buffer.from(value, 'latin1').toString('utf8').trim() : '';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
