import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A call as the fake received it. */
export interface FakeCall {
  /** The last part of the path. */
  readonly name: 'comment-check' | 'submit-spam' | 'submit-ham' | 'verify-key' | 'usage-limit' | (string & {});
  readonly method: string;
  readonly path: string;
  /** The decoded form; a repeated field is an array. */
  readonly fields: Readonly<Record<string, string | readonly string[]>>;
  readonly headers: IncomingHttpHeaders;
  /** Counts connections from 1: calls with the same number shared one. */
  readonly connection: number;
}

/** What is sent back, and how. */
export interface FakeReply {
  /** 200 unless said otherwise. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /**
   * `whole` (the default); `hang`: nothing until `release()`, then whole; `hang-after-headers`: the body waits for it;
   * `drip`: a byte each 20 ms, without end; `reset`: the connection is reset before the answer; `reset-in-body`: within it.
   */
  readonly delivery?: 'whole' | 'hang' | 'hang-after-headers' | 'drip' | 'reset' | 'reset-in-body';
  /** Milliseconds before the answer, 0 unless said otherwise. */
  readonly delayMs?: number;
}

/** A reply, or what decides on one when the call is there. */
export type FakeAnswer = FakeReply | ((call: FakeCall) => FakeReply);

export interface FakeAkismetOptions {
  /** The keys that are valid; every key is, unless said otherwise. */
  readonly keys?: readonly string[];
  /** Whether `calls` is filled; `callCount` counts in any case. */
  readonly record?: boolean;
}

/** A server on the loopback that speaks Akismet's protocol. */
export interface FakeAkismet {
  /** For `AKISMET_URL`. */
  readonly url: string;
  /** The calls since the start or the last `forget()`, in the order of their arrival. */
  readonly calls: readonly FakeCall[];
  readonly callCount: number;
  /** Connections that are open now. */
  readonly openConnections: number;
  /** Answers the next calls, one each, before the default comes into play again. */
  answerWith(...answers: readonly FakeAnswer[]): void;
  /** Answers every call for which nothing else was set; at first that is `answers.byTheRules`. */
  setDefault(answer: FakeAnswer): void;
  /** Declares which keys are valid from now on, undefined for all; a call with another key is answered `invalid`. */
  setKeys(keys: readonly string[] | undefined): void;
  /** Settles once so many calls have arrived in all since the start or the last `forget()`. */
  waitForCalls(count: number): Promise<readonly FakeCall[]>;
  /** Settles once exactly so many connections are open. */
  waitForConnections(count: number): Promise<void>;
  /** Lets all hanging calls have their answer. */
  release(): void;
  /** Forgets calls and pending answers. */
  forget(): void;
  close(): Promise<void>;
}

export const THANKS = 'Thanks for making the web a better place.';

/** Answers of Akismet's, and some that nobody wants. */
export const answers = {
  ham: { body: 'false', headers: { 'X-akismet-guid': 'guid-ham' } },
  spam: { body: 'true', headers: { 'X-akismet-guid': 'guid-spam' } },
  discard: { body: 'true', headers: { 'X-akismet-guid': 'guid-discard', 'X-akismet-pro-tip': 'discard' } },
  thanks: { body: THANKS },
  valid: { body: 'valid' },
  /** What every call answers to a wrong key, and what a refused submission looks like. */
  invalid: { body: 'invalid' },
  /** Nothing before `release()`, then what `byTheRules` says. */
  hang: (call: FakeCall): FakeReply => ({ ...byTheRules(call), delivery: 'hang' }),
  drip: { body: 'false', delivery: 'drip' },
  reset: { delivery: 'reset' },
  serverError: { status: 500, body: 'Internal Server Error' },
  /** 5 MB of something. */
  huge: { body: 'x'.repeat(5_000_000) },
  provisional: (seconds: number): FakeReply => ({
    body: 'false',
    headers: { 'X-akismet-guid': 'guid-provisional', 'X-akismet-recheck-after': String(seconds) },
  }),
  /** An error beside a body that must not be believed. */
  error: (error: string, body = 'false'): FakeReply => ({ body, headers: { 'X-akismet-error': error } }),
  /** `invalid`, and why. */
  refused: (help: string): FakeReply => ({ body: 'invalid', headers: { 'X-akismet-debug-help': help } }),
  alert: (code: number, message: string, reply: FakeReply): FakeReply => ({
    ...reply,
    headers: { ...reply.headers, 'X-akismet-alert-code': String(code), 'X-akismet-alert-msg': message },
  }),
  tooMany: (retryAfter: string): FakeReply => ({ status: 429, headers: { 'Retry-After': retryAfter } }),
  redirect: (location: string, status = 302): FakeReply => ({ status, headers: { Location: location } }),
  byTheRules: (call: FakeCall): FakeReply => byTheRules(call),
} as const satisfies Record<string, FakeAnswer | ((...args: never[]) => FakeReply)>;

/** What Akismet answers to a valid key: its documented test values decide, and everything else is ham. */
function byTheRules(call: FakeCall): FakeReply {
  switch (call.name) {
    case 'comment-check':
      return judge(call);
    case 'submit-spam':
    case 'submit-ham':
      return missingField(call) ?? answers.thanks;
    case 'verify-key':
      return answers.valid;
    case 'usage-limit':
      return { body: JSON.stringify({ limit: 10_000, usage: 120, percentage: '1.20', throttled: false }) };
    default:
      return { status: 404, body: 'Not Found' };
  }
}

