import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * @typedef {{ cwd?: string, env?: NodeJS.ProcessEnv }} Place
 */

/**
 * Runs a command with its output on the screen.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Place} [place]
 * @throws when it cannot be started or does not end with 0
 */
export function run(command, args, place = {}) {
  console.log(`$ ${[command, ...args].join(' ')}`);
  const { status, signal, error } = spawnSync(command, args, { ...place, stdio: ['ignore', 'inherit', 'inherit'] });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status ?? signal}`);
}

/**
 * Runs a command for what it prints.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Place} [place]
 * @returns {{ status: number | null, stdout: string, stderr: string }}
 */
export function ask(command, args, place = {}) {
  const limits = /** @type {const} */ ({ encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const { status, stdout, stderr, error } = spawnSync(command, args, { ...place, ...limits });
  if (error) throw error;
  return { status, stdout, stderr };
}

/**
 * Lends a temporary folder, outside the tree, for as long as the work takes.
 * @template T
 * @param {string} purpose a word for the folder's name
 * @param {(folder: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function inTemporaryFolder(purpose, work) {
  const folder = mkdtempSync(join(tmpdir(), `afterword-${purpose}-`));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Ends a check that fails with one line instead of a stack.
 * @param {() => Promise<void>} check
 */
export async function main(check) {
  try {
    await check();
  } catch (error) {
    console.error(`failed: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
