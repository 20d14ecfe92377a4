/** Milliseconds of this process's own work, which a busy machine does not lengthen as it does the clock's. */
export function processorTime(run: () => unknown): number {
  const before = process.cpuUsage();
  run();
  return millisecondsSince(before);
}

/** The same of work that waits in between; what else the process does meanwhile counts. */
export async function processorTimeOf(run: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await run();
  return millisecondsSince(before);
}

function millisecondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

const TRIES = 5;

/**
 * What some work takes at best, in milliseconds of a processor of today with nothing else to do: the least of a few tries, of
 * which each that exceeds the limit is divided by how slow the machine proves to be at that moment. Slow processors, neighbours
 * and the counting of coverage lengthen work by a small factor; what the limits are for, work that grows with the square of its
 * input, by a large one.
 */
export async function calmTime(limitMs: number, measure: () => number | Promise<number>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let tries = 1; tries <= TRIES && least >= limitMs; tries++) {
    const taken = await measure();
    least = Math.min(least, taken < limitMs ? taken : taken / slowness());
  }
  return least;
}

/** What the yardstick takes once it is compiled, in milliseconds: 5.7 on a quiet AMD EPYC with Node.js 20. */
const YARDSTICK_MS = 6;
const SAMPLE = 'A comment, as readers write them: *thanks*, https://a.example/x?y=1 and <b>more</b>.\n'.repeat(40);

/** How many times longer than on a quiet machine things take now; at least 1. The least of a few, as the first waits for the compiler. */
function slowness(): number {
  const taken = [yardstick, yardstick, yardstick].map(processorTime);
  return Math.max(1, Math.min(...taken) / YARDSTICK_MS);
}

/** Work of the kind that is limited: looking for patterns, making strings, keeping them in maps. */
function yardstick(): number {
  const seen = new Map<string, number>();
  for (let turn = 0; turn < 100; turn++) {
    const words = JSON.parse(JSON.stringify(SAMPLE.replace(/[*<>]/g, '').split(/\s+/u))) as string[];
    for (const word of words) {
      const key = word.normalize('NFKC').toLowerCase();
      seen.set(key, (seen.get(key) ?? turn) + 1);
    }
  }
  return seen.size;
}
