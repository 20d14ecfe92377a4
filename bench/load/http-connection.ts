import { connect, type Socket } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');
const LENGTH = /\r\ncontent-length: *(\d+)/i;
const NONE = Buffer.alloc(0);

type OnAnswer = (status: number, bodyBytes: number) => void;

/** One kept-alive connection that has one request under way at a time. */
export interface HttpConnection {
  /** Sends a finished request (RFC 9112) and calls back when its answer has arrived whole. */
  send(request: Buffer, onAnswer: OnAnswer): void;
  close(): void;
}

/**
 * Opens a connection that does as little as HTTP/1.1 allows, so that it costs less than any server that it measures: it looks for the status
 * and the Content-Length, and counts the body without keeping it.
 * @param onFailure called when the server hangs up or answers with something else than a head and a body of a known length
 */
export function openConnection(port: number, onFailure: (error: Error) => void): Promise<HttpConnection> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let onAnswer: OnAnswer | null = null;
  let head: Buffer = NONE;
  let status = 0;
  let length = 0;
  let missing = -1;
  let closed = false;

  function finish(): void {
    const then = onAnswer;
    onAnswer = null;
    missing = -1;
    then?.(status, length);
  }

  function readHead(chunk: Buffer): void {
    head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
    const end = head.indexOf(HEAD_END);
    if (end === -1) return;
    const text = head.toString('latin1', 0, end);
    status = Number(text.slice(9, 12));
    const named = LENGTH.exec(text);
    if (named === null && status !== 304 && status !== 204) {
      fail(new Error(`an answer without Content-Length: ${text.slice(0, 300)}`));
      return;
    }
    length = named === null || status === 304 ? 0 : Number(named[1]);
    missing = length - (head.length - end - HEAD_END.length);
    head = NONE;
    if (missing === 0) finish();
    else if (missing < 0) fail(new Error('more bytes than the answer should have'));
  }

  function fail(error: Error): void {
    if (closed) return;
    closed = true;
    socket.destroy();
    onFailure(error);
  }

  socket.on('data', (chunk: Buffer) => {
    if (onAnswer === null) return fail(new Error('bytes that nobody asked for'));
    if (missing === -1) return readHead(chunk);
    missing -= chunk.length;
    if (missing === 0) finish();
    else if (missing < 0) fail(new Error('more bytes than the answer should have'));
  });
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('the server has closed the connection')));
  return connected(socket).then(() => ({
    send(request, then) {
      onAnswer = then;
      socket.write(request);
    },
    close() {
      closed = true;
      socket.destroy();
    },
  }));
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
}
