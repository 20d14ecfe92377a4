import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Helper } from './child-process.js';
import type { Cores } from './cores.js';
import type { Load, LoadResult, Measured } from './load/plan.js';
import type { Sizes } from './options.js';

/** What every group of lines needs. */
export interface Bench {
  readonly sizes: Sizes;
  readonly cores: Cores;
  /** A folder of this run on a real disk; removed at its end. */
  readonly folder: string;
  /** The load generator on its own core. */
  readonly generator: Helper<Load, LoadResult>;
  /** Says on the terminal what is being done. */
  say(what: string): void;
}

/** Runs a closed load and warns when the generator rather than the server was at its limit. */
export async function closedLoad(
  bench: Pick<Bench, 'say' | 'generator'>,
  load: Omit<Extract<Load, { kind: 'closed' }>, 'kind'>,
): Promise<Measured> {
  const { all } = await bench.generator.ask({ kind: 'closed', ...load });
  const measured = all as Measured;
  if (measured.generatorBusy > 0.95)
    bench.say('the load generator was at its limit: the server may be faster than this');
  return measured;
}

/** A folder below the run's own, empty. */
export function emptyFolder(bench: Bench, name: string): string {
  const folder = join(bench.folder, name);
  rmSync(folder, { recursive: true, force: true });
  return folder;
}
