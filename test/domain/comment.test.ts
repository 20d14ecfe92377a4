import { describe, expect, test } from '@jest/globals';
import { avatarSeed } from '../../src/domain/avatar-seed.js';
import { firstSeqAt, MAX_DEPTH, pathSegment } from '../../src/domain/comment.js';
import { fc } from '../support/properties.js';

/** A comment's way down from the top, as the numbers of the answers on it. */
const way = fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 6 });
const path = (numbers: readonly number[]) => numbers.map(pathSegment).join('');

describe('the sort key of a depth-first walk', () => {
  test('orders as its numbers do, step by step, and puts every answer behind what it answers', () => {
    fc.assert(
      fc.property(way, way, (a, b) => {
        const difference = a.findIndex((number, index) => number !== b[index]);
        const expected = difference === -1 ? a.length - b.length : (a[difference] as number) - (b[difference] ?? 0);
        const [pathA, pathB] = [path(a), path(b)];
        expect(Math.sign(pathA < pathB ? -1 : Number(pathA > pathB))).toBe(Math.sign(expected));
      }),
    );
  });

  test('holds everything below a comment between its own and the next character behind a letter', () => {
    fc.assert(
      fc.property(way, way, (a, b) => {
        const isBelow = b.length > a.length && a.every((number, index) => number === b[index]);
        expect(path(b) > path(a) && path(b) < `${path(a)}~`).toBe(isBelow);
      }),
    );
  });

  test('stays short also at the greatest depth', () => {
    const deepest = path(Array.from({ length: MAX_DEPTH }, (_, depth) => 10_000 + depth));
    expect(deepest.length).toBeLessThanOrEqual(MAX_DEPTH * 4);
  });
});

describe('a position in time', () => {
  test('orders as time does, and leaves room for 2,048 comments a millisecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 42 - 2 }), (time) => {
        expect(firstSeqAt(time + 1) - firstSeqAt(time)).toBe(2048);
      }),
    );
  });

  test('is exact until the year 2109', () => {
    expect(Number.isSafeInteger(firstSeqAt(Date.UTC(2109, 0)))).toBe(true);
  });
});

describe('the seed of an avatar', () => {
  const seed = Uint8Array.from({ length: 16 }, (_, index) => index);

  test('is the same for the same author and name', () => {
    expect(avatarSeed(seed, 'Ada')).toBe(avatarSeed(Uint8Array.from(seed), 'Ada'));
    expect(avatarSeed(seed, 'Ada')).toMatch(/^[0-9a-f]{16}$/);
  });

  test('is another for another name or another author', () => {
    expect(avatarSeed(seed, 'Ada')).not.toBe(avatarSeed(seed, 'Bob'));
    expect(avatarSeed(seed, 'Ada')).not.toBe(avatarSeed(seed.toReversed(), 'Ada'));
  });
});
