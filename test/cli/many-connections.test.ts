import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { capConnections } from '../../src/service/connection-cap.js';
import { manualClock } from '../support/manual-clock.js';
import { removeFolder, type ServedProcess, served, temporaryFolder } from './command.js';

const folder = temporaryFolder();
const sockets = new Set<Socket>();

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
});

afterAll(() => removeFolder(folder));

/** A connection that says nothing: `closed` settles once the other side has ended it. */
function silent(port: number): { socket: Socket; closed: Promise<void> } {
  const socket = connect(port, '127.0.0.1').resume();
  sockets.add(socket);
  socket.on('error', () => undefined);
  return { socket, closed: new Promise((resolve) => socket.once('close', () => resolve())) };
}

function post({ url }: ServedProcess, body: string): Promise<Response> {
  return fetch(`${url}/api/v1/sites/default/comments`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      article: { url: 'http://localhost:8080/crowded' },
      author: { name: 'Ada', email: 'ada@example.org' },
      body,
    }),
  });
}

/** Asks again until it is taken: when the system has taken back a closed connection is its own affair. */
async function accepted(send: () => Promise<Response>): Promise<Response> {
  for (;;) {
    const answer = await send().catch(() => null);
    if (answer !== null) return answer;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const why = existsSync('/proc/self/limits') ? '' : ' (left out: this system does not say how many files may be open)';
(why === '' ? describe : describe.skip)(`a crowd of connections, more than the process may hold open${why}`, () => {
  test('is refused with one clear line in the log, and the service goes on and loses nothing', async () => {
    const service = await served({ folder, limit: 'ulimit -n 128' });
    const first = await post(service, 'Before the crowd.');
    expect(first.status).toBe(201);
    const port = Number(new URL(service.url).port);
    const crowd = Array.from({ length: 200 }, () => silent(port));
    const line = await service.logged(({ msg }) => msg.startsWith('more connections come than'));
    expect(line).toMatchObject({ level: 'error', msg: expect.stringContaining('LimitNOFILE') });
    expect(line).not.toHaveProperty('error.stack');
    await Promise.race(crowd.map(({ closed }) => closed));

    for (const { socket } of crowd) socket.destroy();
    const second = await accepted(() => post(service, 'After the crowd.'));
    expect(second.status).toBe(201);
    expect((await accepted(() => fetch(`${service.url}/readyz`))).status).toBe(200);
    expect((await service.stop()).code).toBe(0);
    expect(service.log.filter(({ msg }) => msg.startsWith('more connections'))).toHaveLength(1);

    const again = await served({ folder });
    for (const answer of [first, second]) {
      const { comment, editToken } = (await answer.json()) as { comment: { id: string }; editToken: string };
      const own = `${again.url}/api/v1/sites/default/comments/${comment.id}`;
      expect((await fetch(own, { headers: { Authorization: `Bearer ${editToken}` } })).status).toBe(200);
    }
    await again.stop();
  });
});

describe('a server with a cap on its connections', () => {
  const servers = new Set<Server>();
  afterEach(() => {
    for (const server of servers) server.close();
  });

  async function capped(most: number) {
    const lines: string[] = [];
    const clock = manualClock();
    const server = createServer((_, response) => response.end('answered'));
    servers.add(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    capConnections(server, most, clock, {
      request: () => undefined,
      error: (error, what) => lines.push(`${String(error)}: ${what.split(' (')[0]}`),
      info: (_, what) => lines.push(what),
    });
    return { server, lines, clock, port: (server.address() as AddressInfo).port };
  }

  const MORE = 'more connections come than this process may hold';

  test('says how many it refuses once a minute, and once when it is over', async () => {
    const { server, lines, clock, port } = await capped(1);
    const held = once(server, 'connection');
    silent(port);
    await held;
    await silent(port).closed;
    await silent(port).closed;
    expect(lines).toEqual([`1 refused: ${MORE}`]);
    clock.advance(60_000);
    expect(lines).toEqual([`1 refused: ${MORE}`, `1 refused: ${MORE}`]);
    clock.advance(60_000);
    expect(lines.slice(2)).toEqual(['no connection is refused any more']);
    clock.advance(600_000);
    expect(lines).toHaveLength(3);
  });

  test('ends one that waits for its next request, to make room', async () => {
    const { port } = await capped(1);
    const kept = silent(port);
    const answered = new Promise((resolve) => kept.socket.once('data', resolve));
    kept.socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await answered;
    await silent(port).closed;
    await kept.closed;
    const next = await fetch(`http://127.0.0.1:${port}/`, { headers: { Connection: 'close' } });
    expect(await next.text()).toBe('answered');
  });

  test('outlives what the system refuses', async () => {
    const { server, lines } = await capped(10);
    server.emit('error', Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' }));
    expect(lines).toEqual([`1 refused: ${MORE}`]);
  });

  test('says of anything else that goes wrong what it is, and not that there are too many', async () => {
    const { server, lines } = await capped(10);
    server.emit('error', Object.assign(new Error('accept EPERM'), { code: 'EPERM' }));
    expect(lines).toEqual(['Error: accept EPERM: a connection could not be taken']);
  });
});
