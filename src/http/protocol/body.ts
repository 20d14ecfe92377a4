import type { IncomingMessage } from 'node:http';
import express, { type Request, type Response } from 'express';
import { AfterwordError } from '../../domain/errors.js';
import { preferredType } from './accept.js';

const MOST_BYTES = 64 * 1024;
const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';
/** Reads and unpacks up to so many unpacked bytes. */
const readBytes = express.raw({ limit: MOST_BYTES, type: () => true });
const utf8 = new TextDecoder('utf-8', { fatal: true });
/** What pages that are not in UTF-8 are in most often; every byte means something in it. */
const oldCharset = new TextDecoder('windows-1252');

/** A request's body, and in which form it came. */
export interface Body {
  readonly value: unknown;
  readonly isForm: boolean;
  /** A form that is not UTF-8. Its text is a guess: good enough to be shown again, but not to be stored. */
  readonly isDamaged: boolean;
}

/**
 * Reads a body as JSON or, where the route takes one, as an HTML form with flat names. Both are UTF-8.
 * @throws AfterwordError `unsupported-media-type`, `malformed`, `too-large`; not for a form that is damaged
 */
export async function readBody(request: Request, response: Response, takesForm: boolean): Promise<Body> {
  const type = request.headers['content-type'] ?? '';
  const isForm = takesForm && isMediaType(type, FORM_TYPE);
  if (!isForm && !isMediaType(type, JSON_TYPE)) {
    const known = takesForm ? `${JSON_TYPE} or ${FORM_TYPE}` : JSON_TYPE;
    throw new AfterwordError('unsupported-media-type', `The body must be ${known}, in UTF-8.`);
  }
  // The parser would read all of it before it refuses it.
  if (Number(request.headers['content-length']) > MOST_BYTES) throw tooLarge();
  const bytes = await bytesOf(request, response);
  if (!isForm) return { value: parseJson(decode(bytes)), isForm, isDamaged: false };
  const { text, isDamaged } = readForm(bytes);
  return { value: nested(new URLSearchParams(text)), isForm, isDamaged };
}

/** Whether a Content-Type is of a type and does not say that it is in another charset than UTF-8. */
function isMediaType(header: string, type: string): boolean {
  const [named = '', ...parameters] = header.toLowerCase().split(';');
  const charsets = parameters
    .map((parameter) => parameter.trim())
    .filter((parameter) => parameter.startsWith('charset='));
  return named.trim() === type && charsets.every((charset) => /^charset="?utf-?8"?$/.test(charset));
}

function bytesOf(request: Request, response: Response): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    readBytes(request, response, (error: unknown) => {
      if (error) reject(unreadable(error));
      else resolve(Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));
    });
  });
}

/** The parser's errors carry a status (see body-parser's README). */
function unreadable(error: unknown): unknown {
  switch ((error as { status?: unknown }).status) {
    case 413:
      return tooLarge();
    case 415:
      return new AfterwordError(
        'unsupported-media-type',
        'The body must be plain, or packed with gzip, deflate or brotli.',
      );
    case 400:
      return new AfterwordError('malformed', 'The body cannot be read to its end.');
    default:
      return error;
  }
}

function tooLarge(): AfterwordError {
  return new AfterwordError('too-large', 'The body must have at most 64 KiB.');
}

/** A form's text, percent-encoded as UTF-8. */
function readForm(bytes: Buffer): { readonly text: string; readonly isDamaged: boolean } {
  let isDamaged = false;
  const guess = (octets: Buffer) => {
    try {
      return utf8.decode(octets);
    } catch {
      isDamaged = true;
      return oldCharset.decode(octets);
    }
  };
  const text = guess(bytes).replace(/(?:%[0-9a-f]{2})+/gi, (encoded) =>
    encodeURIComponent(guess(Buffer.from(encoded.replaceAll('%', ''), 'hex'))),
  );
  return { text, isDamaged };
}

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new AfterwordError('malformed', 'The body is not valid UTF-8.');
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AfterwordError('malformed', 'The body is not valid JSON.');
  }
}

/** What a checkbox says: `on` where the page names no value. */
const CHECKBOX: Readonly<Record<string, boolean>> = { on: true, true: true, off: false, false: false };

/** `author.name=Ada` becomes `{ author: { name: 'Ada' } }`; what a form leaves empty is not there. */
function nested(fields: URLSearchParams): Record<string, unknown> {
  const value: Record<string, unknown> = Object.create(null);
  for (const [name, text] of fields) {
    if (text === '') continue;
    const [group = '', field, ...more] = name.split('.');
    if (field === undefined || more.length > 0) value[name] = name === 'notify' ? (CHECKBOX[text] ?? text) : text;
    else groupOf(value, group)[field] = text;
  }
  return value;
}

function groupOf(value: Record<string, unknown>, name: string): Record<string, unknown> {
  const known = value[name];
  if (typeof known === 'object' && known !== null) return known as Record<string, unknown>;
  const fresh: Record<string, unknown> = Object.create(null);
  value[name] = fresh;
  return fresh;
}

/** Whether a request is a page's form, sent by a browser that shows what is answered. */
export function isPageForm({ method, headers }: IncomingMessage): boolean {
  if (method !== 'POST' || !/^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '')) return false;
  return prefersPages(headers);
}

/** Whether a browser asks for something that it would show as a page. */
export function isPageView({ method, headers }: IncomingMessage): boolean {
  return (method === 'GET' || method === 'HEAD') && prefersPages(headers);
}

function prefersPages({ accept }: IncomingMessage['headers']): boolean {
  return preferredType(accept, ['application/problem+json', 'text/html']) === 'text/html';
}
