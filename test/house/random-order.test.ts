import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';
import { root } from './source-tree.js';

interface TestFile {
  readonly path: string;
}

/** The order of files in a hard run; plain JavaScript, so its type is told here. */
interface RandomOrder {
  readonly default: new (options: { globalConfig: { seed: number } }) => { sort(tests: TestFile[]): TestFile[] };
}

const module = (await import(pathToFileURL(join(root, 'scripts/jest/random-order.js')).href)) as RandomOrder;
const files = Array.from({ length: 20 }, (_, n) => ({ path: join(root, '.build', 'test', `${n}.test.js`) }));

function sorted(seed: number, tests: TestFile[] = files): TestFile[] {
  return new module.default({ globalConfig: { seed } }).sort(tests);
}

test('a seed gives one order, in whichever order jest has found the files', () => {
  expect(sorted(7, files.toReversed())).toEqual(sorted(7));
  expect(new Set(sorted(7))).toEqual(new Set(files));
});

test('another seed gives another order', () => {
  expect(sorted(8)).not.toEqual(sorted(7));
});
