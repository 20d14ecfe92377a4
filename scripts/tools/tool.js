import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { outputOf } from '../lib/child-output.js';

/** Where the tools are installed: apart from the packages that the service is developed with. */
export const TOOLS = fileURLToPath(new URL('.', import.meta.url));

/**
 * What a check works with.
 * @typedef {object} Place
 * @property {string} url where the service listens
 * @property {string} token of a moderator
 * @property {string} folder for what is generated
 * @property {string} description the file of the service's OpenAPI document
 */

/**
 * A package of the tools. They are not there before `npm run tools` has installed them, so that types are not known.
 * @param {string} name
 * @returns {Promise<any>}
 */
export async function load(name) {
  return import(name);
}

/** @param {string} path within an installed package, such as `typescript/bin/tsc` */
export function program(path) {
  return join(TOOLS, 'node_modules', path);
}

/** @returns {Promise<number>} a port that nothing listens on */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/**
 * Runs a server for as long as the work takes.
 * @template T
 * @param {readonly string[]} args of Node.js
 * @param {RegExp} ready what it prints once it listens
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withServer(args, ready, work) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = outputOf(child);
  const ended = once(child, 'exit').then(() => {
    throw new Error(`${args[0]} ended:\n${output()}`);
  });
  ended.catch(() => {});
  const signal = AbortSignal.timeout(120_000);
  try {
    while (!ready.test(output())) await Promise.race([once(child, 'printed', { signal }), ended]);
    return await work();
  } finally {
    child.kill('SIGKILL');
  }
}
