import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { stopProcess } from './child-process.js';
import { withCore } from './cores.js';
import { BLOG } from './seed/comments.js';

const BIN = fileURLToPath(new URL('../src/bin.js', import.meta.url));
/** What tells how long the event loop is busy. */
const PROBE = new URL('stretch-probe.js', import.meta.url).href;
const START_MS = 60_000;
const LOOK_EVERY_MS = 2;
const PORT_PRINTED = /https?:\/\/[^\s"/]*:(\d+)|"port":(\d+)/;

/** The service as an operator runs it: the compiled command in a process of its own. */
export interface ServiceProcess {
  readonly port: number;
  /** Milliseconds from the start of the process until `/readyz` answered 200. */
  readonly readyAfterMs: number;
  /** The value of a metric of `/metrics`, its labels included in the name. */
  metric(name: string): Promise<number>;
  /** For how long at most the event loop was busy at a stretch since this was last asked, in milliseconds. Only with `probe`. */
  longestStretch(): Promise<number>;
  /** Memory that the process holds (RSS), in bytes: now, and the most so far. Null where the system does not tell. */
  memory(): { readonly now: number; readonly most: number } | null;
  /** Stops it as an init system would. */
  stop(): Promise<void>;
}

/** Settings that every measurement has: time and address limits out of the way, everything else as it comes. */
const SETTINGS = {
  PORT: '0',
  SITE_URL: `${BLOG}/`,
  POST_LIMIT: 'off',
  TRUST_PROXY: '1',
  METRICS_PUBLIC: 'true',
  RETENTION_SPAM_DAYS: '3650',
  RETENTION_CLIENT_DAYS: '3650',
};

export interface ServiceStart {
  readonly dataDir: string;
  /** The core that it may use, null for all. */
  readonly core: number | null;
  readonly settings?: Readonly<Record<string, string>>;
  /** Watches the event loop, at the cost of a timer each millisecond. */
  readonly probe?: boolean;
}

/** Starts the service and waits until it is ready. @throws Error with what it logged */
export async function startServiceProcess(start: ServiceStart): Promise<ServiceProcess> {
  mkdirSync(start.dataDir, { recursive: true, mode: 0o700 });
  const logFile = join(start.dataDir, 'service.log');
  const log = openSync(logFile, 'w');
  const [command, args] = withCore(
    [process.execPath, ...profiling(), ...(start.probe ? ['--import', PROBE] : []), BIN, 'serve'],
    start.core,
  );
  const { PATH = '' } = process.env;
  const began = performance.now();
  const child = spawn(command, args, {
    cwd: start.dataDir,
    env: { PATH, NODE_ENV: 'production', ...SETTINGS, ...start.settings, DATA_DIR: start.dataDir },
    stdio: ['ignore', log, log, ...(start.probe ? (['ipc'] as const) : [])],
  });
  closeSync(log);
  try {
    const port = await portOf(child, logFile, began);
    await ready(port, child, began);
    return serviceProcess(child, port, performance.now() - began);
  } catch (error) {
    await stopProcess(child, 'SIGKILL');
    throw new Error(`the service did not start: ${(error as Error).message}\n${readFileSync(logFile, 'utf8')}`);
  }
}

/** `BENCH_PROFILE=DIR` writes a CPU profile of every service process, the writer's thread included, into that folder. */
function profiling(): string[] {
  const folder = process.env.BENCH_PROFILE;
  return folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`];
}

function serviceProcess(child: ChildProcess, port: number, readyAfterMs: number): ServiceProcess {
  return {
    port,
    readyAfterMs,
    async metric(name) {
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `));
      if (line === undefined) throw new Error(`/metrics has no ${name}`);
      return Number(line.slice(name.length + 1));
    },
    async longestStretch() {
      const answer = once(child, 'message');
      child.send('longest');
      return (await answer)[0] as number;
    },
    memory: () => memoryOf(child.pid as number),
    stop: () => stopProcess(child, 'SIGTERM'),
  };
}

async function portOf(child: ChildProcess, logFile: string, began: number): Promise<number> {
  for (;;) {
    const [, inSentence, inLog] = PORT_PRINTED.exec(readFileSync(logFile, 'utf8')) ?? [];
    const port = inSentence ?? inLog;
    if (port !== undefined) return Number(port);
    await lookAgain(child, began);
  }
}

async function ready(port: number, child: ChildProcess, began: number): Promise<void> {
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    await answer?.arrayBuffer();
    if (answer?.status === 200) return;
    await lookAgain(child, began);
  }
}

async function lookAgain(child: ChildProcess, began: number): Promise<void> {
  if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
  if (performance.now() - began > START_MS) throw new Error(`it took more than ${START_MS} ms`);
  await wait(LOOK_EVERY_MS);
}

/** What Linux says of a process in /proc. */
function memoryOf(pid: number): { now: number; most: number } | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]);
    return { now: kilobytes('VmRSS') * 1024, most: kilobytes('VmHWM') * 1024 };
  } catch {
    return null;
  }
}
