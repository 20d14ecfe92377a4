import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { aComment, bearer, COMMENTS, MODERATION, publish, SITE } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';

interface Described {
  readonly openapi: string;
  readonly info: { readonly version: string };
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, object>; readonly responses: Record<string, object> };
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: object }> };
  readonly responses: Record<string, { readonly $ref?: string; readonly content?: Record<string, { schema: object }> }>;
}

let service: TestService;
let described: Described;

function operations(): Operation[] {
  return Object.values(described.paths).flatMap((item) =>
    Object.entries(item)
      .filter(([method]) => method !== 'parameters')
      .map(([, operation]) => operation),
  );
}

function operation(id: string): Operation {
  return operations().find(({ operationId }) => operationId === id)!;
}

/** Everything that a part of the description refers to, itself included, as text. */
function reachable(part: unknown, seen = new Set<string>()): string {
  const text = JSON.stringify(part);
  const inner = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => {
    if (seen.has(name!)) return '';
    seen.add(name!);
    return reachable(described.components.schemas[name!], seen);
  });
  return text + inner.join('');
}

beforeAll(async () => {
  service = await startTestService();
  described = (await service.agent.get('/openapi.json').expect(200)).body;
});
afterAll(() => service.stop());

describe('the description of the API', () => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const result = await validator.validate({ ...described });
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  it('has the version of the package', () => {
    const file = new URL('../../../package.json', import.meta.url);
    expect(described.info.version).toBe(JSON.parse(readFileSync(file, 'utf8')).version);
  });

  it('has every route that is served, and each once', () => {
    const served = service.service.routes.map(({ method, path, id }) => `${method} ${path} ${id}`);
    const found = Object.entries(described.paths).flatMap(([path, item]) =>
      Object.entries(item)
        .filter(([method]) => method !== 'parameters')
        .map(([method, { operationId }]) => `${method} ${path} ${operationId}`),
    );
    expect(found.sort()).toEqual([...served].sort());
    expect(new Set(operations().map(({ operationId }) => operationId)).size).toBe(found.length);
  });

  it('refers to nothing that is not there', () => {
    const refs = [...JSON.stringify(described).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref!);
    expect(refs.length).toBeGreaterThan(50);
    for (const ref of refs) {
      const steps = ref.slice(2).split('/');
      const target = steps.reduce<unknown>((at, step) => (at as Record<string, unknown>)?.[step], described);
      expect([ref, target === undefined]).toEqual([ref, false]);
    }
  });

  it('says of each operation what it answers, and what each answer looks like', () => {
    for (const { operationId, summary, responses } of operations()) {
      expect(summary).not.toBe('');
      expect([operationId, Object.keys(responses)]).toEqual([operationId, expect.arrayContaining(['500'])]);
      for (const [status, { $ref, content }] of Object.entries(responses)) {
        if (['204', '303', '304'].includes(status)) expect(content).toBeUndefined();
        else if (Number(status) < 400) expect([operationId, content]).toEqual([operationId, expect.any(Object)]);
        else if ($ref === undefined) expect(Object.keys(content!)[0]).toBe('application/problem+json');
        else expect($ref).toMatch(/^#\/components\/responses\/[a-z-]+$/);
      }
    }
  });

  it('has no place for an address or an agent in what is public', () => {
    for (const id of ['postComment', 'listComments', 'getComment', 'editComment', 'countComments']) {
      const answers = Object.entries(operation(id).responses).filter(([status]) => Number(status) < 300);
      const text = reachable(answers);
      expect(text).toContain('"createdAt"'.slice(0, id === 'countComments' ? 0 : undefined));
      expect(text).not.toMatch(/"(email|ip|client|userAgent|referrer|body|verdict|suspicion|trap)"/);
    }
    expect(reachable(operation('listModerated').responses)).toMatch(/"email".*"ip"/);
  });

  it('names the fields of an HTML form as the form sends them', () => {
    const { content } = operation('postComment').requestBody!;
    const form = content['application/x-www-form-urlencoded']!.schema as { properties: object; required: string[] };
    expect(Object.keys(form.properties)).toEqual(
      expect.arrayContaining(['article.url', 'author.email', 'body', 'trap']),
    );
    expect(form.required).toEqual(['article.url', 'author.name', 'body']);
  });

  it('names the parameters of a list with their limits', () => {
    const parameters = operation('listModerated').parameters!;
    expect(parameters.find(({ name }) => name === 'limit')).toEqual({
      name: 'limit',
      in: 'query',
      required: false,
      description: 'How many a page has',
      schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
    });
    expect(operation('listComments').parameters!.find(({ name }) => name === 'article')!.required).toBe(true);
  });

  it('may be read by any page, and be kept for a while', async () => {
    const { headers } = await service.agent.get('/openapi.json').expect(200);
    expect(headers).toMatchObject({ 'access-control-allow-origin': '*', 'cache-control': 'public, max-age=300' });
  });
});

