import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './bench.js';
import { startHelper } from './child-process.js';
import { chooseCores } from './cores.js';
import type { Line } from './line.js';
import { growthLines } from './lines/growth.js';
import { latencyLines } from './lines/latency.js';
import { pageLines } from './lines/page.js';
import { postLines } from './lines/posts.js';
import { readLines } from './lines/reads.js';
import { startLines } from './lines/start.js';
import { stretchLines } from './lines/stretches.js';
import { worstRequestLines } from './lines/worst-requests.js';
import { worstTextLines } from './lines/worst-text.js';
import type { Load, LoadResult } from './load/plan.js';
import { describeMachine } from './machine.js';
import { type Options, readOptions } from './options.js';
import { printReport, writeResults } from './report.js';
import { seededFolder } from './seed/seeded-folder.js';
import { openSite, type SeededSite } from './seed/site.js';

/** The sites that the lines are measured on. */
interface Sites {
  /** One copy for the whole run: what the lines change in it is little beside its size. */
  large(): Promise<SeededSite>;
  /** A fresh copy for whoever asks. */
  small(): Promise<SeededSite>;
}

const GROUPS: Readonly<Record<string, (bench: Bench, sites: Sites) => Promise<Line[]>>> = {
  // First, as long as both databases have just been copied: a kernel may take a file that rests out of its memory.
  growth: async (bench, sites) => growthLines(bench, await sites.large(), await sites.small()),
  reads: async (bench, sites) => readLines(bench, await sites.large()),
  posts: async (bench, sites) => postLines(bench, await sites.small()),
  latency: async (bench, sites) => latencyLines(bench, await sites.small()),
  page: async (bench, sites) => pageLines(bench, await sites.small()),
  start: async (bench, sites) => startLines(bench, await sites.large()),
  worst: async (bench, sites) => [
    ...(await worstTextLines(bench)),
    ...(await worstRequestLines(bench, await sites.small())),
    ...(await stretchLines(bench, await sites.small())),
  ],
};

/** Measures everything that was asked for, and cleans up whatever happens. */
async function run(options: Options): Promise<void> {
  const cores = chooseCores();
  const machine = describeMachine(options.folder, cores);
  const folder = mkdtempSync(join(options.folder, 'run-'));
  const generator = startHelper<Load, LoadResult>('load/generator.js', cores.generator);
  const bench: Bench = { sizes: options.sizes, cores, folder, generator, say };
  const { loadBefore } = machine;
  if (loadBefore !== null && loadBefore > 0.5)
    say(`others use this machine (load ${loadBefore.toFixed(1)} a core): the ratios suffer`);
  const lines: Line[] = [];
  try {
    const names = Object.keys(GROUPS).filter((name) => options.only === undefined || name.includes(options.only));
    const sites = sitesOf(bench, options);
    for (const name of names) lines.push(...((await GROUPS[name]?.(bench, sites)) ?? []));
    if (options.out !== '') writeResults(options.out, machine, options.quick, lines);
  } finally {
    // Also when a line has failed: what was measured before it took long.
    printReport(machine, lines);
    await generator.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function sitesOf(bench: Bench, options: Options): Sites {
  let large: Promise<SeededSite> | null = null;
  return {
    large() {
      large ??= site(bench, options, 'large', options.sizes.largeSite);
      return large;
    },
    small: () => site(bench, options, 'small', options.sizes.smallSite),
  };
}

async function site(bench: Bench, options: Options, name: string, count: number): Promise<SeededSite> {
  const dataDir = join(bench.folder, name);
  rmSync(dataDir, { recursive: true, force: true });
  await seededFolder(join(options.folder, 'sites'), count, dataDir, (done) => {
    if (done % 50_000 === 0 || done === count)
      say(`storing comments: ${done.toLocaleString('en')} of ${count.toLocaleString('en')}`);
  });
  return openSite(dataDir);
}

function say(what: string): void {
  console.error(`… ${what}`);
}

await run(readOptions(process.argv.slice(2)));
