import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Why tests with nginx are left out here, as the reporter of the tests reads it; empty when they are not. */
export const withoutNginx =
  spawnSync('nginx', ['-v']).error || spawnSync('openssl', ['version']).error
    ? ' (left out: there is no nginx, or no openssl; install both)'
    : '';

interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** nginx with a file of `deploy/`, on a port of its own, with a certificate that nobody trusts. */
export interface Nginx {
  readonly port: number;
  ask(path: string, headers?: Readonly<Record<string, string>>, body?: string): Promise<Answered>;
  stop(): Promise<void>;
}

/** @param file as it is shipped @param servicePort where the service listens, instead of 8080 */
export async function startNginx(file: string, servicePort: number): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-nginx-'));
  for (const name of ['cache', 'logs', 'temp']) mkdirSync(join(folder, name));
  const port = await freePort();
  makeCertificate(folder);
  const shipped = readFileSync(file, 'utf8')
    .replace(/^ *listen \[::\].*\n/gm, '')
    .replaceAll('listen 443', `listen 127.0.0.1:${port}`)
    .replaceAll('127.0.0.1:8080', `127.0.0.1:${servicePort}`)
    .replaceAll('/etc/letsencrypt/live/comments.example', folder)
    .replaceAll('/var/cache/nginx', join(folder, 'cache'));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/temp/${name};`,
  );
  const main = `daemon off; worker_processes 1; pid ${folder}/pid; error_log stderr; ${runsAsWhoever()}
    events {} http { access_log off; ${temporary.join(' ')} ${shipped} }`;
  writeFileSync(join(folder, 'nginx.conf'), main);
  const child = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await listening(child, port);
  return {
    port,
    ask: (path, headers = {}, body) => ask(port, path, headers, body),
    async stop() {
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** As root its workers would be another user, who may not write below a folder of ours. */
function runsAsWhoever(): string {
  return process.getuid?.() === 0 ? 'user root;' : '';
}

function makeCertificate(folder: string): void {
  const files = ['-keyout', join(folder, 'privkey.pem'), '-out', join(folder, 'fullchain.pem')];
  const args = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=comments.example',
    ...files,
  ];
  const { status, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function listening(child: ChildProcess, port: number): Promise<void> {
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  while (child.exitCode === null) {
    const socket = connect(port, '127.0.0.1');
    const isThere = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isThere) return;
  }
  throw new Error(`nginx has ended: ${said}`);
}

function ask(port: number, path: string, headers: Readonly<Record<string, string>>, body?: string): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const asked = request({
      ...{ host: '127.0.0.1', port, path, rejectUnauthorized: false, agent: false },
      method: body === undefined ? 'GET' : 'POST',
      headers: { Host: `comments.example:${port}`, ...headers },
    });
    asked.once('error', reject).once('response', async (response) => {
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      resolve({ status: response.statusCode as number, headers: response.headers, body: text });
    });
    asked.end(body);
  });
}
