import type { z } from 'zod';
import { AfterwordError, type ErrorCode } from '../../domain/errors.js';
import { DESK_HEADER, SESSION_COOKIE } from '../access/desk-session-cookie.js';
import { problemSchema } from '../api/answers.js';
import { problemOf } from '../protocol/problem.js';
import type { Access, AnswerForm, Route } from '../protocol/route.js';
import { type Described, describe, formSchema, type JsonSchema, resolved } from './openapi-schemas.js';

const PROBLEM_TYPE = 'application/problem+json';

/** The schemas of all routes, described once for requests and once for answers. */
interface Shapes {
  readonly requests: Described;
  readonly answers: Described;
}

/**
 * The description of the service (OpenAPI 3.1), made of the table that also serves it.
 * @param version the package's own
 */
export function describeApi(routes: readonly Route[], version: string): JsonSchema {
  const shapes: Shapes = {
    requests: describe(requestSchemas(routes), 'input'),
    answers: describe({ ...answerSchemas(routes), Problem: problemSchema }, 'output'),
  };
  return {
    openapi: '3.1.1',
    info: {
      title: 'Afterword',
      version,
      description: 'A comment service that blogs host themselves.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: TAGS.map(([name, description]) => ({ name, description })),
    paths: paths(routes, shapes),
    components: {
      securitySchemes: SECURITY_SCHEMES,
      headers: HEADERS,
      responses: problemResponses(),
      schemas: sharedSchemas(shapes),
    },
  };
}

const TAGS = [
  ['comments', 'For readers and blogs'],
  ['moderation', 'For moderators'],
  ['operation', 'For whoever runs the service'],
] as const;

const SECURITY_SCHEMES = {
  token: { type: 'http', scheme: 'bearer', description: 'A token of a blog, a moderator or an admin' },
  deskSession: {
    type: 'apiKey',
    in: 'cookie',
    name: SESSION_COOKIE,
    description:
      `A session of the desk, with \`__Host-\` before its name over https; every call sends \`${DESK_HEADER}: 1\`, ` +
      "and one that changes something the service's own Origin",
  },
  editToken: { type: 'http', scheme: 'bearer', description: 'What the author of a comment was given with it' },
};

const HEADERS = {
  ETag: { description: 'Strong, one per content encoding', schema: { type: 'string' } },
  Link: { description: 'The next page (RFC 8288), while there is one', schema: { type: 'string' } },
  Location: { description: 'Where it is', schema: { type: 'string' } },
  'Retry-After': { description: 'Seconds', schema: { type: 'string' } },
  'WWW-Authenticate': { description: 'Bearer', schema: { type: 'string' } },
};

function headerRefs(...names: (keyof typeof HEADERS)[]): { headers?: JsonSchema } {
  if (names.length === 0) return {};
  return { headers: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }])) };
}

function requestSchemas(routes: readonly Route[]): Record<string, z.ZodType> {
  const schemas: Record<string, z.ZodType> = {};
  for (const { id, query, body } of routes) {
    if (query !== undefined) schemas[`${id} query`] = query;
    if (body !== undefined) schemas[`${id} body`] = body;
  }
  return schemas;
}

function answerSchemas(routes: readonly Route[]): Record<string, z.ZodType> {
  const schemas: Record<string, z.ZodType> = {};
  for (const { id, answers } of routes) {
    for (const [status, { schema }] of Object.entries(answers)) {
      if (schema !== undefined) schemas[`${id} ${status}`] = schema;
    }
  }
  return schemas;
}

/** @throws Error when one name stands for two things */
function sharedSchemas({ requests, answers }: Shapes): Record<string, JsonSchema> {
  const shared: Record<string, JsonSchema> = { ...requests.shared };
  for (const [name, schema] of Object.entries(answers.shared)) {
    if (name in shared && JSON.stringify(shared[name]) !== JSON.stringify(schema)) {
      throw new Error(`the schema ${name} is another one in answers than in requests`);
    }
    shared[name] = schema;
  }
  return shared;
}

function paths(routes: readonly Route[], shapes: Shapes): JsonSchema {
  const byPath: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const parameters = pathParameters(route.path);
    const path = byPath[route.path] ?? (parameters.length === 0 ? {} : { parameters });
    path[route.method] = operation(route, shapes);
    byPath[route.path] = path;
  }
  return byPath;
}

const PATH_PARAMETERS: Readonly<Record<string, string>> = {
  site: 'The id of a site, such as `default`',
  id: 'The id of a comment',
  seed: '16 hexadecimal digits, or `new`',
  code: 'The last part of the `type` of a problem',
  file: 'A name that `/embed.js` names',
};

function pathParameters(path: string): JsonSchema[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    description: PATH_PARAMETERS[name],
    schema: { type: 'string' },
  }));
}

function operation(route: Route, shapes: Shapes): JsonSchema {
  const parameters = [...queryParameters(route, shapes.requests), ...headerParameters(route)];
  return {
    operationId: route.id,
    summary: route.summary,
    tags: [tagOf(route)],
    ...(parameters.length > 0 && { parameters }),
    ...(route.body !== undefined && { requestBody: requestBody(route, shapes.requests) }),
    responses: responses(route, shapes.answers),
    security: securityOf(route),
    'x-roles': rolesOf(route.access),
  };
}

function tagOf({ path, access }: Route): (typeof TAGS)[number][0] {
  if (path.startsWith('/desk')) return 'moderation';
  if (!/^\/(?:api|sites|embed)/.test(path)) return 'operation';
  return Array.isArray(access) ? 'moderation' : 'comments';
}

