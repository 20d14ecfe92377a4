import { commentToPost } from '../seed/comments.js';
import type { Source } from './plan.js';

/** A request as it goes over the wire, all of it in one piece. */
export function request(
  method: 'GET' | 'POST',
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body?: string,
): Buffer {
  const payload =
    body === undefined ? [] : [`Content-Type: application/json`, `Content-Length: ${Buffer.byteLength(body)}`];
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from(
    [`${method} ${path} HTTP/1.1`, 'Host: 127.0.0.1', ...lines, ...payload, '', body ?? ''].join('\r\n'),
  );
}

/** The headers of a reader who shares a network with nobody: how many pages are made anew for one network is limited. */
export function fromNetwork(n: number): Record<string, string> {
  return { 'X-Forwarded-For': `198.${18 + (Math.floor(n / 65_536) % 2)}.${Math.floor(n / 256) % 256}.${n % 256}` };
}

/** Gives a source's requests one after the other; undefined when they are used up. */
export function requestsOf(source: Source): () => Buffer | undefined {
  let next = 0;
  if (source.kind === 'given') return () => source.requests[next++ % source.requests.length];
  const prepared = Array.from({ length: source.count }, (_, index) =>
    request('POST', '/api/v1/sites/default/comments', {}, JSON.stringify(commentToPost(source.run, index))),
  );
  return () => prepared[next++];
}
