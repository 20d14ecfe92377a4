/** Starts a built service as its operator would, uses it as a reader would, and stops it as an init system would. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { outputOf } from './child-output.js';

const START_MS = 30_000;
const STOP_MS = 15_000;
/** With `PORT=0` the service picks a port and prints where it listens, in a sentence or in a line of its log. */
const PORT_PRINTED = /listens on https?:\/\/[^\s"/]*:(\d+)["\s]|"port":(\d+)[,}]/;

/**
 * @typedef {object} Start
 * @property {string} command
 * @property {readonly string[]} args
 * @property {string} cwd
 * @property {string} dataDir
 * @property {NodeJS.ProcessEnv} [env] the whole environment, but for `PORT` and `DATA_DIR`
 * @property {number} [uid] another user to start it as
 * @property {(url: string) => Promise<void>} [use] what else is done with it
 */

/**
 * Starts the service, posts a comment and reads it back, and stops it.
 * @param {Start} start
 * @throws when any of it goes otherwise than the HTTP contract says
 */
export async function exerciseService(start) {
  const { command, args, cwd, dataDir, env = process.env, uid, use } = start;
  console.log(`$ ${[command, ...args].join(' ')}`);
  const child = spawn(command, args, {
    cwd,
    env: { ...env, PORT: '0', DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const output = outputOf(child);
  const exit = once(child, 'exit').then(([code, signal]) => code ?? signal);
  try {
    const port = await Promise.race([portPrinted(child, output), exit.then(endedEarly)]);
    await useService(`http://127.0.0.1:${port}`);
    await use?.(`http://127.0.0.1:${port}`);
    child.kill('SIGTERM');
    const status = await Promise.race([exit, tooLate(STOP_MS, 'SIGTERM was not obeyed')]);
    if (status !== 0) throw new Error(`SIGTERM ended the service with ${status} instead of 0`);
    console.log('stopped by SIGTERM with exit code 0');
  } catch (error) {
    console.error(output());
    throw error;
  } finally {
    child.kill('SIGKILL');
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {() => string} output
 * @returns {Promise<string>}
 */
async function portPrinted(child, output) {
  const signal = AbortSignal.timeout(START_MS);
  for (;;) {
    const [, inSentence, inLog] = PORT_PRINTED.exec(output()) ?? [];
    const port = inSentence ?? inLog;
    if (port !== undefined) return port;
    await once(child, 'printed', { signal });
  }
}

/**
 * @param {unknown} status
 * @returns {never}
 */
function endedEarly(status) {
  throw new Error(`the service ended with ${status} at its start`);
}

/**
 * @param {number} milliseconds
 * @param {string} what
 * @returns {Promise<never>}
 */
async function tooLate(milliseconds, what) {
  await once(AbortSignal.timeout(milliseconds), 'abort');
  throw new Error(`${what} within ${milliseconds} ms`);
}

/** @param {string} url */
async function useService(url) {
  await expectStatus(200, `${url}/healthz`);
  await expectStatus(200, `${url}/readyz`);
  await expectStatus(200, `${url}/embed.js`);
  const comments = `${url}/api/v1/sites/default/comments`;
  const posted = await expectStatus(201, comments, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      article: { url: 'http://localhost:8080/first', title: 'The first article' },
      author: { name: 'Ada', email: 'ada@example.org' },
      body: 'A comment that has to survive.',
    }),
  });
  const { comment, editToken } = /** @type {any} */ (await posted.json());
  await expectStatus(200, `${comments}/${comment.id}`, { headers: { authorization: `Bearer ${editToken}` } });
  await expectStatus(200, `${comments}?article=${encodeURIComponent('/first')}`);
}

/**
 * @param {number} status
 * @param {string} url
 * @param {RequestInit} [init]
 */
export async function expectStatus(status, url, init = {}) {
  const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(10_000) });
  const request = `${init.method ?? 'GET'} ${new URL(url).pathname}`;
  if (answer.status !== status) {
    throw new Error(`${request} answered ${answer.status} instead of ${status}: ${await answer.text()}`);
  }
  console.log(`${request}: ${answer.status}`);
  return answer;
}
