import { randomFillSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createIdMaker } from '../../src/domain/uuid.js';
import { UUID_PATTERN } from '../../src/domain/uuid-pattern.js';
import { fc } from '../support/properties.js';

const random = (bytes: number) => randomFillSync(new Uint8Array(bytes));
const NOW = Date.UTC(2026, 0, 5, 12);

function timeOf(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
}

describe('an id', () => {
  test('has the form of a UUIDv7 and begins with its time', () => {
    const id = createIdMaker({ now: () => NOW, random })();
    expect(id).toMatch(UUID_PATTERN);
    expect(timeOf(id)).toBe(NOW);
  });

  test('holds 62 bits of chance, and the version and variant of RFC 9562', () => {
    const all = (byte: number) =>
      createIdMaker({ now: () => 0x0123456789ab, random: (n) => new Uint8Array(n).fill(byte) })();
    expect(all(0xff)).toBe('01234567-89ab-77ff-bfff-ffffffffffff');
    expect(all(0x00)).toBe('01234567-89ab-7000-8000-000000000000');
  });

  test('is greater than every one before, while the clock stands still, creeps or jumps back', () => {
    const steps = fc.array(fc.integer({ min: -5000, max: 3 }), { minLength: 2, maxLength: 50 });
    fc.assert(
      fc.property(steps, (jumps) => {
        let now = NOW;
        const newId = createIdMaker({ now: () => now, random });
        const ids = jumps.map((jump) => {
          now += jump;
          return newId();
        });
        expect(ids).toEqual([...new Set(ids)].sort());
      }),
    );
  });

  test('is still greater when more are made in a millisecond than the counter holds', () => {
    const newId = createIdMaker({ now: () => NOW, random });
    const ids = Array.from({ length: 10_000 }, newId);
    expect(ids).toEqual([...new Set(ids)].sort());
    expect(ids.every((id) => UUID_PATTERN.test(id))).toBe(true);
    expect(timeOf(ids.at(-1) as string) - NOW).toBeLessThan(5);
  });

  test('takes the clock’s time again once it has caught up', () => {
    let now = NOW;
    const newId = createIdMaker({ now: () => now, random });
    newId();
    now -= 1000;
    newId();
    now += 2000;
    expect(timeOf(newId())).toBe(now);
  });
});

describe('the form of an id', () => {
  test.each([
    '0189A000-0000-7000-8000-000000000000',
    '0189a000-0000-4000-8000-000000000000',
    '0189a000-0000-7000-c000-000000000000',
    '0189a000000070008000000000000000',
    ' 0189a000-0000-7000-8000-000000000000',
    '0189a000-0000-7000-8000-000000000000\n',
  ])('is not %j', (text) => {
    expect(UUID_PATTERN.test(text)).toBe(false);
  });
});
