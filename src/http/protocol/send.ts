import type { Response } from 'express';
import type { Answer } from './route.js';

export function send(response: Response, answer: Answer): void {
  const body = answer.json === undefined && answer.text === undefined ? null : textOf(answer);
  if (response.getHeader('Cache-Control') === undefined) response.setHeader('Cache-Control', 'no-store');
  if (body !== null) response.setHeader('Content-Type', typeOf(answer));
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
  if (answer.status !== 204) response.setHeader('Content-Length', Buffer.byteLength(body ?? ''));
  response.writeHead(answer.status);
  // A string, so that Node writes head and body in one piece.
  response.end(body);
}

export function textOf(answer: Answer): string {
  return answer.text ?? JSON.stringify(answer.json);
}

export function typeOf(answer: Answer): string {
  return answer.text === undefined ? 'application/json; charset=utf-8' : (answer.type ?? 'text/plain; charset=utf-8');
}
