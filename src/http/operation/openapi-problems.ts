import { AfterwordError, type ErrorCode } from '../../domain/errors.js';
import { problemOf } from '../protocol/problem.js';
import { EXPLANATIONS, type ProblemCode } from '../protocol/problem-kinds.js';
import type { Route } from '../protocol/route.js';
import type { JsonSchema } from './openapi-schemas.js';

export const PROBLEM_TYPE = 'application/problem+json';

/** Reading needs no edit token, but one that is shown must be the comment's. */
export function isAuthorsRead({ access, method }: Route): boolean {
  return access === 'author' && method === 'get';
}

/** What may go wrong with every route of this kind, by status; what only one route knows stands among its answers. */
export function problemsOf(route: Route): { status: number; code: ProblemCode }[] {
  const { access, path, query, body } = route;
  // A request with two Host headers is malformed, wherever it goes.
  const codes: ProblemCode[] = ['internal', 'malformed'];
  if (path.includes('{')) codes.push('not-found');
  if (path.includes('{site}') || typeof access !== 'string') codes.push('unavailable');
  if (access !== 'public') codes.push('forbidden');
  if (access !== 'public' && !isAuthorsRead(route)) codes.push('unauthorized');
  if (access !== 'public' && access !== 'author' && access !== 'session') codes.push('too-many-requests');
  if (route.answers[304] !== undefined && !route.fresh) codes.push('too-many-requests');
  if (access === 'session') codes.push('unavailable');
  if (body !== undefined) codes.push('too-large', 'unsupported-media-type', 'invalid');
  if (query !== undefined) codes.push('invalid');
  return [...new Set(codes)].map((code) => ({ status: documentOf(code).status, code }));
}

/** The headers of a kind of problem, by names of the description. */
const HEADERS: Partial<Record<ProblemCode, readonly string[]>> = {
  unauthorized: ['WWW-Authenticate'],
  'too-many-requests': ['Retry-After'],
  unavailable: ['Retry-After'],
};

const DESCRIBED: readonly ProblemCode[] = [
  'malformed',
  'unauthorized',
  'forbidden',
  'not-found',
  'too-large',
  'unsupported-media-type',
  'invalid',
  'too-many-requests',
  'internal',
  'unavailable',
];

/** Of a form of a page without scripts, the problem is a page with the form. */
const PAGE = { 'text/html': { schema: { type: 'string' } } };

/** @param isForm whether it may answer a form as well. */
export function problemResponse(code: ProblemCode, isForm: boolean): JsonSchema {
  const { status, title } = documentOf(code);
  const headers = HEADERS[code]?.map((name) => [name, { $ref: `#/components/headers/${name}` }]);
  return {
    description: title,
    ...(headers && { headers: Object.fromEntries(headers) }),
    content: problemContent(status, isForm),
  };
}

export function problemContent(status: number, isForm: boolean): JsonSchema {
  const schema = { $ref: '#/components/schemas/Problem' };
  return { [PROBLEM_TYPE]: { schema, example: exampleWith(status) }, ...(isForm && PAGE) };
}

/** The responses that most operations share. */
export function problemResponses(): JsonSchema {
  return Object.fromEntries(DESCRIBED.map((code) => [code, problemResponse(code, false)]));
}

function exampleWith(status: number): JsonSchema {
  const codes = Object.keys(EXPLANATIONS) as ProblemCode[];
  const code = codes.find((one) => documentOf(one).status === status) ?? 'internal';
  return { ...documentOf(code) };
}

function documentOf(code: ProblemCode) {
  return problemOf(code === 'internal' ? null : exampleError(code)).document;
}

function exampleError(code: ErrorCode): AfterwordError {
  const fields = [{ pointer: '/author/email', detail: 'is missing' }];
  return new AfterwordError(code, EXPLANATIONS[code].meaning, code === 'invalid' ? { fields } : {});
}
