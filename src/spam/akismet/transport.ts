import { setMaxListeners } from 'node:events';
import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { AlarmClock } from '../../domain/time.js';
import { type Failed, failed, networkFailure } from './failures.js';

/** A form-encoded POST, ready to be sent. `path` is absolute. */
export interface FormRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An HTTP answer that arrived completely. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type Exchange = { readonly ok: true; readonly answer: HttpAnswer } | Failed;

/** Sends requests to one server over connections that stay open between calls. */
export interface Transport {
  /** Never rejects. An abort by `signal` is a `transient` failure. */
  post(request: FormRequest, signal: AbortSignal): Promise<Exchange>;
  /** Closes all connections, also those of calls under way. */
  close(): void;
}

/** Akismet's answers are a word, or a few lines of JSON. */
const MAX_BODY_BYTES = 64 * 1024;

/**
 * How long an unused connection is kept. Shorter than what servers commonly grant (Node 5 s, nginx 75 s), so that a
 * comment rarely meets a connection that its other end is just closing.
 */
const IDLE_MS = 4_000;
const MAX_IDLE_CONNECTIONS = 8;

/**
 * @param clock rings at the deadline
 * @param origin an allowed URL; only scheme, host and port are used
 * @param timeoutMs from the look-up of the name to the last byte of the answer; at it the connection is closed
 */
export function createTransport(clock: AlarmClock, origin: URL, timeoutMs: number): Transport {
  const { Agent, request: open } = origin.protocol === 'https:' ? https : http;
  // Node lowers `rejectUnauthorized` for a whole process when an environment variable says so; the key is not part of that deal.
  const agent = new Agent({
    keepAlive: true,
    timeout: IDLE_MS,
    maxFreeSockets: MAX_IDLE_CONNECTIONS,
    rejectUnauthorized: true,
  });
  const target = {
    protocol: origin.protocol,
    hostname: origin.hostname.replace(/^\[|\]$/g, ''),
    port: origin.port,
    method: 'POST',
    agent,
  };

  function exchange({ path, headers, body }: FormRequest, signal: AbortSignal): Promise<Exchange> {
    return new Promise((resolve) => {
      const fail = (error?: unknown) => resolve(networkFailure(error));
      let answered = false;
      const request = open({ ...target, path, headers, signal });
      request.on('response', (response) => {
        answered = true;
        readAnswer(response).then(resolve, fail);
      });
      request.on('error', fail);
      // A request can end in neither an answer nor an error, as after an unasked-for switch of protocols.
      request.on('close', () => {
        if (!answered) fail();
      });
      request.end(body);
    });
  }

  return {
    post: (request, signal) => withDeadline(clock, timeoutMs, signal, (whole) => exchange(request, whole)),
    close: () => agent.destroy(),
  };
}

/** Leaving the loop early destroys the stream, and with it the connection. */
async function readAnswer(response: IncomingMessage): Promise<Exchange> {
  const status = response.statusCode ?? 0;
  if (status >= 300 && status < 400) {
    response.destroy();
    return failed(
      'protocol',
      `Akismet's address answers with a redirect (${status}), which is refused. Check AKISMET_URL.`,
    );
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      return failed('protocol', 'The answer is longer than any of Akismet’s. Check AKISMET_URL.');
    }
    chunks.push(chunk);
  }
  return { ok: true, answer: { status, headers: response.headers, body: Buffer.concat(chunks).toString('utf8') } };
}

/** Gives `work` a signal for both ends of patience, the deadline and the caller's, and leaves no timer or listener behind. */
async function withDeadline(
  clock: AlarmClock,
  timeoutMs: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Exchange>,
): Promise<Exchange> {
  const whole = new AbortController();
  const abort = () => whole.abort();
  const cancel = clock.after(timeoutMs, abort);
  // Many calls share the signal of a worker, and each takes its listener away: more than ten of them are no leak.
  setMaxListeners(0, signal);
  signal.addEventListener('abort', abort, { once: true });
  try {
    if (signal.aborted) abort();
    const result = await work(whole.signal);
    if (result.ok || !whole.signal.aborted) return result;
    if (signal.aborted) return failed('transient', 'The call to Akismet was broken off.');
    return failed('transient', `Akismet did not answer within ${timeoutMs} ms (AKISMET_TIMEOUT_MS).`);
  } finally {
    cancel();
    signal.removeEventListener('abort', abort);
  }
}
