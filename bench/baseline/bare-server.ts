import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerParent } from '../child-process.js';

/** The answer to send to every request. */
export interface BareAnswer {
  readonly status: number;
  /** Names and values in turn; those that `node:http` adds itself are left out. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/**
 * The baseline for reading: `node:http` and nothing else. It sends the same bytes with the same headers to whatever is asked, with the same
 * keep-alive, without looking at the request. A further question replaces the answer.
 */
let answer: BareAnswer = { status: 200, headers: [], body: Buffer.alloc(0) };
let headers: string[] = [];

const server = createServer({ keepAliveTimeout: 65_000 }, (_, response) => {
  response.writeHead(answer.status, headers);
  if (answer.body.length === 0) response.end();
  else response.end(answer.body);
});

/** The port on which it listens. */
const listening = new Promise<number>((resolve) => {
  server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
});

answerParent<BareAnswer, number>(async (next) => {
  answer = { ...next, body: Buffer.from(next.body) };
  headers = [...next.headers];
  return listening;
});
