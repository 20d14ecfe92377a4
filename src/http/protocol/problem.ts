import { AfterwordError, type FieldError } from '../../domain/errors.js';
import type { OwnPath } from '../../domain/own-path.js';
import type { Site } from '../../domain/site.js';
import { type ProblemCode, problemTitle, problemType } from './problem-kinds.js';

/** The one map from what went wrong to a status code (RFC 9110). */
const STATUSES: Readonly<Record<ProblemCode, number>> = {
  malformed: 400,
  unauthorized: 401,
  forbidden: 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'not-acceptable': 406,
  conflict: 409,
  'too-large': 413,
  'unsupported-media-type': 415,
  invalid: 422,
  'too-many-requests': 429,
  unavailable: 503,
  internal: 500,
};

/** A problem document (RFC 9457) with the headers that go with it. */
export interface Problem {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly document: {
    readonly type: string;
    readonly title: string;
    readonly status: number;
    readonly detail: string;
    readonly errors?: readonly FieldError[];
  };
}

/** Turns whatever was thrown into an answer. What was not raised on purpose becomes a plain 500 without details. */
export function problemOf(error: unknown, at: OwnPath = (path) => path): Problem {
  const known = error instanceof AfterwordError ? error : fromExpress(error);
  const code = known?.code ?? 'internal';
  const status = STATUSES[code];
  const detail = known?.message ?? 'The request could not be carried out. It has been noted.';
  const fields = known?.facts.fields;
  return {
    status,
    headers: known === null ? {} : headersOf(known),
    document: {
      type: at(problemType(code)),
      title: problemTitle(code),
      status,
      detail,
      ...(fields && { errors: fields }),
    },
  };
}

function headersOf({ code, facts }: AfterwordError): Record<string, string> {
  const headers: Record<string, string> = {};
  if (facts.retryAfterSeconds !== undefined) headers['Retry-After'] = String(facts.retryAfterSeconds);
  else if (code === 'unavailable') headers['Retry-After'] = '5';
  if (facts.allow !== undefined) headers.Allow = facts.allow.join(', ');
  if (code === 'unauthorized') headers['WWW-Authenticate'] = 'Bearer';
  return headers;
}

/** Express's own error: a path whose percent-encoding is broken. */
function fromExpress(error: unknown): AfterwordError | null {
  const { status } = (error ?? {}) as { status?: unknown };
  return status === 400 ? new AfterwordError('malformed', 'The address cannot be read.') : null;
}

/** A form that came to nothing: what is known of it when the problem arises. */
export interface FailedForm {
  readonly problem: Problem;
  /** Undefined where the address names none. */
  readonly site: Site | undefined;
  /** What was sent, as far as it could be read. */
  readonly sent: unknown;
  /** The browser's `Accept-Language`. */
  readonly languages: string | undefined;
}
