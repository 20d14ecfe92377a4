import { Agent, request as openRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { anyText } from '../support/any-text.js';
import { aComment, bearer, publish } from '../support/http.js';
import { openapiCheck, type SeenAnswer } from '../support/openapi-check.js';
import { fc, runs } from '../support/properties.js';
import { startTestService, type TestService } from '../support/service.js';
import { cursor, encodedText, fitting, headerValue, nearly, type Schema, wild } from './arbitraries.js';

let service: TestService;
let check: (answer: SeenAnswer) => void;
let known: string;
const agent = new Agent({ keepAlive: true, maxSockets: 4 });
/** Ends what hangs: hundreds of requests a test. */
jest.setTimeout(600_000);

beforeAll(async () => {
  service = await startTestService({
    classifier: 'shipped',
    akismet: true,
    settings: { MODERATION_POLICY: 'publish', CHECK_WAIT_MS: '0' },
  });
  check = openapiCheck(service.description);
  known = await publish(service);
});
afterAll(async () => {
  agent.destroy();
  await service.stop();
});

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly body: Schema | null;
}

/** All operations of the description, each once. */
function operations(): Operation[] {
  return Object.entries(service.description.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => method !== 'parameters')
      .map(([method, operation]) => {
        const content = operation.requestBody?.content['application/json'] as { schema: Schema } | undefined;
        const parameters = (operation.parameters ?? []) as Operation['parameters'];
        return { method: method.toUpperCase(), path, parameters, body: content?.schema ?? null };
      }),
  );
}

function shared(): Readonly<Record<string, Schema>> {
  return (service.description.components as unknown as { schemas: Record<string, Schema> }).schemas;
}

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends a request as an admin, and holds the answer to the description. Whatever was sent, it is never a 500. */
async function send({ method, path, headers = {}, body }: Sent): Promise<number> {
  service.clock.advance(1);
  const { hostname, port } = new URL(service.url);
  const all = {
    ...bearer(service.tokens.admin),
    ...(body !== undefined && { 'Content-Type': 'application/json' }),
    ...headers,
  };
  const answer = await new Promise<SeenAnswer>((resolve, reject) => {
    const outgoing = openRequest({ hostname, port, method, path, headers: all, agent }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const { statusCode: status = 0, headers: got } = incoming;
        const isJson =
          /json/.test(got['content-type'] ?? '') && got['content-encoding'] === undefined && chunks.length > 0;
        const text = Buffer.concat(chunks).toString();
        resolve({ method, path, status, headers: got, body: isJson && text !== '' ? JSON.parse(text) : undefined });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
  if (answer.status >= 500)
    throw new Error(`${method} ${path} → ${answer.status}: ${JSON.stringify({ headers, body })}`);
  // 431 is Node's own answer to headers that are too long; it never gets to the service.
  if (answer.headers['content-encoding'] === undefined && answer.status !== 431) check(answer);
  return answer.status;
}

/** The path with its parameters filled in so that the operation is reached. */
function reaching(path: string): string {
  return path.replace('{site}', 'default').replace('{id}', known).replace('{seed}', 'new').replace('{code}', 'invalid');
}

const RUNS = { numRuns: runs(30) };

describe('whatever stands in a body', () => {
  it('is answered, and never with a 500', async () => {
    const statuses = new Set<number>();
    for (const { method, path, body } of operations()) {
      if (body === null) continue;
      const anything = fc.oneof(fitting(body, shared()), nearly(body, shared()), wild);
      await fc.assert(
        fc.asyncProperty(anything, async (value) => {
          statuses.add(await send({ method, path: reaching(path), body: JSON.stringify(value) }));
        }),
        { ...RUNS, examples: [[aComment()]] },
      );
    }
    expect([...statuses]).toEqual(expect.arrayContaining([200, 201, 422]));
  });

  it('may be no JSON at all', async () => {
    const broken = fc.tuple(fc.json(), fc.nat(), anyText({ maxLength: 3 })).map(([json, at, put]) => {
      const place = at % (json.length + 1);
      return json.slice(0, place) + put + json.slice(place + 1);
    });
    for (const { method, path, body } of operations()) {
      if (body === null) continue;
      await fc.assert(
        fc.asyncProperty(broken, async (text) => {
          await send({ method, path: reaching(path), body: text });
        }),
        RUNS,
      );
    }
  });
});

describe('whatever stands in a query', () => {
  it('is answered, and never with a 500', async () => {
    for (const { method, path, parameters } of operations()) {
      const own = parameters.filter((parameter) => parameter.in === 'query');
      if (own.length === 0) continue;
      const pairs = own.map(({ name, schema }) => {
        const fits = fitting(schema, shared()).map((value) => encodeURIComponent(String(value).toWellFormed()));
        const value = name === 'cursor' ? cursor : fc.oneof({ weight: 3, arbitrary: fits }, encodedText);
        return value.map((text) => `${name}=${text}`);
      });
      const required = fc.constant('article=%2F2026%2Fan-article');
      const query = fc
        .array(fc.oneof(required, ...pairs, encodedText), { maxLength: 6 })
        .map((parts) => parts.join('&'));
      await fc.assert(
        fc.asyncProperty(query, async (text) => {
          await send({ method, path: `${reaching(path)}?${text}` });
        }),
        { numRuns: runs(40) },
      );
    }
  });
});

describe('whatever stands in a path', () => {
  it('is answered, and never with a 500', async () => {
    const templates = operations().filter(({ path }) => path.includes('{'));
    const any = fc.tuple(fc.constantFrom(...templates), encodedText, encodedText, fc.boolean());
    await fc.assert(
      fc.asyncProperty(any, async ([{ method, path, body }, first, second, isSite]) => {
        const filled = path
          .replace('{site}', isSite ? first : 'default')
          .replace('{id}', second)
          .replace(/\{\w+\}/g, () => first);
        await send({ method, path: filled, ...(body !== null && { body: '{}' }) });
      }),
      { numRuns: runs(100) },
    );
  });
});

describe('whatever stands in the headers', () => {
  const names = [
    'Accept',
    'Accept-Encoding',
    'Access-Control-Request-Method',
    'Authorization',
    'Content-Encoding',
    'Content-Type',
    'Cookie',
    'Idempotency-Key',
    'If-Modified-Since',
    'If-None-Match',
    'Origin',
    'Range',
    'Referer',
    'Sec-Fetch-Site',
    'User-Agent',
    'X-Forwarded-For',
    'X-Forwarded-Host',
    'X-Forwarded-Proto',
    'X-HTTP-Method-Override',
  ];

  it('is answered, and never with a 500', async () => {
    const any = fc.tuple(
      fc.constantFrom(...operations()),
      fc.dictionary(fc.constantFrom(...names), headerValue, { maxKeys: 5 }),
    );
    await fc.assert(
      fc.asyncProperty(any, async ([{ method, path, body }, headers]) => {
        if (headers['Content-Encoding'] !== undefined && body === null) return;
        await send({ method, path: reaching(path), headers, ...(body !== null && { body: '{"body":"x"}' }) });
      }),
      { numRuns: runs(150) },
    );
  });

  it('may be a method that nobody knows', async () => {
    for (const method of ['HEAD', 'OPTIONS', 'PUT', 'TRACE', 'PROPFIND', 'SEARCH', 'M-SEARCH', 'LINK']) {
      for (const { path } of operations()) await send({ method, path: reaching(path) });
    }
  });
});
