import type { z } from 'zod';
import { DESK_HEADER, SESSION_COOKIE } from '../access/desk-session-cookie.js';
import { problemSchema } from '../api/answers.js';
import type { Access, AnswerForm, Route } from '../protocol/route.js';
import { EXAMPLES, PARAMETER_EXAMPLES } from './openapi-examples.js';
import {
  isAuthorsRead,
  PROBLEM_TYPE,
  problemContent,
  problemResponse,
  problemResponses,
  problemsOf,
} from './openapi-problems.js';
import {
  type Described,
  describe,
  formExample,
  formSchema,
  type JsonSchema,
  resolved,
  sharedName,
} from './openapi-schemas.js';

/** The schemas of all routes, described once for requests and once for answers. */
interface Shapes {
  readonly requests: Described;
  readonly answers: Described;
}

/** What the description says of the service beside its routes. */
export interface AboutService {
  /** The package's own. */
  readonly version: string;
  /** A page of whoever runs the service. */
  readonly contactUrl: string;
  /** The path below which all paths are. */
  readonly servedAt: string;
}

/** The description of the service (OpenAPI 3.1), made of the table that also serves it. */
export function describeApi(routes: readonly Route[], { version, contactUrl, servedAt }: AboutService): JsonSchema {
  const shapes: Shapes = {
    requests: describe(requestSchemas(routes), 'input'),
    answers: describe({ ...answerSchemas(routes), Problem: problemSchema }, 'output'),
  };
  return {
    openapi: '3.1.1',
    info: {
      title: 'Afterword',
      version,
      description:
        'A comment service that blogs host themselves. What cannot be answered is answered with a problem document; a browser that asks for a page (`Accept: text/html`) gets one instead.',
      contact: { name: 'The blog whose comments these are', url: contactUrl },
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [
      { url: servedAt, description: 'The service that this description comes from' },
      { url: 'https://comments.example', description: 'An example' },
    ],
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
  Age: {
    description: 'Only while the database does not answer: how many seconds ago this was known to be true',
    schema: { type: 'string' },
  },
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
    ...exampleOf(name),
  }));
}

function operation(route: Route, shapes: Shapes): JsonSchema {
  const parameters = [...queryParameters(route, shapes.requests), ...headerParameters(route)];
  return {
    operationId: route.id,
    summary: route.summary,
    description: route.description,
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
    const { description, ...rest } = repeated(schema);
    return {
      name,
      in: 'query',
      required: required.includes(name),
      ...(description !== undefined && { description }),
      schema: rest,
      ...(rest.default === undefined && exampleOf(name, rest.type === 'array')),
    };
  });
}

/** What may be named once or more often is a list for every client: in a query, a list of one looks the same. */
function repeated(schema: JsonSchema): JsonSchema {
  const { anyOf, ...rest } = schema;
  const list = Array.isArray(anyOf) && (anyOf as JsonSchema[]).find(({ type }) => type === 'array');
  return list ? { ...list, ...rest } : schema;
}

function exampleOf(name: string, isList = false): { example?: unknown } {
  const example = PARAMETER_EXAMPLES[name];
  return example === undefined ? {} : { example: isList ? [example] : example };
}

function headerParameters({ headers = {} }: Route): JsonSchema[] {
  return Object.entries(headers).map(([name, description]) => ({
    name,
    in: 'header',
    required: false,
    description,
    schema: { type: 'string' },
    ...exampleOf(name),
  }));
}

function requestBody({ id, form }: Route, { schemas, shared }: Described): JsonSchema {
  const schema = schemas[`${id} body`] as JsonSchema;
  return {
    required: true,
    content: {
      'application/json': media(schema),
      ...(form && {
        'application/x-www-form-urlencoded': {
          schema: formSchema(resolved(schema, shared)),
          example: formExample(exampleFor(schema)),
        },
      }),
    },
  };
}

function media(schema: JsonSchema): JsonSchema {
  const example = exampleFor(schema);
  return { schema, ...(example !== undefined && { example }) };
}

function exampleFor(schema: JsonSchema): unknown {
  return EXAMPLES[sharedName(schema) ?? ''];
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

/** The roles of which one is needed; none for whom no token of the service is needed. */
function rolesOf(access: Access): readonly string[] {
  return typeof access === 'string' ? [] : access;
}

function responses(route: Route, { schemas, shared }: Described): JsonSchema {
  const all: Record<string, JsonSchema> = {};
  for (const { status, code } of problemsOf(route)) {
    all[status] = route.form ? problemResponse(code, true) : { $ref: `#/components/responses/${code}` };
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
    ...(route.answers[304] !== undefined && status < 400 ? (['ETag', 'Age'] as const) : []),
    ...(status === 201 || status === 303 ? (['Location'] as const) : []),
    ...(isPage ? (['Link'] as const) : []),
  ];
  const content =
    form.type === PROBLEM_TYPE ? { content: problemContent(status, route.form ?? false) } : contentOf(form, schema);
  return { description: form.description, ...headerRefs(...headers), ...content };
}

/** An answer with a schema comes as JSON; if it also names another type, by the request's `Accept`. */
function contentOf({ type }: AnswerForm, schema: JsonSchema | undefined): { content?: JsonSchema } {
  const text = type === undefined || type === '' ? null : type;
  const content = {
    ...(text !== null && { [text]: { schema: { type: 'string' } } }),
    ...(schema !== undefined && { 'application/json': media(schema) }),
  };
  return Object.keys(content).length === 0 ? {} : { content };
}
