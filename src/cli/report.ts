import type { Writable } from 'node:stream';

/** A bar that grows; nothing where there is no terminal. */
interface Progress {
  /** How much is done, in all. */
  set(done: number): void;
  end(): void;
}

/** How a command talks: results on stdout, everything else on stderr. */
export interface Report {
  /** One result: a line of JSON with `--json`, words otherwise. */
  result(facts: Readonly<Record<string, unknown>>, words: string): void;
  /** The line above the results; not with `--json`. */
  heading(words: string): void;
  /** Something that a person should know, on stderr. */
  note(words: string): void;
  /** @param total how much there is to do; null when nobody knows */
  progress(what: string, total: number | null): Promise<Progress>;
}

const NO_PROGRESS: Progress = { set() {}, end() {} };

/** @param json one line of JSON a result, and no bars */
export function createReport(json: boolean, out: Writable, err: Writable & { isTTY?: boolean }): Report {
  return {
    result: (facts, words) => void out.write(json ? `${JSON.stringify(facts)}\n` : `${words}\n`),
    heading: (words) => void (json || out.write(`${words}\n`)),
    note: (words) => void err.write(`${words}\n`),
    progress: async (what, total) => (json || err.isTTY !== true ? NO_PROGRESS : await bar(what, total, err)),
  };
}

async function bar(what: string, total: number | null, err: Writable): Promise<Progress> {
  const { default: cliProgress } = await import('cli-progress');
  const format = total === null ? `${what} {value}` : `${what} {bar} {percentage}% | {value}/{total} | {eta_formatted}`;
  const options = { format, stream: err as NodeJS.WritableStream, hideCursor: true, clearOnComplete: true };
  const single = new cliProgress.SingleBar(options, cliProgress.Presets.shades_classic);
  single.start(total ?? 0, 0);
  return { set: (done) => single.update(done), end: () => single.stop() };
}

/** A number with its noun: `1 comment`, `2 comments`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A text that everything of one column stands below each other in. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  }
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] as number)).join('  ');
  return rows.map((row) => line(row).trimEnd()).join('\n');
}
