import fc from 'fast-check';

/** How many times as many random cases as usual: `FC_RUNS=10 npm test` looks for longer. */
const FACTOR = Number(process.env.FC_RUNS ?? 1);

/**
 * What the random cases follow from. One commit has one verdict, so it is the same each time; another one
 * (`FC_SEED=7 npm test`, or the seed of `npm run test:hard`) looks where nobody has looked yet.
 */
const SEED = Number(process.env.FC_SEED ?? 1);

fc.configureGlobal({ seed: SEED });

/** The number of random cases that a property is tried with, from the one that suits a usual run. */
export function runs(usual: number): number {
  return Math.ceil(usual * FACTOR);
}

/** fast-check, with the seed of this run: tests take it from here. */
export { fc };
