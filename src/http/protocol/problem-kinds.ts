import type { ErrorCode } from '../../domain/errors.js';

/** Every kind of problem: those raised on purpose, and `internal` for our own faults. */
export type ProblemCode = ErrorCode | 'internal';

export interface Explanation {
  readonly title: string;
  readonly meaning: string;
  readonly remedies: readonly string[];
}

/** What each kind of problem means to the developer who got it. Status codes are `problem.ts`'s alone. */
export const EXPLANATIONS: Readonly<Record<ProblemCode, Explanation>> = {
  malformed: {
    title: 'The request is malformed',
    meaning: 'The request could not be read at all: the body is no valid JSON or form, or the address is broken.',
    remedies: [
      'Send UTF-8 and a Content-Type that says what the body is.',
      'Build JSON and query strings with a library, not by joining strings.',
    ],
  },
  unauthorized: {
    title: 'A valid token is needed',
    meaning:
      'There was no token where one is needed, or the token is not known here: mistyped, revoked, or of another service.',
    remedies: [
      'Send it as “Authorization: Bearer <token>”.',
      'Make one with “afterword token create”. It is shown once, as only its hash is stored.',
      'To edit or withdraw a comment, send the editToken that came with it.',
    ],
  },
  forbidden: {
    title: 'This is not allowed',
    meaning: 'The request was understood, and whoever sent it may not do this.',
    remedies: [
      'Does the token have the right role, and is it for this site?',
      'Does the page that posts stand on one of the site’s origins?',
      'Is the article closed, or has the time to edit the comment run out?',
      'Only a token of the role “blog” may say in “client” for which reader it speaks.',
    ],
  },
  'not-found': {
    title: 'There is nothing here',
    meaning:
      'There is nothing at this address, or nothing that you may see: a comment that is not published looks like none.',
    remedies: [
      'Check the site’s id and the comment’s id.',
      'An article without comments is an empty list, not this problem.',
    ],
  },
  'method-not-allowed': {
    title: 'This method does not work here',
    meaning: 'The address exists, but not for this method.',
    remedies: ['The header “Allow” of the answer lists the methods that do work.'],
  },
  'not-acceptable': {
    title: 'There is no such form of this',
    meaning: 'The header “Accept” asks for a media type that this address does not have.',
    remedies: ['Ask for “application/json”, or leave the header out.'],
  },
  conflict: {
    title: 'This conflicts with what is stored',
    meaning:
      'Something else got there first: the same author has sent the same words under the same article within the last minute, or what you change has changed meanwhile.',
    remedies: [
      'For a comment: it has arrived already, there is nothing to do.',
      'Send an “Idempotency-Key” and repeat it when you are not sure whether a request arrived.',
    ],
  },
  'too-large': {
    title: 'The request is too large',
    meaning: 'The body is longer than 64 KiB.',
    remedies: ['A comment has at most 10,000 characters.', 'Send decisions about many comments in several requests.'],
  },
  'unsupported-media-type': {
    title: 'This media type is not understood',
    meaning: 'The body is of a type, character set or compression that this address does not take.',
    remedies: [
      'Send “application/json” in UTF-8.',
      'New comments may also come as “application/x-www-form-urlencoded”, from a form without scripts.',
    ],
  },
  invalid: {
    title: 'A field or parameter is wrong',
    meaning: 'The request could be read, but something in it is missing, wrong, too long or not known here.',
    remedies: [
      'Each entry of “errors” has a “pointer” (JSON Pointer, RFC 6901) to the field and a “detail” that says what is wrong with it.',
      'Unknown properties are refused and not ignored, so that a mistyped name does not go unnoticed.',
      'The description of every request is at /openapi.json.',
    ],
  },
  'too-many-requests': {
    title: 'Too many requests',
    meaning: 'More came from this address in a short time than is allowed.',
    remedies: [
      'Wait for as many seconds as the header “Retry-After” says, then try again.',
      'A blog’s server that posts for its readers should name each reader’s address in “client.ip”; the limit is then each reader’s own.',
    ],
  },
  unavailable: {
    title: 'The service cannot do this right now',
    meaning:
      'The service is starting, stopping or overloaded, or its database does not take writes. Nothing was stored.',
    remedies: [
      'Try again after as many seconds as the header “Retry-After” says, with the same “Idempotency-Key”.',
      'If you run the service: /readyz and “afterword check” say what is wrong.',
    ],
  },
  internal: {
    title: 'Something went wrong on our side',
    meaning: 'The service has a fault, or met a state that it was not written for. Your request was probably fine.',
    remedies: [
      'Try once more, with the same “Idempotency-Key”.',
      'If you run the service: its log has the details under the id that the answer’s header “X-Request-Id” names.',
    ],
  },
};

export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(EXPLANATIONS, code);
}

/** The `type` of a problem document (RFC 9457, 3.1.1): the path of the page that explains it. */
export function problemType(code: ProblemCode): string {
  return `/problems/${code}`;
}

/** The `title` of a problem document (RFC 9457, 3.1.3), the same for every occurrence. */
export function problemTitle(code: ProblemCode): string {
  return EXPLANATIONS[code].title;
}
