import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { COMMENTS } from '../support/http.js';
import { openapiCheck } from '../support/openapi-check.js';
import { rawRequest } from '../support/raw-request.js';
import { startTestService, type TestService } from '../support/service.js';

type Json = { readonly [name: string]: unknown };

interface Media {
  readonly schema: Json;
  readonly example?: unknown;
}

interface Parameter {
  readonly name: string;
  readonly description?: string;
  readonly schema: Json;
  readonly example?: unknown;
}

interface Response {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, Media>>;
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, Response>>;
}

interface Described {
  readonly info: { readonly contact?: { readonly name: string; readonly url: string } };
  readonly servers: readonly { readonly url: string; readonly description?: string }[];
  readonly paths: Readonly<Record<string, { readonly parameters?: readonly Parameter[] }>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, { readonly properties: Record<string, Json> }>>;
    readonly responses: Readonly<Record<string, Response>>;
  };
}

let service: TestService;
let described: Described;
let accepts: (schema: Json, value: unknown) => boolean;

beforeAll(async () => {
  service = await startTestService();
  described = service.description as unknown as Described;
  const ajv = new Ajv2020({ strict: false });
  formats.default(ajv);
  ajv.addSchema({ ...described, $id: 'api' });
  accepts = (schema, value) => ajv.validate(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')), value);
});
afterAll(() => service.stop());

function operations(): Operation[] {
  return Object.values(described.paths).flatMap((item) =>
    Object.entries(item as Record<string, Operation>)
      .filter(([method]) => method !== 'parameters')
      .map(([, operation]) => operation),
  );
}

/** Every parameter with whose it is. */
function parameters(): [string, Parameter][] {
  const ofPaths = Object.entries(described.paths).flatMap(([path, item]) =>
    (item.parameters ?? []).map((parameter) => [`${path} ${parameter.name}`, parameter] as [string, Parameter]),
  );
  const ofOperations = operations().flatMap(({ operationId, parameters: own = [] }) =>
    own.map((parameter) => [`${operationId} ${parameter.name}`, parameter] as [string, Parameter]),
  );
  return [...ofPaths, ...ofOperations];
}

/** Every body and answer with what it is. */
function contents(): [string, Media][] {
  const named = (what: string, content: Readonly<Record<string, Media>> = {}) =>
    Object.entries(content).map(([type, media]) => [`${what} ${type}`, media] as [string, Media]);
  return [
    ...operations().flatMap(({ operationId, requestBody, responses }) => [
      ...named(operationId, requestBody?.content),
      ...Object.entries(responses).flatMap(([status, { content }]) => named(`${operationId} ${status}`, content)),
    ]),
    ...Object.entries(described.components.responses).flatMap(([name, { content }]) => named(name, content)),
  ];
}

/** Every schema that chooses between null and a type of its own. */
function choicesOfNull(part: unknown): unknown[] {
  if (typeof part !== 'object' || part === null) return [];
  const { anyOf = [] } = part as { anyOf?: readonly Json[] };
  const isChoice = anyOf.some(({ type }) => type === 'null') && anyOf.some(({ type }) => type && type !== 'null');
  return [...(isChoice ? [part] : []), ...Object.values(part).flatMap(choicesOfNull)];
}

describe('the description, for whoever has a tool work from it', () => {
  it('says what each parameter is', () => {
    const silent = parameters().filter(([, { description }]) => !description);
    expect(silent.map(([name]) => name)).toEqual([]);
    expect(parameters().length).toBeGreaterThan(40);
  });

  it('has an example of each parameter that has no default, and the schema takes it', () => {
    for (const [name, { schema, example }] of parameters()) {
      if (schema.default === undefined) expect([name, example]).toEqual([name, expect.anything()]);
      if (example !== undefined) expect([name, accepts(schema, example)]).toEqual([name, true]);
    }
  });

  it('has an example of each body and of each answer that has a schema of its own, and the schema takes it', () => {
    const shaped = contents().filter(([what]) => /\/(?:problem\+)?json$|form-urlencoded$/.test(what));
    expect(shaped.length).toBeGreaterThan(50);
    for (const [what, { schema, example }] of shaped) {
      expect([what, example]).toEqual([what, expect.anything()]);
      expect([what, accepts(schema, example)]).toEqual([what, true]);
    }
  });

  it('says null as a type, not as a choice', () => {
    expect(choicesOfNull(described)).toEqual([]);
    expect(choicesOfNull({ a: [{ anyOf: [{ type: 'string', enum: ['x'] }, { type: 'null' }] }] })).toHaveLength(1);
    expect(described.components.schemas.Comment!.properties.parent!.type).toEqual(['string', 'null']);
  });

  it('describes each operation in more words than its summary', () => {
    for (const { operationId, summary, description = '' } of operations()) {
      expect([operationId, description]).toEqual([operationId, expect.stringMatching(/\.$/)]);
      expect([operationId, description === summary]).toEqual([operationId, false]);
    }
  });

  it('says of each operation that a request can be malformed, as one with two Host headers is', () => {
    for (const { operationId, responses } of operations())
      expect([operationId, Object.keys(responses)]).toEqual([operationId, expect.arrayContaining(['400'])]);
  });

  it('names whom to ask, and what a server is called', () => {
    expect(described.info.contact!.url).toBe('https://blog.example/');
    expect(described.servers.map(({ url }) => url)).toEqual(['/', 'https://comments.example']);
  });

  it('knows the statuses that a problem can have', () => {
    expect(described.components.schemas.Problem!.properties.status).toMatchObject({ minimum: 100, maximum: 599 });
  });
});

describe('what a form of a page without scripts is answered', () => {
  const FIELDS = {
    'article.url': 'https://blog.example/2026/an-article',
    'author.name': 'Ada',
    'author.email': 'ada@example.org',
    body: 'From a form',
  };
  const cases: [string, number, Record<string, string>, Record<string, string>][] = [
    ['a comment', 303, FIELDS, {}],
    ['a wrong email', 422, { ...FIELDS, 'author.email': 'ada' }, {}],
    ['a form of a foreign page', 403, FIELDS, { Origin: 'https://evil.example' }],
    ['a token that nobody knows', 401, FIELDS, { Authorization: 'Bearer unknown' }],
  ];

  it.each(cases)('%s is answered as described', async (_, status, fields, headers) => {
    const answer = await rawRequest(service.url, COMMENTS, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'text/html', ...headers },
      body: new URLSearchParams(fields).toString(),
    });
    expect(answer.status).toBe(status);
    const seen = { method: 'POST', path: COMMENTS, status, headers: answer.headers, body: null };
    expect(() => openapiCheck(service.description)(seen)).not.toThrow();
  });

  it('is a page, or a problem document for who asks for JSON, whatever is wrong', () => {
    const { responses } = operations().find(({ operationId }) => operationId === 'postComment')!;
    const types = Object.fromEntries(
      Object.entries(responses).map(([status, { content = {} }]) => [status, Object.keys(content)]),
    );
    for (const status of [400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503])
      expect([status, types[status]]).toEqual([status, ['application/problem+json', 'text/html']]);
    expect(types[303]).toEqual([]);
  });
});