describe('a request body', () => {
  const long = 'x'.repeat(10_001);
  const id = '01890000-0000-7000-8000-000000000000';
  const BODIES: Readonly<Record<string, readonly (readonly [what: string, body: unknown])[]>> = {
    postComment: [
      ['as it should be', aComment()],
      ['with nulls for what is left out', aComment({ parent: null, trap: null, notify: null, client: null })],
      [
        'with a name of 100 characters outside the BMP',
        aComment({ author: { name: '🦉'.repeat(100), email: 'a@b.cd' } }),
      ],
      ['with a name of 101', aComment({ author: { name: 'x'.repeat(101), email: 'a@b.cd' } })],
      ['without a name', aComment({ author: { email: 'a@b.cd' } })],
      ['with an empty body', aComment({ body: '' })],
      ['with a body that is too long', aComment({ body: long })],
      ['with a status', aComment({ status: 'approved' })],
      ['with a parent that is no id', aComment({ parent: '7' })],
      ['without an article', { author: { name: 'Ada', email: 'a@b.cd' }, body: 'x' }],
      ['with a word for a truth value', aComment({ notify: 'yes' })],
      ['that is a list', []],
    ],
    decide: [
      ['as it should be', { decision: 'spam', comments: [id] }],
      ['with a note', { decision: 'spam', comments: [id], note: 'x' }],
      ['without comments', { decision: 'spam', comments: [] }],
      ['with too many comments', { decision: 'spam', comments: Array(501).fill(id) }],
      ['with an unknown decision', { decision: 'ban', comments: [id] }],
      ['with an unknown property', { decision: 'spam', comments: [id], force: true }],
    ],
    changeArticle: [
      ['as it should be', { article: '/2026/an-article', open: true }],
      ['without a truth value', { article: '/2026/an-article' }],
      ['with an empty key', { article: '', open: true }],
      ['with null for whatever its age says', { article: '/2026/an-article', open: null }],
    ],
    changeSiteSettings: [
      ['as it should be', { closeAfterDays: 90 }],
      ['with null for never', { closeAfterDays: null }],
      ['with too many days', { closeAfterDays: 3651 }],
      ['with no day', { closeAfterDays: 0 }],
      ['with half a day', { closeAfterDays: 1.5 }],
      ['without a change', {}],
      ['with an unknown property', { closeAfterDays: 90, slug: 'x' }],
    ],
  };
  const cases = Object.entries(BODIES).flatMap(([name, bodies]) =>
    bodies.map(([what, body]) => [name, what, body] as const),
  );
  let accepts: (operationId: string, body: unknown) => boolean;

  beforeAll(async () => {
    const ajv = new Ajv2020({ strict: false });
    formats.default(ajv);
    ajv.addSchema({ ...described, $id: 'api' });
    accepts = (operationId, body) => {
      const { schema } = operation(operationId).requestBody!.content['application/json']!;
      const text = JSON.stringify(schema).replaceAll('"#/', '"api#/');
      return ajv.validate(JSON.parse(text), body);
    };
    await publish(service);
  });

  it.each(cases)('of %s %s is refused exactly when the description says so', async (name, _, body) => {
    const { agent, tokens } = service;
    const requests = {
      postComment: () => agent.post(COMMENTS).set(bearer(tokens.blog)),
      decide: () => agent.post(`${MODERATION}/decisions`).set(bearer(tokens.moderator)),
      changeArticle: () => agent.patch(`${SITE}/articles`).set(bearer(tokens.moderator)),
      changeSiteSettings: () => agent.patch(`${MODERATION}/settings`).set(bearer(tokens.admin)),
    };
    const { status } = await requests[name as keyof typeof requests]().send(body as object);
    expect([200, 201, 422]).toContain(status);
    expect(accepts(name, body)).toBe(status !== 422);
  });
});
