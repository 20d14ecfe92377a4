import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const BIN = fileURLToPath(new URL('../../src/bin.js', import.meta.url));

/** The service as a process of its own, which can be killed. */
export interface ServiceProcess {
  readonly url: string;
  /** `kill -9`; settles once it is gone. */
  kill(): Promise<void>;
  /** The graceful stop; gives the exit code. */
  stop(): Promise<number | null>;
  /** Settles when it ends unasked, with its code and the last that it said. */
  readonly died: Promise<string>;
}

const LAST_WORDS = 2000;

/** Starts the service, and settles once it says where it listens. */
export async function startServiceProcess(env: Readonly<Record<string, string>>): Promise<ServiceProcess> {
  const child = spawn(process.execPath, [BIN, 'serve'], {
    env: { ...process.env, ...env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let isAsked = false;
  let said = '';
  const listen = (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-LAST_WORDS);
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  const died = new Promise<string>((resolve) =>
    child.once('close', (code) => isAsked || resolve(`a service ended with ${code}: ${said}`)),
  );
  const url = await addressOf(child);
  return {
    url,
    died,
    async kill() {
      isAsked = true;
      child.kill('SIGKILL');
      await ended;
    },
    stop() {
      isAsked = true;
      child.kill('SIGTERM');
      return ended;
    },
  };
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(output);
      if (address !== null) {
        child.stdout?.off('data', read);
        child.stderr?.off('data', read);
        resolve(address[0]);
      }
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => reject(new Error(`the service ended with ${code} before it listened:\n${output}`)));
  });
}

/** Runs a command of the command line; gives what it printed. */
export async function runCommand(env: Readonly<Record<string, string>>, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [BIN, ...args], { env: { ...process.env, ...env } });
  return stdout;
}
