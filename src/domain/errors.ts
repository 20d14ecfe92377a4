/** What can go wrong, in the words of this service. Only `http/problem.ts` knows which status code each becomes. */
export type ErrorCode =
  | 'malformed'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'method-not-allowed'
  | 'not-acceptable'
  | 'conflict'
  | 'too-large'
  | 'unsupported-media-type'
  | 'invalid'
  | 'too-many-requests'
  | 'unavailable';

/** One wrong field: a JSON Pointer (RFC 6901) into what was sent, and what is wrong with it. Never holds the value. */
export interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}

/** The further facts that some errors carry. */
export interface ErrorFacts {
  readonly fields?: readonly FieldError[];
  /** Seconds after which another try makes sense (`too-many-requests`, `unavailable`). */
  readonly retryAfterSeconds?: number;
  /** The methods that the resource does know (`method-not-allowed`). */
  readonly allow?: readonly string[];
  readonly cause?: unknown;
}

/**
 * The one error class that is raised on purpose. Its message is written for the person who sent the request, so it
 * never contains an address, a token or a stack. Anything else that is thrown is our own fault and answered with a
 * plain 500.
 */
export class AfterwordError extends Error {
  readonly code: ErrorCode;
  readonly facts: ErrorFacts;

  constructor(code: ErrorCode, message: string, facts: ErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = 'AfterwordError';
    this.code = code;
    this.facts = facts;
  }
}

/** A field or parameter that is wrong: the shorthand for the most usual error. */
export function invalidField(pointer: string, detail: string): AfterwordError {
  return new AfterwordError('invalid', 'A field or parameter is wrong.', { fields: [{ pointer, detail }] });
}
