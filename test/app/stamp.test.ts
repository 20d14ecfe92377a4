import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { makeStamp, secondsSince } from '../../src/app/comments/stamp.js';
import { createKeyRing, newKeys } from '../../src/app/keys/key-ring.js';

const NOON = Date.UTC(2026, 10, 24, 12);
const DAY = 24 * 3_600_000;

function someKeys() {
  const keys = newKeys(randomBytes);
  return createKeyRing(() => keys, randomBytes);
}

describe('a stamp', () => {
  const keys = someKeys();
  const { text, expiresAt } = makeStamp(keys, 'default', NOON);

  it('tells how long ago it was made, for a day', () => {
    expect(secondsSince(keys, 'default', text, NOON)).toBe(0);
    expect(secondsSince(keys, 'default', text, NOON + 12_345)).toBe(12.345);
    expect(secondsSince(keys, 'default', text, NOON + DAY)).toBe(86_400);
    expect(secondsSince(keys, 'default', text, NOON + DAY + 1)).toBeNull();
    expect(expiresAt).toBe(NOON + DAY);
  });

  it('counts for nothing on another site, under other keys, and before its time', () => {
    expect(secondsSince(keys, 'other', text, NOON + 1000)).toBeNull();
    expect(secondsSince(someKeys(), 'default', text, NOON + 1000)).toBeNull();
    expect(secondsSince(keys, 'default', text, NOON - 1)).toBeNull();
  });

  it('counts for nothing once a character of it is another, or when it is no stamp at all', () => {
    const index = (at: number) => `${text.slice(0, at)}${text[at] === '1' ? '2' : '1'}${text.slice(at + 1)}`;
    // The last character holds two bits that no byte needs.
    for (let at = 0; at < text.length - 1; at++)
      expect(secondsSince(keys, 'default', index(at), NOON + DAY)).toBeNull();
    const [time, hash] = text.split('-', 1).concat(text.slice(text.indexOf('-') + 1));
    for (const odd of ['', '-', text.slice(1), `${text}x`, `0${text}`, ` ${text}`, `1e3-${hash}`, `${time}-`, '🦄']) {
      expect([odd, secondsSince(keys, 'default', odd, NOON + 1000)]).toEqual([odd, null]);
    }
  });

  it('is short, and holds nothing but the time and its hash', () => {
    expect(text).toMatch(/^\d{13}-[\w-]{43}$/);
    expect(text.length).toBeLessThanOrEqual(200);
  });
});