function judge(call: FakeCall): FakeReply {
  const missing = missingField(call);
  if (missing !== null) return missing;
  const { fields } = call;
  if (fields.user_role === 'administrator') return answers.ham;
  const guaranteed =
    fields.comment_author === 'akismet-guaranteed-spam' ||
    fields.comment_author_email === 'akismet-guaranteed-spam@example.com';
  const trapped = Boolean(fields[String(fields.honeypot_field_name)]);
  return guaranteed || trapped ? answers.spam : answers.ham;
}

function missingField({ fields }: FakeCall): FakeReply | null {
  const missing = ['blog', 'user_ip'].find((name) => !fields[name]);
  if (missing === undefined) return null;
  return {
    body: `Missing required field: ${missing}.`,
    headers: { 'X-akismet-debug-help': `Empty "${missing}" value` },
  };
}

interface Waiter {
  readonly count: number;
  readonly done: () => void;
}

export async function startFakeAkismet(options: FakeAkismetOptions = {}): Promise<FakeAkismet> {
  const record = options.record ?? true;
  const sockets = new Map<Socket, number>();
  let keys = options.keys;
  let connections = 0;
  let calls: FakeCall[] = [];
  let callCount = 0;
  let queue: FakeAnswer[] = [];
  let byDefault: FakeAnswer = answers.byTheRules;
  let hanging: Array<() => void> = [];
  let callWaiters: Waiter[] = [];
  let connectionWaiters: Waiter[] = [];

  function notifyConnections(): void {
    const ready = connectionWaiters.filter(({ count }) => count === sockets.size);
    connectionWaiters = connectionWaiters.filter((waiter) => !ready.includes(waiter));
    for (const { done } of ready) done();
  }

  function arrived(call: FakeCall): void {
    callCount += 1;
    if (record) calls.push(call);
    const ready = callWaiters.filter(({ count }) => count <= callCount);
    callWaiters = callWaiters.filter((waiter) => !ready.includes(waiter));
    for (const { done } of ready) done();
  }

  function replyTo(call: FakeCall): FakeReply {
    const queued = queue.shift();
    if (queued === undefined && keys !== undefined && !keys.includes(keyOf(call))) return answers.invalid;
    const answer = queued ?? byDefault;
    return typeof answer === 'function' ? answer(call) : answer;
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const call = readCall(request, Buffer.concat(chunks).toString('utf8'), sockets.get(request.socket) ?? 0);
      const reply = replyTo(call);
      arrived(call);
      send(reply, request, response, (resume) => hanging.push(resume));
    });
  });
  server.on('connection', (socket) => {
    connections += 1;
    sockets.set(socket, connections);
    notifyConnections();
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      notifyConnections();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    get calls() {
      return calls;
    },
    get callCount() {
      return callCount;
    },
    get openConnections() {
      return sockets.size;
    },
    answerWith: (...more) => {
      queue.push(...more);
    },
    setDefault: (answer) => {
      byDefault = answer;
    },
    setKeys: (valid) => {
      keys = valid;
    },
    waitForCalls: async (count) => {
      if (callCount < count) await new Promise<void>((done) => callWaiters.push({ count, done }));
      return calls;
    },
    waitForConnections: async (count) => {
      if (sockets.size !== count) await new Promise<void>((done) => connectionWaiters.push({ count, done }));
    },
    release: () => {
      const released = hanging;
      hanging = [];
      for (const resume of released) resume();
    },
    forget: () => {
      calls = [];
      callCount = 0;
      queue = [];
    },
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** The key stands in `api_key`, and in `key` where the call is `verify-key`. */
function keyOf({ fields }: FakeCall): string {
  return String(fields.api_key ?? fields.key ?? '');
}

function readCall(request: IncomingMessage, body: string, connection: number): FakeCall {
  const path = request.url ?? '/';
  const form = new URLSearchParams(body);
  const fields = Object.fromEntries(
    [...new Set(form.keys())].map((name) => {
      const values = form.getAll(name);
      return [name, values.length > 1 ? values : (values[0] ?? '')];
    }),
  );
  const name = path.slice(path.lastIndexOf('/') + 1);
  return { name, method: request.method ?? '', path, fields, headers: request.headers, connection };
}

function send(
  reply: FakeReply,
  request: IncomingMessage,
  response: ServerResponse,
  hang: (resume: () => void) => void,
): void {
  const { status = 200, headers = {}, body = '', delivery = 'whole', delayMs = 0 } = reply;
  if (delayMs > 0) {
    setTimeout(() => send({ ...reply, delayMs: 0 }, request, response, hang), delayMs);
    return;
  }
  const head = () => response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', ...headers });
  switch (delivery) {
    case 'whole':
      head().end(body);
      return;
    case 'hang':
      hang(() => head().end(body));
      return;
    case 'hang-after-headers':
      head().flushHeaders();
      hang(() => response.end(body));
      return;
    case 'drip': {
      head().flushHeaders();
      const timer = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(timer));
      return;
    }
    case 'reset':
      request.socket.resetAndDestroy();
      return;
    case 'reset-in-body':
      head().write(body.slice(0, -1), () => request.socket.resetAndDestroy());
      return;
  }
}
