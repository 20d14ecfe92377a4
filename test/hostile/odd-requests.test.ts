import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aComment, COMMENTS, post } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;

beforeAll(async () => {
  service = await startTestService({ classifier: 'shipped', settings: { TRUST_PROXY: '1' } });
});
afterAll(() => service.stop());

function open(): Promise<Socket> {
  const { hostname, port } = new URL(service.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => resolve(socket));
    socket.once('error', reject);
  });
}

/** Sends bytes as they are, and reads until the other side closes the connection. */
async function raw(...pieces: (string | Buffer)[]): Promise<string> {
  const socket = await open();
  const chunks: Buffer[] = [];
  const closed = new Promise<void>((resolve) => {
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
  });
  for (const piece of pieces) socket.write(piece);
  await closed;
  return Buffer.concat(chunks).toString('latin1');
}

const HOST = 'Host: x\r\nConnection: close\r\n';
const LIST = `${COMMENTS}?article=%2Fa`;

/** Whether the service goes on as if nothing had happened, and has not blamed itself. */
async function isWell(): Promise<void> {
  await service.agent.get('/readyz').expect(200);
  await post(service);
  const failures = service.log.filter(
    (line) => line.kind === 'error' || (line.kind === 'request' && line.note.status >= 500),
  );
  expect(failures).toEqual([]);
}

