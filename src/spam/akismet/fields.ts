import type { CheckRequest, SentFields } from '../../domain/spam-checker.js';
import type { CheckedOutcome } from '../../domain/verdict.js';

/** What an operator can decide not to tell Akismet (`AKISMET_WITHHOLD`). */
type WithheldField = 'email' | 'name' | 'url' | 'referrer';

/** How much is told. */
export interface Disclosure {
  readonly withhold: ReadonlySet<WithheldField>;
  /** Sends `is_test`: Akismet answers as usual and learns nothing. */
  readonly test: boolean;
}

/**
 * Sent for a commenter whose address is not known. Akismet refuses a request without `user_ip` ("Missing required
 * field: user_ip."), and a check with one clue less is better than none. WordPress does the same.
 */
const UNKNOWN_IP = '127.0.0.1';

const TRAP_FIELD = 'trap';

/** Fields in which a person's words or traces are: an answer that echoes one of them is not to be shown. */
const PERSONAL_FIELDS = [
  'user_ip',
  'user_agent',
  'referrer',
  'comment_author',
  'comment_author_email',
  'comment_author_url',
  'comment_content',
  TRAP_FIELD,
] as const;

/**
 * The fields of a `comment-check`, without the key. What is empty or withheld is left out.
 * @see https://akismet.com/developers/detailed-docs/comment-check/
 */
export function checkFields(request: CheckRequest, { withhold, test }: Disclosure): SentFields {
  const fields: Record<string, string> = {
    blog: request.siteUrl,
    blog_charset: 'UTF-8',
    user_ip: request.ip || UNKNOWN_IP,
    user_agent: request.userAgent,
    referrer: withhold.has('referrer') ? '' : request.referrer,
    permalink: request.permalink,
    comment_type: request.type,
    comment_author: withhold.has('name') ? '' : request.authorName,
    comment_author_email: withhold.has('email') ? '' : request.authorEmail,
    comment_author_url: withhold.has('url') ? '' : request.authorUrl,
    comment_content: request.content,
    comment_date_gmt: iso8601(request.createdAt),
    comment_parent: request.parent ?? '',
    recheck_reason: request.recheckReason ?? '',
    honeypot_field_name: request.trap === '' ? '' : TRAP_FIELD,
    [TRAP_FIELD]: request.trap,
    is_test: test ? '1' : '',
  };
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== '')
      .map(([name, value]) => [name, encodable(value)]),
  );
}

/**
 * The fields of a `submit-spam` or `submit-ham`: those of the check, and what it had said. Nothing of the moderator.
 * @see https://akismet.com/developers/detailed-docs/submit-spam-missed-spam/
 */
export function correctionFields(sent: SentFields, said: CheckedOutcome | null, test: boolean): SentFields {
  return {
    ...sent,
    ...(test ? { is_test: '1' } : {}),
    ...(said === null ? {} : { comment_check_response: said === 'ham' ? 'false' : 'true' }),
  };
}

/** The values that must not come back to light in a message. */
export function personalValues(sent: SentFields): string[] {
  return PERSONAL_FIELDS.flatMap((name) => sent[name] ?? []).filter((value) => value !== UNKNOWN_IP);
}

/** In UTC and without fractions of a second. */
function iso8601(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** Half of a surrogate pair has no UTF-8 form: it would go over the wire as another character than the one recorded. */
function encodable(text: string): string {
  return text.replace(/\p{Cs}/gu, '\uFFFD');
}
