import type { Request, Response } from 'express';
import { encoded, encodingFor, hasAlready } from './encoded.js';
import type { Answer } from './route.js';

export function send(response: Response, answer: Answer): void {
  const body = answer.bytes ?? (answer.json === undefined && answer.text === undefined ? null : textOf(answer));
  if (response.getHeader('Cache-Control') === undefined) response.setHeader('Cache-Control', 'no-store');
  if (body !== null) response.setHeader('Content-Type', typeOf(answer));
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
  if (answer.status !== 204) response.setHeader('Content-Length', Buffer.byteLength(body ?? ''));
  response.writeHead(answer.status);
  // A string where it can be, so that Node writes head and body in one piece.
  response.end(body);
}

/** Sends an answer that was made for this request alone, compressed and, if clients may keep it, with an ETag. */
export async function sendEncoded(request: Request, response: Response, answer: Answer): Promise<void> {
  const text = Buffer.from(textOf(answer));
  const encoding = encodingFor(text.length, request);
  const { body, etag } = await encoded(text, encoding);
  const { Vary, ...headers } = answer.headers ?? {};
  const mayKeep = headers['Cache-Control'] !== undefined;
  if (!mayKeep) response.setHeader('Cache-Control', 'no-store');
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.setHeader('Vary', Vary === undefined ? 'Accept-Encoding' : `${Vary}, Accept-Encoding`);
  if (mayKeep) response.setHeader('ETag', etag);
  if (mayKeep && hasAlready(request, etag)) {
    response.writeHead(304).end();
    return;
  }
  response.setHeader('Content-Type', typeOf(answer));
  if (encoding !== 'identity') response.setHeader('Content-Encoding', encoding);
  response.setHeader('Content-Length', body.length);
  response.writeHead(answer.status);
  response.end(body);
}

export function textOf(answer: Answer): string {
  return answer.text ?? JSON.stringify(answer.json);
}

export function typeOf(answer: Answer): string {
  if (answer.text === undefined && answer.bytes === undefined) return 'application/json; charset=utf-8';
  return answer.type ?? 'text/plain; charset=utf-8';
}
