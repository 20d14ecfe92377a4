import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { freePort, program, withServer } from './tool.js';

/*
 * Prism as a mock server: a developer who has nothing but the description can send the example of each request and gets an answer of its form.
 */

const METHODS = ['get', 'post', 'patch', 'delete'];

/**
 * @param {import('./tool.js').Place} place
 * @returns {Promise<string[]>} findings
 */
export async function mock({ description }) {
  const api = JSON.parse(readFileSync(description, 'utf8'));
  const ajv = new Ajv2020({ strict: false, validateSchema: false });
  formats.default(ajv);
  ajv.addSchema({ ...api, $id: 'api' });
  const fits = (/** @type {object} */ schema, /** @type {unknown} */ value) =>
    ajv.validate(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')), value);

  const port = await freePort();
  const args = [program('@stoplight/prism-cli/dist/index.js'), 'mock', description, '--port', String(port)];
  return withServer(args, /Prism is listening/, async () => {
    /** @type {string[]} */
    const findings = [];
    for (const [path, item] of Object.entries(api.paths)) {
      for (const method of METHODS.filter((name) => name in item)) {
        const operation = item[method];
        const expected = Number(Object.keys(operation.responses).find((status) => Number(status) < 300));
        const request = requestOf(
          path,
          method,
          [...(item.parameters ?? []), ...(operation.parameters ?? [])],
          operation,
        );
        const answer = await fetch(`http://127.0.0.1:${port}${request.path}`, request.init);
        const text = await answer.text();
        const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
        const { schema } = operation.responses[expected]?.content?.[type] ?? {};
        const what = `${method.toUpperCase()} ${request.path}`;
        if (answer.status !== expected) findings.push(`${what}: ${answer.status} instead of ${expected}: ${text}`);
        else if (type.endsWith('json') && !fits(schema, JSON.parse(text)))
          findings.push(`${what}: another form: ${text}`);
      }
    }
    return findings;
  });
}

/**
 * The request of which the examples of an operation speak.
 * @param {string} template
 * @param {string} method
 * @param {readonly any[]} parameters
 * @param {any} operation
 */
function requestOf(template, method, parameters, { requestBody, security }) {
  let path = template;
  const query = new URLSearchParams();
  /** @type {Record<string, string>} */
  const headers = security.length > 0 ? { authorization: 'Bearer TOKEN', cookie: 'afterword_desk=SESSION' } : {};
  for (const { name, in: place, example } of parameters) {
    if (place === 'path') path = path.replace(`{${name}}`, encodeURIComponent(example));
    else if (place === 'header') headers[name] = example;
    else if (example !== undefined) for (const one of [example].flat()) query.append(name, one);
  }
  const body = requestBody?.content['application/json'].example;
  if (body !== undefined) headers['content-type'] = 'application/json';
  return {
    path: query.size > 0 ? `${path}?${query}` : path,
    init: { method: method.toUpperCase(), headers, ...(body !== undefined && { body: JSON.stringify(body) }) },
  };
}