function queryParameters({ id }: Route, { schemas, shared }: Described): JsonSchema[] {
  const query = resolved(schemas[`${id} query`] ?? {}, shared);
  const required = (query.required ?? []) as string[];
  return Object.entries((query.properties ?? {}) as Record<string, JsonSchema>).map(([name, schema]) => {
    const { description, ...rest } = schema;
    return {
      name,
      in: 'query',
      required: required.includes(name),
      ...(description !== undefined && { description }),
      schema: rest,
    };
  });
}

function headerParameters({ headers = {} }: Route): JsonSchema[] {
  return Object.entries(headers).map(([name, description]) => ({
    name,
    in: 'header',
    required: false,
    description,
    schema: { type: 'string' },
  }));
}

function requestBody({ id, form }: Route, { schemas, shared }: Described): JsonSchema {
  const schema = schemas[`${id} body`] as JsonSchema;
  return {
    required: true,
    content: {
      'application/json': { schema },
      ...(form && { 'application/x-www-form-urlencoded': { schema: formSchema(resolved(schema, shared)) } }),
    },
  };
}

function securityOf(route: Route): JsonSchema[] {
  const { access } = route;
  if (access === 'public') return [];
  // A blog's server may speak for readers, and an author may look at what is not published yet: both go without as well.
  if (access === 'reader') return [{}, { token: [] }];
  if (access === 'author') return isAuthorsRead(route) ? [{}, { editToken: [] }] : [{ editToken: [] }];
  if (access === 'session') return [{ deskSession: [] }];
  return [{ token: [] }, ...(route.session ? [{ deskSession: [] }] : [])];
}

/** Reading needs no edit token, but one that is shown must be the comment's. */
function isAuthorsRead({ access, method }: Route): boolean {
  return access === 'author' && method === 'get';
}

/** The roles of which one is needed; none for whom no token of the service is needed. */
function rolesOf(access: Access): readonly string[] {
  return typeof access === 'string' ? [] : access;
}

function responses(route: Route, { schemas, shared }: Described): JsonSchema {
  const all: Record<string, JsonSchema> = {};
  for (const code of problemsOf(route)) {
    const { status } = problem(code);
    all[status] = { $ref: `#/components/responses/${code}` };
  }
  for (const [status, form] of Object.entries(route.answers)) {
    all[status] = response(form, Number(status), route, schemas[`${route.id} ${status}`], shared);
  }
  return all;
}

function response(
  form: AnswerForm,
  status: number,
  route: Route,
  schema: JsonSchema | undefined,
  shared: Described['shared'],
): JsonSchema {
  const isPage = schema !== undefined && 'next' in ((resolved(schema, shared).properties ?? {}) as object);
  const headers = [
    ...(route.answers[304] !== undefined && status < 400 ? (['ETag'] as const) : []),
    ...(status === 201 || status === 303 ? (['Location'] as const) : []),
    ...(isPage ? (['Link'] as const) : []),
  ];
  return { description: form.description, ...headerRefs(...headers), ...contentOf(form, schema) };
}

/** An answer with a schema comes as JSON; if it also names another type, by the request's `Accept`. */
function contentOf({ type }: AnswerForm, schema: JsonSchema | undefined): { content?: JsonSchema } {
  const text = type === undefined || type === '' || type.includes('json') ? null : type;
  const json = type?.includes('json') ? type : 'application/json';
  const content = {
    ...(text !== null && { [text]: { schema: { type: 'string' } } }),
    ...(schema !== undefined && { [json]: { schema } }),
  };
  return Object.keys(content).length === 0 ? {} : { content };
}

type ProblemCode = ErrorCode | 'internal';

/** What may go wrong with every route of this kind; what only one route knows stands among its answers. */
function problemsOf(route: Route): ProblemCode[] {
  const { access, path, query, body } = route;
  const codes: ProblemCode[] = ['internal'];
  if (path.includes('{')) codes.push('malformed', 'not-found');
  if (path.includes('{site}') || typeof access !== 'string') codes.push('unavailable');
  if (access !== 'public') codes.push('forbidden');
  if (access !== 'public' && !isAuthorsRead(route)) codes.push('unauthorized');
  if (access !== 'public' && access !== 'author' && access !== 'session') codes.push('too-many-requests');
  if (route.answers[304] !== undefined) codes.push('too-many-requests');
  if (access === 'session') codes.push('unavailable');
  if (body !== undefined) codes.push('malformed', 'too-large', 'unsupported-media-type', 'invalid');
  if (query !== undefined) codes.push('invalid');
  return [...new Set(codes)];
}

function problem(code: ProblemCode): { status: number; title: string } {
  const { status, document } = problemOf(code === 'internal' ? null : new AfterwordError(code, ''));
  return { status, title: document.title };
}

const PROBLEM_HEADERS: Partial<Record<ProblemCode, (keyof typeof HEADERS)[]>> = {
  unauthorized: ['WWW-Authenticate'],
  'too-many-requests': ['Retry-After'],
  unavailable: ['Retry-After'],
};

const DESCRIBED_PROBLEMS: readonly ProblemCode[] = [
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

function problemResponses(): JsonSchema {
  const content = { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } };
  return Object.fromEntries(
    DESCRIBED_PROBLEMS.map((code) => [
      code,
      { description: problem(code).title, ...headerRefs(...(PROBLEM_HEADERS[code] ?? [])), content },
    ]),
  );
}
