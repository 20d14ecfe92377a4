import { AfterwordError, type ErrorCode, type FieldError } from '../domain/errors.js';

/** The one map from what went wrong to a status code (RFC 9110) and a title. */
const PROBLEMS: Readonly<Record<ErrorCode | 'internal', readonly [status: number, title: string]>> = {
  malformed: [400, 'The request is malformed'],
  unauthorized: [401, 'A valid token is needed'],
  forbidden: [403, 'This is not allowed'],
  'not-found': [404, 'There is nothing here'],
  'method-not-allowed': [405, 'This method does not work here'],
  'not-acceptable': [406, 'There is no such form of this'],
  conflict: [409, 'This conflicts with what is stored'],
  'too-large': [413, 'The request is too large'],
  'unsupported-media-type': [415, 'This media type is not understood'],
  invalid: [422, 'A field or parameter is wrong'],
  'too-many-requests': [429, 'Too many requests'],
  unavailable: [503, 'The service cannot do this right now'],
  internal: [500, 'Something went wrong on our side'],
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
export function problemOf(error: unknown): Problem {
  const known = error instanceof AfterwordError ? error : fromExpress(error);
  const code = known?.code ?? 'internal';
  const [status, title] = PROBLEMS[code];
  const detail = known?.message ?? 'The request could not be carried out. It has been noted.';
  const fields = known?.facts.fields;
  return {
    status,
    headers: known === null ? {} : headersOf(known),
    document: { type: `/problems/${code}`, title, status, detail, ...(fields && { errors: fields }) },
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
