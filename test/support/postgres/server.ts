import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, closeSync, cpSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findPrograms, type Programs, WITHOUT_POSTGRES } from './find.js';
import { freePort } from './free-port.js';
import { openPremises, type Premises } from './premises.js';
import { killFamily, until } from './processes.js';

const SUPERUSER = 'postgres';
/** How often another port is tried where somebody took the one that was free. */
const ATTEMPTS = 5;
const TOLD_OF_LOG = 2_000;

export interface PostgresOptions {
  /** Whether a commit survives a power cut: of no use to most tests, which need not wait for the disk. */
  readonly fsync?: boolean;
  readonly maxConnections?: number;
  /** Further lines of `postgresql.conf`; `alter system` goes before them. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly programs?: Programs | null;
}

/** Where a server's data come from, if not from `initdb`, and where it is to be found. */
export interface Origin {
  readonly port: number;
  readonly password: string;
  fill(data: string, run: RunProgram): Promise<void>;
}

/** Runs a program of PostgreSQL as the user who may, and gives what it wrote. */
export type RunProgram = (name: string, args: readonly string[], env?: Record<string, string>) => Promise<string>;

/** A server of PostgreSQL in a temporary folder. It ends with the process that started it, even if that one is killed. */
export interface PostgresServer {
  /** For its superuser. */
  readonly url: string;
  readonly port: number;
  readonly password: string;
  /** Holds `data/` and `log`. */
  readonly folder: string;
  /** Ends it and removes the folder. */
  stop(): Promise<void>;
  /** Ends all of its processes at once, as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again on what is left, after `kill`. */
  start(): Promise<void>;
  readonly run: RunProgram;
}

/** Starts a server; whoever starts one stops it. */
export async function startPostgres(options: PostgresOptions = {}, origin?: Origin): Promise<PostgresServer> {
  const found = options.programs ?? findPrograms();
  if (found === null) throw new Error(WITHOUT_POSTGRES);
  const premises = openPremises();
  try {
    return await startIn(premises, found, options, origin);
  } catch (error) {
    await premises.end();
    throw error;
  }
}

async function startIn(
  premises: Premises,
  found: Programs,
  options: PostgresOptions,
  origin?: Origin,
): Promise<PostgresServer> {
  const bin = reachable(found, premises);
  const password = origin?.password ?? randomBytes(12).toString('hex');
  const data = join(premises.path, 'data');
  const run: RunProgram = (name, args, env) => runProgram(join(bin, name), args, premises, env);
  if (origin) await origin.fill(data, run);
  else await initialize(data, password, found.version, run, premises);
  appendFileSync(join(data, 'postgresql.conf'), configuration(options));
  const [port, first] = await launchSomewhere(bin, premises, origin?.port);
  let child = first;
  return {
    url: `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`,
    port,
    password,
    folder: premises.path,
    run,
    stop: () => premises.end(),
    async kill() {
      if (child.pid !== undefined) await killFamily(child.pid);
      // One that nobody has asked for yet has still its number, and the next server would take it for one that runs.
      await until('the server has ended', () => child.exitCode !== null || child.signalCode !== null);
      premises.note(null);
    },
    async start() {
      child = await launch(bin, premises, port);
    },
  };
}

/** The programs of a package in somebody's home are out of reach of the user who runs them: then they are copied. */
function reachable({ bin }: Programs, { path, user }: Premises): string {
  if (spawnSync(join(bin, 'postgres'), ['--version'], { ...user, cwd: path }).status === 0) return bin;
  const copy = join(path, 'programs');
  cpSync(dirname(bin), copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
}

async function initialize(data: string, password: string, version: number, run: RunProgram, { path }: Premises) {
  const passwordFile = join(path, 'password');
  writeFileSync(passwordFile, password, { mode: 0o644 });
  // As on most servers, and unlike "C": words in the order of a dictionary, so that whoever relies on that of bytes has to say so.
  const order = version >= 15 ? ['--locale-provider=icu', '--icu-locale=en-US'] : [];
  const access = [`--username=${SUPERUSER}`, '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  await run('initdb', [`--pgdata=${data}`, ...access, '--encoding=UTF8', '--locale=C', ...order, '--no-sync']);
}

function configuration({ fsync = false, maxConnections = 100, settings = {} }: PostgresOptions): string {
  const all = {
    fsync: fsync ? 'on' : 'off',
    ...(fsync ? {} : { full_page_writes: 'off' }),
    max_connections: String(maxConnections),
    // Enough for what tests store, and a third less work for each copy of a database than with four times as much.
    shared_buffers: '16MB',
    lc_messages: 'C',
    ...settings,
  };
  return Object.entries(all).reduce(
    (text, [name, value]) => `${text}${name} = '${value.replaceAll("'", "''")}'\n`,
    '\n',
  );
}

async function launchSomewhere(bin: string, premises: Premises, port?: number): Promise<[number, ChildProcess]> {
  for (let attempt = 1; ; attempt++) {
    const tried = port ?? (await freePort());
    try {
      return [tried, await launch(bin, premises, tried)];
    } catch (error) {
      if (port !== undefined || attempt === ATTEMPTS || !/in use/.test(String(error))) throw error;
    }
  }
}

/** Starts the server, and waits until it answers. */
async function launch(bin: string, premises: Premises, port: number): Promise<ChildProcess> {
  const { path, user } = premises;
  const log = openSync(join(path, 'log'), 'w');
  const data = join(path, 'data');
  const child = spawn(join(bin, 'postgres'), ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', path], {
    ...{ ...user, cwd: path, env: plainEnvironment(), stdio: ['ignore', log, log], detached: true },
  });
  closeSync(log);
  const failed = once(child, 'error');
  failed.catch(() => undefined);
  if (child.pid === undefined) throw (await failed)[0];
  premises.note(child.pid);
  child.unref();
  await until(
    'the server answers',
    () => child.exitCode !== null || child.signalCode !== null || answers(data, child.pid),
  );
  if (child.exitCode === null && child.signalCode === null) return child;
  premises.note(null);
  throw new Error(`PostgreSQL has ended: ${readFileSync(join(path, 'log'), 'utf8').slice(-TOLD_OF_LOG)}`);
}

/** What `pg_ctl` goes by as well: a file with the server's number and state, which one that was killed leaves behind. */
function answers(data: string, pid: number | undefined): boolean {
  try {
    const [number, ...others] = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    return Number(number) === pid && others.some((line) => /^(?:ready|standby) *$/.test(line));
  } catch {
    return false;
  }
}

/** Without what would tell the programs of another server. */
function plainEnvironment(more: Record<string, string> = {}): Record<string, string> {
  return { PATH: process.env.PATH ?? '', LC_ALL: 'C', ...more };
}

async function runProgram(
  program: string,
  args: readonly string[],
  { path, user }: Premises,
  env?: Record<string, string>,
): Promise<string> {
  const child = spawn(program, args, {
    ...user,
    cwd: path,
    env: plainEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${said.slice(-TOLD_OF_LOG)}`);
  return said;
}
