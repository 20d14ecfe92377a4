import express, { type Request, type RequestHandler, type Response } from 'express';
import { AfterwordError } from '../domain/errors.js';

const MOST_BYTES = '64kb';
const json = express.json({ limit: MOST_BYTES, strict: false });
const form = express.text({ limit: MOST_BYTES, type: 'application/x-www-form-urlencoded' });

/** A request's body, and in which form it came. */
export interface Body {
  readonly value: unknown;
  readonly isForm: boolean;
}

/**
 * Reads a body as JSON or, where the route takes one, as an HTML form with flat names.
 * @throws AfterwordError `unsupported-media-type`, `malformed`, `too-large`
 */
export async function readBody(request: Request, response: Response, takesForm: boolean): Promise<Body> {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type === 'application/json') {
    await parsed(json, request, response);
    return { value: request.body, isForm: false };
  }
  if (takesForm && type === 'application/x-www-form-urlencoded') {
    await parsed(form, request, response);
    return { value: nested(new URLSearchParams(String(request.body ?? ''))), isForm: true };
  }
  const known = takesForm ? 'application/json or application/x-www-form-urlencoded' : 'application/json';
  throw new AfterwordError('unsupported-media-type', `The body must be ${known}.`);
}

function parsed(parser: RequestHandler, request: Request, response: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    parser(request, response, (error: unknown) => (error ? reject(error) : resolve()));
  });
}

/** `author.name=Ada` becomes `{ author: { name: 'Ada' } }`; what a form leaves empty is not there, and a checkbox is true. */
function nested(fields: URLSearchParams): Record<string, unknown> {
  const value: Record<string, unknown> = Object.create(null);
  for (const [name, text] of fields) {
    const [first = '', second, ...more] = name.split('.');
    if (text === '') continue;
    if (second === undefined || more.length > 0)
      value[name] = name === 'notify' ? text === 'on' || text === 'true' : text;
    else group(value, first)[second] = text;
  }
  return value;
}

function group(value: Record<string, unknown>, name: string): Record<string, unknown> {
  const known = value[name];
  if (typeof known === 'object' && known !== null) return known as Record<string, unknown>;
  const fresh: Record<string, unknown> = Object.create(null);
  value[name] = fresh;
  return fresh;
}
