import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { closeServer } from '../../src/service/close-server.js';
import { type ManualClock, manualClock } from '../support/manual-clock.js';

let server: Server;
let clock: ManualClock;
let clients: Socket[] = [];

afterEach(() => {
  for (const client of clients) client.destroy();
  clients = [];
});

async function start(): Promise<number> {
  clock = manualClock();
  server = createServer((_, response) => {
    response.writeHead(200, ['Content-Length', '2']);
    response.end('ok');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function client(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  clients.push(socket);
  expect(await ask(socket)).toContain('200 OK');
  return socket;
}

async function ask(socket: Socket): Promise<string> {
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  let answer = '';
  while (!answer.endsWith('ok')) answer += String((await once(socket, 'data'))[0]);
  return answer;
}

describe('a server that stops', () => {
  it('answers the next request of every connection that is kept, and says that it is the last', async () => {
    const port = await start();
    const kept = await Promise.all(Array.from({ length: 10 }, () => client(port)));
    const closed = closeServer(server, clock);
    for (const socket of kept) {
      const end = once(socket, 'close');
      expect(await ask(socket)).toMatch(/^HTTP\/1\.1 200 OK\r\n(?:.*\r\n)*Connection: close\r\n/);
      await end;
    }
    await closed;
  });

  it('closes what is idle after a moment', async () => {
    const port = await start();
    const idle = await client(port);
    const end = once(idle.resume(), 'close');
    const closed = closeServer(server, clock);
    clock.advance(1000);
    await Promise.all([end, closed]);
  });

  it('ends at once when nobody is connected', async () => {
    await start();
    await closeServer(server, clock);
    expect(server.listening).toBe(false);
  });
});
