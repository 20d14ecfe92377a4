import { createHash } from 'node:crypto';
import { describe, expect, it, test } from '@jest/globals';
import { drawAvatar, drawLetter, firstLetter, isAvatarSeed, NEUTRAL_AVATAR } from '../../src/http/pages/avatar.js';
import { fc, runs } from '../support/properties.js';

const seed = fc.stringMatching(/^[0-9a-f]{16}$/);
/** Nothing but these elements and attributes, with values that name nothing outside. */
const HARMLESS =
  /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 80 80" width="80" height="80" aria-hidden="true">(?:<(?:rect|path|circle)(?: (?:width|height|fill|d|cx|cy|r)="[#\w .-]*")*\/>)+<\/svg>$/;

describe('drawAvatar', () => {
  it('draws only harmless shapes, whatever the seed', () => {
    fc.assert(fc.property(seed, (it) => expect(drawAvatar(it)).toMatch(HARMLESS)));
  });

  it('always draws the same for the same seed', () => {
    expect(drawAvatar('00ff00ff00ff00ff')).toBe(drawAvatar('00ff00ff00ff00ff'));
  });

  it('tells a thousand people apart', () => {
    const seeds = Array.from({ length: 1_000 }, (_, i) =>
      createHash('sha256').update(`${i}`).digest('hex').slice(0, 16),
    );
    expect(new Set(seeds.map(drawAvatar)).size).toBeGreaterThan(995);
  });

  it('is neither empty nor full, whatever the seed', () => {
    fc.assert(
      fc.property(seed, (it) => {
        const places = drawAvatar(it).match(/M\d/g)?.length ?? 0;
        expect(places).toBeGreaterThanOrEqual(5);
        expect(places).toBeLessThanOrEqual(21);
      }),
      { numRuns: runs(2_000) },
    );
    for (const extreme of ['0000000000000000', 'ffffffffffffffff']) expect(drawAvatar(extreme)).toMatch(/M\d/);
  });

  it('is the same in a mirror', () => {
    fc.assert(
      fc.property(seed, (it) => {
        const places = [...drawAvatar(it).matchAll(/M(\d+) (\d+)(a|h)/g)].map(([, x, y, shape]) => {
          const left = Number(x) - (shape === 'a' ? 1 : 3);
          return [left, Number(y)] as const;
        });
        const mirrored = places.map(([left, y]) => `${66 - left},${y}`);
        expect(mirrored.sort()).toEqual(places.map(([left, y]) => `${left},${y}`).sort());
      }),
    );
  });

  test.each(['', 'xyz', '00FF00FF00FF00FF', '0'.repeat(15), '0'.repeat(17), '../../etc/passwd', '"><script>'])(
    'refuses the seed %j',
    (it) => {
      expect(isAvatarSeed(it)).toBe(false);
      expect(() => drawAvatar(it)).toThrow(RangeError);
    },
  );

  it('draws a letter in the colour of the seed, as text whatever it is', () => {
    expect(firstLetter(' ada')).toBe('A');
    expect(firstLetter('漢字')).toBe('漢');
    expect(drawLetter('00002a0000000000', 'A')).toContain('fill="hsl(42 32% 39%)"');
    expect(drawLetter('0'.repeat(16), '<')).toMatch(/>&lt;<\/text><\/svg>$/);
  });

  it('knows a seed', () => {
    expect(isAvatarSeed('0123456789abcdef')).toBe(true);
  });
});

describe('the neutral avatar', () => {
  it('is harmless too', () => {
    expect(NEUTRAL_AVATAR).toMatch(HARMLESS);
  });
});
