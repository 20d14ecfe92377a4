import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { listTokens } from '../../src/cli/commands/token.js';
import { readConfig } from '../../src/config.js';
import { afterword, keptReport, removeFolder, type ServedProcess, served, temporaryFolder } from './command.js';

const folder = temporaryFolder();
const folders = [folder];
let service: ServedProcess;

beforeAll(async () => {
  service = await served({ folder });
});

afterAll(async () => {
  await service.stop();
  for (const each of folders) removeFolder(each);
});

/** A service of its own, for a test that ends it. */
function another(env: Readonly<Record<string, string>> = {}): Promise<ServedProcess> {
  const itsFolder = temporaryFolder();
  folders.push(itsFolder);
  return served({ folder: itsFolder, env });
}

function postComment({ url }: ServedProcess): Promise<Response> {
  return fetch(`${url}/api/v1/sites/default/comments`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'User-Agent': 'Curious/1.0' },
    body: JSON.stringify({
      article: { url: 'http://localhost:8080/an-article' },
      author: { name: 'Ada Lovelace', email: 'ada@example.org' },
      body: 'Words that no log needs.',
    }),
  });
}

describe('the service as a process', () => {
  test('says where it listens, and is ready then', async () => {
    const [first] = service.log;
    expect(first).toMatchObject({ level: 'info', msg: `Afterword listens on ${service.url}` });
    expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
  });

  test('says at its start who judges comments, and that nobody can moderate', async () => {
    const judge = await service.logged(({ msg }) => msg.includes('AKISMET_KEY'));
    expect(judge).toMatchObject({ level: 'info', msg: expect.stringContaining('the local classifier judges') });
    const nobody = await service.logged(({ msg }) => msg.includes('afterword desk'));
    expect(nobody.level).toBe('warn');
    expect(JSON.stringify(service.log)).not.toContain('code=');
  });

  test('has a word for a second service on its folder, and for one that trusts everybody', async () => {
    const other = await served({ folder, env: { TRUST_PROXY: 'true' } });
    await other.logged(({ level, msg }) => level === 'warn' && msg.includes('serves') && msg.includes('too.'));
    await other.logged(({ level, msg }) => level === 'warn' && msg.startsWith('TRUST_PROXY=true believes'));
    expect((await other.stop()).code).toBe(0);
    expect(JSON.stringify(service.log)).not.toContain('Another process');
  });

  test('takes up a token that is made and revoked beside it', async () => {
    const { stdout, code } = await afterword({ folder }, 'token', 'create', '--role', 'moderator', '--name', 'me');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^afterword_[\w-]{43}\n$/);
    const ask = () =>
      fetch(`${service.url}/api/v1/sites/default/moderation/summary`, {
        headers: { Authorization: `Bearer ${stdout.trim()}` },
      });
    expect((await ask()).status).toBe(200);
    const kept = keptReport();
    await listTokens(readConfig({ DATA_DIR: join(folder, 'data') }), kept.report);
    const [token] = kept.results<{ id: string }>() as [{ id: string }];
    expect((await afterword({ folder }, 'token', 'revoke', token.id)).code).toBe(0);
    expect((await ask()).status).toBe(401);
  });

  test('logs each request by its route, and nothing that a stranger sent', async () => {
    const response = await postComment(service);
    expect(response.status).toBe(201);
    const request = response.headers.get('x-request-id');
    const line = await service.logged((entry) => entry.request === request);
    expect(line).toMatchObject({ level: 'info', route: 'postComment', method: 'POST', status: 201, msg: 'request' });
    expect(JSON.stringify(service.log)).not.toMatch(/Ada|Lovelace|example\.org|127\.0\.0\.1(?!:)|Curious|an-article/);
  });

  test('refuses to start beside another on the same port, with a line that says so', async () => {
    const port = new URL(service.url).port;
    const other = temporaryFolder();
    const { code, stderr } = await afterword({ folder: other, env: { PORT: port } }, 'serve');
    expect(code).toBe(69);
    expect(stderr).toBe(`afterword: Port ${port} on 127.0.0.1 is in use already. Stop what uses it, or set PORT.\n`);
    removeFolder(other);
  });

  test('finishes on SIGTERM what is under way, closes what is idle, and ends with 0', async () => {
    const ending = await another();
    const port = Number(new URL(ending.url).port);
    const idle = connect(port, '127.0.0.1');
    const busy = connect(port, '127.0.0.1').setEncoding('utf8');
    idle.write('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(String(await once(idle, 'data'))).toContain('200 OK');
    const body = JSON.stringify({
      article: { url: 'http://localhost:8080/an-article' },
      author: { name: 'Grace', email: 'grace@example.org' },
      body: 'Sent while the service stops.',
    });
    const head = ['POST /api/v1/sites/default/comments HTTP/1.1', 'Host: a', 'Content-Type: application/json'];
    busy.write([...head, 'Expect: 100-continue', `Content-Length: ${body.length}`, '', ''].join('\r\n'));
    expect(String(await once(busy, 'data'))).toContain('100 Continue');
    const kept = connect(port, '127.0.0.1').setEncoding('utf8');
    kept.write('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(String(await once(kept, 'data'))).toContain('200 OK');
    ending.signal('SIGTERM');
    await ending.logged(({ msg }) => msg.startsWith('stopping'));
    kept.write('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(String(await once(kept, 'data'))).toMatch(/^HTTP\/1\.1 200 OK\r\n(?:.*\r\n)*Connection: close\r\n/);
    await Promise.all([once(kept.resume(), 'close'), once(idle.resume(), 'close')]);
    busy.write(body);
    expect(String(await once(busy, 'data'))).toMatch(/^HTTP\/1\.1 201 /);
    expect((await ending.ended).code).toBe(0);
    expect(ending.log.at(-1)).toMatchObject({ msg: 'stopped' });
  });
});

describe('a service that has something under way', () => {
  test('ends at once by a second signal', async () => {
    const ending = await another();
    const { port } = new URL(ending.url);
    const unfinished = connect(Number(port), '127.0.0.1');
    unfinished.on('error', () => undefined).write('POST /api/v1/sites/default/comments HTTP/1.1\r\nHost: a\r\n');
    await once(unfinished, 'ready');
    ending.signal('SIGINT');
    await ending.logged(({ msg }) => msg.startsWith('stopping'));
    const again = setInterval(() => ending.signal('SIGINT'), 50);
    const { code } = await ending.ended;
    clearInterval(again);
    expect(code).toBe(130);
    expect(ending.log).toContainEqual(expect.objectContaining({ msg: 'ended at once by a second signal' }));
    expect(ending.log).not.toContainEqual(expect.objectContaining({ msg: 'stopped' }));
  });
});

describe('a fault of our own', () => {
  test('ends the process with 70, and is logged', async () => {
    const thrower = `data:text/javascript,process.on('SIGUSR2',()=>{throw new Error('at ada@example.org')})`;
    const faulty = await another({ NODE_OPTIONS: `--import ${thrower.replaceAll(' ', '%20')}` });
    faulty.signal('SIGUSR2');
    expect((await faulty.ended).code).toBe(70);
    const last = faulty.log.find(({ level }) => level === 'fatal');
    expect(last).toMatchObject({ error: { type: 'Error', message: 'at [address]' } });
  });

  test('in the writer’s thread ends the process too, instead of refusing every comment from then on', async () => {
    const dying = `import { isMainThread, parentPort } from 'node:worker_threads';
      const on = parentPort?.on.bind(parentPort);
      if (!isMainThread) parentPort.on = (event, listener) => on(event, (message) => {
        if (message.units?.some(({ name }) => name === 'submit')) throw new Error('a fault of the thread');
        return listener(message);
      });`;
    const module = `data:text/javascript,${encodeURIComponent(dying)}`;
    const faulty = await another({ NODE_OPTIONS: `--import ${module}` });
    expect((await fetch(`${faulty.url}/readyz`)).status).toBe(200);
    // Whether the answer still gets out is open; that the comment is not stored is not.
    const status = await postComment(faulty).then(
      (answer) => answer.status,
      () => null,
    );
    expect([503, null]).toContain(status);
    expect((await faulty.ended).code).toBe(70);
    const last = faulty.log.find(({ level }) => level === 'fatal');
    expect(last).toMatchObject({ error: { cause: { message: 'a fault of the thread' } } });
  });
});
