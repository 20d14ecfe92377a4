/** Puts the files of tests in an order that depends on the seed and their names alone. */
import { chance } from '../lib/chance.js';
import { sourcePath } from './report-text.js';

/** @typedef {{ path: string }} Test */

export default class RandomOrder {
  #seed;

  /** @param {{ globalConfig: { seed: number } }} options */
  constructor({ globalConfig }) {
    this.#seed = globalConfig.seed;
  }

  /** @param {readonly Test[]} tests */
  sort(tests) {
    const place = new Map(tests.map((test) => [test, chance(this.#seed, sourcePath(test.path))]));
    return tests.toSorted((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0));
  }

  /** jest tells what has passed and failed, for orders that go by that; this one does not. */
  cacheResults() {}
}
