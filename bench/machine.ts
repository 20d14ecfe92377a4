import { closeSync, fdatasyncSync, openSync, readFileSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Cores } from './cores.js';
import { quantile } from './statistics.js';

/** What the results depend on; nothing that identifies the machine. */
export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  readonly sqlite: string;
  /** Milliseconds of an `fdatasync` after 4 KiB were written: the middle one, and the 99th of a hundred. */
  readonly fdatasyncMs: { readonly median: number; readonly p99: number };
  /** Whether the databases are on a disk rather than in memory. */
  readonly onDisk: boolean;
  /** Whether server and load generator have a core each. */
  readonly ownCores: boolean;
  /** What others did on the machine in the minute before: runnable processes a core. Null where the system does not tell. */
  readonly loadBefore: number | null;
}

const TMPFS = 0x01021994;
const RAMFS = 0x858458f6;

export function describeMachine(folder: string, cores: Cores): Machine {
  const memory = new Database(':memory:');
  const sqlite = memory.prepare('select sqlite_version()').pluck().get() as string;
  memory.close();
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release().split('-')[0]}`,
    node: process.version,
    sqlite,
    fdatasyncMs: fdatasyncTimes(folder),
    onDisk: ![TMPFS, RAMFS].includes(statfsSync(folder).type),
    ownCores: cores.server !== null,
    loadBefore: loadAverage(),
  };
}

/** How long the disk takes to say that 4 KiB more are on it, as at the end of a write-ahead log. */
function fdatasyncTimes(folder: string): Machine['fdatasyncMs'] {
  const file = join(folder, 'fdatasync.probe');
  const descriptor = openSync(file, 'w');
  const page = Buffer.alloc(4096, 1);
  const times: number[] = [];
  try {
    for (let index = 0; index < 300; index++) {
      writeSync(descriptor, page);
      const start = performance.now();
      fdatasyncSync(descriptor);
      times.push(performance.now() - start);
    }
  } finally {
    closeSync(descriptor);
    rmSync(file);
  }
  const round = (milliseconds: number) => Number(milliseconds.toPrecision(3));
  return { median: round(quantile(times, 0.5)), p99: round(quantile(times, 0.99)) };
}

function loadAverage(): number | null {
  try {
    return Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[0]) / availableParallelism();
  } catch {
    return null;
  }
}