describe('a request that is none', () => {
  it.each([
    ['noise', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', '400'],
    ['a version of the future', `GET / HTTP/9.9\r\n${HOST}\r\n`, '400'],
    ['a method in lower case', `get ${LIST} HTTP/1.1\r\n${HOST}\r\n`, '400'],
    ['a NUL in the path', `GET /\0 HTTP/1.1\r\n${HOST}\r\n`, '400'],
    ['a NUL in a header', `GET ${LIST} HTTP/1.1\r\n${HOST}X: a\0b\r\n\r\n`, '400'],
    ['a folded header', `GET ${LIST} HTTP/1.1\r\n${HOST}X: a\r\n b\r\n\r\n`, '400'],
    ['no host', `GET ${LIST} HTTP/1.1\r\nConnection: close\r\n\r\n`, '400'],
    ['two hosts', `GET ${LIST} HTTP/1.1\r\n${HOST}HOST: y\r\n\r\n`, '400'],
    ['two hosts that are the same', `GET ${LIST} HTTP/1.1\r\n${HOST}Host: x\r\n\r\n`, '400'],
    ['two lengths', `POST ${COMMENTS} HTTP/1.1\r\n${HOST}Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}`, '400'],
    ['a negative length', `POST ${COMMENTS} HTTP/1.1\r\n${HOST}Content-Length: -1\r\n\r\n`, '400'],
    [
      'a length and chunks',
      `POST ${COMMENTS} HTTP/1.1\r\n${HOST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      '400',
    ],
    ['an unknown coding', `POST ${COMMENTS} HTTP/1.1\r\n${HOST}Transfer-Encoding: cheese\r\n\r\nx`, '400'],
    [
      'a chunk of a wrong size',
      `POST ${COMMENTS} HTTP/1.1\r\n${HOST}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
      '400',
    ],
    ['headers of 20 KB', `GET ${LIST} HTTP/1.1\r\n${HOST}X: ${'x'.repeat(20_000)}\r\n\r\n`, '431'],
    ['a path of 20 KB', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\n${HOST}\r\n`, '431'],
  ])('(%s) is refused, and nobody else notices', async (_, bytes, status) => {
    expect(await raw(bytes)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    await isWell();
  });
});

describe('a request that is odd', () => {
  it.each([
    ['an absolute address', `GET http://elsewhere.example${LIST} HTTP/1.1\r\n${HOST}\r\n`],
    ['2,000 short headers', `GET ${LIST} HTTP/1.1\r\n${HOST}${'a:b\r\n'.repeat(2000)}\r\n`],
    ['an upgrade', `GET ${LIST} HTTP/1.1\r\nHost: x\r\nConnection: upgrade, close\r\nUpgrade: websocket\r\n\r\n`],
    ['an expectation', `GET ${LIST} HTTP/1.1\r\n${HOST}Expect: 100-continue\r\n\r\n`],
    ['an expectation of cheese', `GET ${LIST} HTTP/1.1\r\n${HOST}Expect: cheese\r\n\r\n`],
    ['a body with a GET', `GET ${LIST} HTTP/1.1\r\n${HOST}Content-Length: 5\r\n\r\nhello`],
    ['a line without a version', 'GET /healthz\r\n\r\n'],
    ['HTTP/1.0 without a host', `GET ${LIST} HTTP/1.0\r\n\r\n`],
    ['a host with a path', `GET ${LIST} HTTP/1.1\r\nHost: a/../b?c#d\r\nConnection: close\r\n\r\n`],
    ['an address that is none', `GET ${LIST} HTTP/1.1\r\n${HOST}X-Forwarded-For: ${'<b>'.repeat(500)}\r\n\r\n`],
    ['a scheme that is none', `GET ${LIST} HTTP/1.1\r\n${HOST}X-Forwarded-Proto: javascript\r\n\r\n`],
    ['an asterisk', `OPTIONS * HTTP/1.1\r\n${HOST}\r\n`],
    ['two slashes', `GET //elsewhere.example/x HTTP/1.1\r\n${HOST}\r\n`],
    ['a broken percent', `GET /avatars/%.svg HTTP/1.1\r\n${HOST}\r\n`],
    ['bytes beyond ASCII', Buffer.from(`GET /avatars/\u00e9\u0301.svg HTTP/1.1\r\n${HOST}\r\n`)],
  ])('(%s) is answered, and not with our own fault', async (_, bytes) => {
    expect(await raw(bytes)).toMatch(/^HTTP\/1\.1 [1-4]\d\d /);
    await isWell();
  });

  it('(a body that stops halfway) leaves nothing behind', async () => {
    const socket = await open();
    socket.write(
      `POST ${COMMENTS} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"body":`,
    );
    await service.agent.get('/healthz').expect(200);
    socket.destroy();
    await isWell();
  });

  it('(a reader that leaves before the answer) loses no comment', async () => {
    const body = JSON.stringify(aComment({ body: 'Sent by somebody who did not wait' }));
    const socket = await open();
    const head = `POST ${COMMENTS} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
    await new Promise<void>((done) => socket.write(head + body, () => done()));
    socket.destroy();
    const isStored = async () => {
      const url = '/api/v1/sites/default/moderation/comments?q=wait';
      const { body: page } = await service.agent.get(url).set('Authorization', `Bearer ${service.tokens.moderator}`);
      return page.total === 1;
    };
    while (!(await isStored()));
    await isWell();
  });

  it('(a body that drips) is cut at most a second after its 30 seconds', () => {
    const { server } = service.service;
    const { connectionsCheckingInterval } = server as unknown as { connectionsCheckingInterval: number };
    expect(server.requestTimeout + connectionsCheckingInterval).toBeLessThanOrEqual(31_000);
  });

  it('(a body that drips) keeps nobody else waiting', async () => {
    const socket = await open();
    socket.write(
      `POST ${COMMENTS} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n`,
    );
    for (const byte of '{"body":"') {
      socket.write(byte);
      await service.agent.get(LIST).expect(200);
    }
    socket.destroy();
    await isWell();
  });

  it('(several in one piece) are answered one after the other', async () => {
    const one = `GET ${LIST} HTTP/1.1\r\nHost: x\r\n\r\n`;
    const answers = await raw(`${one}${one}GET ${LIST} HTTP/1.1\r\n${HOST}\r\n`);
    expect(answers.match(/HTTP\/1\.1 200 /g)).toHaveLength(3);
  });
});
