/** How many times as many random cases as usual: `FC_RUNS=10 npm test` looks for longer. */
const FACTOR = Number(process.env.FC_RUNS ?? 1);

/** The number of random cases that a property is tried with, from the one that suits a usual run. */
export function runs(usual: number): number {
  return Math.ceil(usual * FACTOR);
}
