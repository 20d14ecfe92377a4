import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

/** The parts of a description that answers are held to. */
export interface ApiDescription {
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: { readonly responses: Readonly<Record<string, DescribedResponse>> };
}

type PathItem = Readonly<Record<string, DescribedOperation>>;

interface DescribedOperation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<Record<string, DescribedResponse>>;
  readonly security: readonly Readonly<Record<string, unknown>>[];
  readonly 'x-roles': readonly string[];
}

interface DescribedResponse {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, unknown>>;
}

/** An answer as a test's client received it. */
export interface SeenAnswer {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly path: string;
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The parsed body where it is JSON. */
  readonly body: unknown;
}

/** What Node.js itself adds to every answer. */
const CONNECTION_HEADERS = ['connection', 'date', 'keep-alive', 'transfer-encoding'];
/** All that an answer from finished bytes may carry, the first of each like all later ones. */
const PUBLISHED_HEADERS = new Set([
  ...CONNECTION_HEADERS,
  'access-control-allow-origin',
  'access-control-expose-headers',
  'cache-control',
  'content-encoding',
  'content-length',
  'content-security-policy',
  'content-type',
  'etag',
  'link',
  'referrer-policy',
  'vary',
  'x-content-type-options',
]);
/** Pages that are made for each request: they too have an ETag, and headers of their own. */
const FRESH = /^\/(?:|desk|metrics|privacy\/[^/]*)(?:\?|$)/;
/** What no answer of the service has. */
const NEVER = ['server', 'x-powered-by'];

/** Checks of this file's services, which mostly have one and the same description: compiling it takes longer than many a test. */
const checks = new Map<string, (answer: SeenAnswer) => void>();

/**
 * Holds answers against the description of the service, which is a valid one (`openapi.test.ts` looks at that).
 * @returns throws for an answer with a status, a media type, a shape or a header that the description does not have
 */
export function openapiCheck(description: ApiDescription): (answer: SeenAnswer) => void {
  const key = JSON.stringify(description);
  const check = checks.get(key) ?? compileCheck(description);
  checks.set(key, check);
  return check;
}

function compileCheck(description: ApiDescription): (answer: SeenAnswer) => void {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false });
  formats.default(ajv);
  ajv.addSchema({ ...description, $id: 'api' });
  const compiled = new Map<string, ValidateFunction>();

  function validator(...pointer: string[]): ValidateFunction {
    const ref = `api#/${pointer.map(escapePointer).join('/')}`;
    const known = compiled.get(ref) ?? ajv.compile({ $ref: ref });
    compiled.set(ref, known);
    return known;
  }

  function checkShape(answer: SeenAnswer, validate: ValidateFunction): void {
    if (validate(answer.body)) return;
    throw wrong(answer, `has another shape than described: ${ajv.errorsText(validate.errors)}`);
  }

  function checkProblem(answer: SeenAnswer): void {
    if (mediaType(answer) !== 'application/problem+json') throw wrong(answer, 'is no problem document');
    if (answer.method !== 'HEAD') checkShape(answer, validator('components', 'schemas', 'Problem'));
  }

  function checkOperation(answer: SeenAnswer, path: string, operation: DescribedOperation): void {
    const response = operation.responses[answer.status];
    if (response === undefined) throw wrong(answer, `has a status that ${operation.operationId} does not describe`);
    if (response.$ref === undefined) checkContent(answer, path, response);
    else checkProblem(answer);
  }

  function checkContent(answer: SeenAnswer, path: string, response: DescribedResponse): void {
    const type = mediaType(answer);
    const types = Object.keys(response.content ?? {});
    if (types.length === 0 && type === '') return;
    if (!types.includes(type)) throw wrong(answer, `is ${type || 'of no type'}, described is ${types.join(', ')}`);
    // Other kinds of JSON, such as a manifest, are described as texts.
    if (type !== 'application/json' || answer.method === 'HEAD') return;
    const at = ['responses', String(answer.status), 'content', type, 'schema'];
    checkShape(answer, validator('paths', path, methodOf(answer), ...at));
  }

  function checkUndescribed(answer: SeenAnswer): void {
    if (answer.method === 'OPTIONS' && answer.status === 204) return;
    checkProblem(answer);
    if (![400, 404, 405].includes(answer.status)) throw wrong(answer, 'is not described');
  }

  return (answer) => {
    checkHeaders(answer);
    // Browsers that ask for a page get one, as the description says of all problems.
    if (answer.status >= 400 && methodOf(answer) === 'get' && mediaType(answer) === 'text/html') return;
    const found = operationFor(description, answer);
    if (found !== null) checkOperation(answer, found.path, found.operation);
    else checkUndescribed(answer);
  };
}

/** HEAD is answered as GET. */
function methodOf({ method }: SeenAnswer): string {
  return method === 'HEAD' ? 'get' : method.toLowerCase();
}

function operationFor(
  description: ApiDescription,
  answer: SeenAnswer,
): { path: string; operation: DescribedOperation } | null {
  const [asked = ''] = answer.path.split('?');
  for (const [path, item] of Object.entries(description.paths)) {
    const pattern = path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+');
    const operation = item[methodOf(answer)];
    if (operation !== undefined && new RegExp(`^${pattern}/?$`).test(asked)) return { path, operation };
  }
  return null;
}

function checkHeaders(answer: SeenAnswer): void {
  const names = Object.keys(answer.headers);
  const forbidden = names.filter((name) => NEVER.includes(name));
  if (forbidden.length > 0) throw wrong(answer, `has the header ${forbidden.join(', ')}`);
  if (answer.headers.etag === undefined || FRESH.test(answer.path)) return;
  const unknown = names.filter((name) => !PUBLISHED_HEADERS.has(name));
  if (unknown.length > 0) throw wrong(answer, `is published and has the header ${unknown.join(', ')}`);
}

function mediaType({ headers }: SeenAnswer): string {
  return String(headers['content-type'] ?? '').split(';')[0] as string;
}

function escapePointer(token: string): string {
  return encodeURIComponent(token.replaceAll('~', '~0').replaceAll('/', '~1'));
}

function wrong(answer: SeenAnswer, what: string): Error {
  return new Error(`${answer.method} ${answer.path} → ${answer.status}: the answer ${what}`);
}
