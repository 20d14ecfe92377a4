import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, jest } from '@jest/globals';
import { createReport, type Report } from '../../src/cli/report.js';

const BIN = fileURLToPath(new URL('../../src/bin.js', import.meta.url));

/** Ends what hangs: a test here starts several processes, each a fraction of a second on a quiet machine. */
jest.setTimeout(600_000);

/** Processes that a failed test would leave behind. */
const running = new Set<ChildProcess>();
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
});

/** How a process ended, and what it has said. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  /** The working folder, where `.env` and `./data` are looked for. */
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What stands on standard input. */
  readonly input?: string;
  /** A command of the shell that the process is started under, such as `ulimit -n 128`. */
  readonly limit?: string;
}

/** A folder of its own, outside the tree. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'afterword-cli-'));
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** What a process of the tests has from them: where programs are, and what a measurement or a hard run needs. */
function inheritedSettings(): NodeJS.ProcessEnv {
  const names = ['PATH', 'NODE_V8_COVERAGE', 'NODE_OPTIONS'];
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => names.includes(name)));
}

function start(args: readonly string[], { folder, env = {}, input, limit }: Surroundings): ChildProcess {
  const command = [process.execPath, BIN, ...args] as const;
  const [program, ...rest] =
    limit === undefined ? command : (['/bin/sh', '-c', `${limit}; exec "$0" "$@"`, ...command] as const);
  const child = spawn(program, rest, {
    cwd: folder,
    env: { ...inheritedSettings(), ...env },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  child.stdin?.end(input);
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Runs a command of the command line to its end. */
export async function afterword(surroundings: Surroundings, ...args: string[]): Promise<Ended> {
  const child = start(args, surroundings);
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text;
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...said };
}

/** A line of the service's log. */
type LogLine = Readonly<Record<string, unknown>> & { readonly msg: string; readonly level: string };

/** The service as a process of its own. */
export interface ServedProcess {
  readonly url: string;
  readonly log: readonly LogLine[];
  /** Settles with the first line for which this holds, once it is there. */
  logged(which: (line: LogLine) => boolean): Promise<LogLine>;
  signal(name: NodeJS.Signals): void;
  /** Settles when the process has ended. */
  readonly ended: Promise<Ended>;
  /** The graceful stop. */
  stop(): Promise<Ended>;
}

/** Starts the service on a free port, and settles once it says where it listens. */
export async function served(surroundings: Surroundings): Promise<ServedProcess> {
  const child = start(['serve'], { ...surroundings, env: { PORT: '0', ...surroundings.env } });
  const log: LogLine[] = [];
  const waiting = new Set<() => void>();
  let stdout = '';
  let stderr = '';
  let unread = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    const lines = (unread + text).split('\n');
    unread = lines.pop() as string;
    log.push(...lines.map((line) => JSON.parse(line) as LogLine));
    for (const look of waiting) look();
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));

  function logged(which: (line: LogLine) => boolean): Promise<LogLine> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const line = log.find(which);
        if (line === undefined) return;
        waiting.delete(look);
        resolve(line);
      };
      waiting.add(look);
      look();
      ended.then(({ code }) => reject(new Error(`the service ended with ${code}: ${stdout}${stderr}`)), reject);
    });
  }

  const { url } = await logged((line) => typeof line.url === 'string');
  return {
    url: url as string,
    log,
    logged,
    signal: (name) => void child.kill(name),
    ended,
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** A report that is kept instead of printed. */
export interface KeptReport {
  readonly report: Report;
  /** What stands on stdout. */
  out(): string;
  /** What stands on stderr. */
  err(): string;
  /** The results of a report with `--json`. */
  results<Result = Record<string, unknown>>(): Result[];
}

export function keptReport(json = true): KeptReport {
  const out: string[] = [];
  const err: string[] = [];
  const keepIn = (kept: string[]) =>
    new Writable({
      write(chunk, _, done) {
        kept.push(String(chunk));
        done();
      },
    });
  return {
    report: createReport(json, keepIn(out), keepIn(err)),
    out: () => out.join(''),
    err: () => err.join(''),
    results: <Result>() =>
      out
        .join('')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Result),
  };
}
