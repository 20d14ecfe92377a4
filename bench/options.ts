import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** How large everything is. */
export interface Sizes {
  readonly largeSite: number;
  readonly smallSite: number;
  /** Seconds a measurement. */
  readonly seconds: number;
  readonly warmUp: number;
  /** Measurements of each side, in turn. */
  readonly rounds: number;
  /** Seconds a measurement of latencies at a fixed rate, which needs many samples for its last hundredth. */
  readonly latencySeconds: number;
  /** Requests a measurement of latencies one at a time. */
  readonly requests: number;
}

const FULL: Sizes = {
  largeSite: 1_000_000,
  smallSite: 10_000,
  seconds: 5,
  warmUp: 2,
  rounds: 5,
  latencySeconds: 15,
  requests: 300,
};

const QUICK: Sizes = {
  largeSite: 40_000,
  smallSite: 5000,
  seconds: 1,
  warmUp: 0.5,
  rounds: 3,
  latencySeconds: 3,
  requests: 100,
};

export interface Options {
  readonly quick: boolean;
  readonly sizes: Sizes;
  /** Keeps the seeded databases, and holds everything that a run makes; on a real disk. */
  readonly folder: string;
  /** Where the results are written. */
  readonly out: string;
  /** Only lines whose name contains this. */
  readonly only: string | undefined;
}

const USAGE = `npm run bench -- [--quick] [--only TEXT] [--folder FOLDER] [--out FILE]
  --quick   small sites and short measurements, for continuous integration
  --only    only the lines whose name contains TEXT
  --folder  where the databases are kept; it must be on a real disk (by default in node_modules/.cache)
  --out     where the results go (by default bench/results.json, and nowhere with --quick or --only)`;

/** The repository's root, from the compiled file's place. */
const ROOT = new URL('../../', import.meta.url);

/** Reads the command line; prints the usage and ends the process when it asks for it or is wrong. */
export function readOptions(args: readonly string[]): Options {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { quick: flag, help: flag, only: text, folder: text, out: text },
    });
    if (values.help) end(USAGE, 0);
    const folder = values.folder ?? fileURLToPath(new URL('node_modules/.cache/afterword-bench', ROOT));
    mkdirSync(folder, { recursive: true });
    const partial = values.quick || values.only !== undefined;
    const results = fileURLToPath(new URL('bench/results.json', ROOT));
    return {
      quick: values.quick,
      sizes: values.quick ? QUICK : FULL,
      folder,
      only: values.only,
      out: values.out ?? (partial ? '' : results),
    };
  } catch (error) {
    return end(`${(error as Error).message}\n${USAGE}`, 64);
  }
}

function end(message: string, code: number): never {
  (code === 0 ? console.log : console.error)(message);
  process.exit(code);
}
