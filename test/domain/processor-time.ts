/** Milliseconds of this process's own work, which a busy machine does not lengthen as it does the clock's. */
export function processorTime(run: () => unknown): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** The least of several runs, in milliseconds: the first ones wait for the compiler. */
export function quickest(runs: number, run: () => unknown): number {
  return Math.min(...Array.from({ length: runs }, () => processorTime(run)));
}
