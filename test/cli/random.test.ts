import { expect, test } from '@jest/globals';
import { random } from '../../src/service/open-store.js';

test('gives as many bytes as are asked for, never zeros, never the same, and never changes them later', () => {
  const given = Array.from({ length: 2000 }, (_, n) => random(8 + (n % 40)));
  expect(given.map(({ length }) => length)).toEqual(given.map((_, n) => 8 + (n % 40)));
  const seen = given.map((bytes) => Buffer.from(bytes.subarray(0, 8)).toString('hex'));
  expect(new Set(seen).size).toBe(2000);
  expect(random(10_000)).toHaveLength(10_000);
  expect(given.map((bytes) => Buffer.from(bytes.subarray(0, 8)).toString('hex'))).toEqual(seen);
});
