import { isIPv6 } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { addressKey, plainAddress } from '../../src/app/comments/address.js';
import { AfterwordError } from '../../src/domain/errors.js';
import { createLimiter, type Limiter, type TakeBack } from '../../src/http/access/limiter.js';
import { anyText } from '../support/any-text.js';
import { fc, runs } from '../support/properties.js';

const WINDOW = 1000;
const RUNS = { numRuns: runs(40) };

/** Counts an event. @returns how to take it back, or the seconds to wait when there have been too many */
async function attempt(limiter: Limiter, key: string): Promise<TakeBack | number> {
  try {
    return await limiter.count(key);
  } catch (error) {
    if (!(error instanceof AfterwordError) || error.code !== 'too-many-requests') throw error;
    return error.facts.retryAfterSeconds as number;
  }
}

// The properties answer with a truth value: thousands of calls of `expect` would take seconds.
describe('the limiter', () => {
  it('never lets more through than the limit in any window, and refuses nobody who is below it', async () => {
    const event = fc.record({ after: fc.nat(WINDOW), key: fc.constantFrom('a', 'b'), comesToNothing: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.array(event, { maxLength: 60 }), async (most, events) => {
        let now = 5_000_000;
        const limiter = createLimiter({ most, windowMs: WINDOW }, { now: () => now });
        const taken: { key: string; at: number }[] = [];
        for (const { after, key, comesToNothing } of events) {
          now += after;
          const within = taken.filter((one) => one.key === key && one.at > now - WINDOW).length;
          const outcome = await attempt(limiter, key);
          if ((typeof outcome === 'number') !== (within === most)) return false;
          if (typeof outcome === 'number') continue;
          if (comesToNothing) await outcome();
          else taken.push({ key, at: now });
        }
        return true;
      }),
      RUNS,
    );
  });

  it('lets the next one through after the seconds that it names, and not a second earlier', async () => {
    const most = fc.integer({ min: 1, max: 4 });
    const windowSeconds = fc.integer({ min: 1, max: 100 });
    await fc.assert(
      fc.asyncProperty(most, windowSeconds, fc.array(fc.nat(3000), { maxLength: 40 }), async (limit, seconds, gaps) => {
        let now = 0;
        const limiter = createLimiter({ most: limit, windowMs: seconds * 1000 }, { now: () => now });
        for (const gap of gaps) {
          now += gap;
          const wait = await attempt(limiter, 'a');
          if (typeof wait !== 'number') continue;
          now += (wait - 1) * 1000;
          const isEarly = wait === 1 || typeof (await attempt(limiter, 'a')) === 'number';
          now += 1000;
          const isOpen = typeof (await attempt(limiter, 'a')) !== 'number';
          if (wait < 1 || wait > seconds || !isEarly || !isOpen) return false;
        }
        return true;
      }),
      RUNS,
    );
  });

  it('locks nobody out when the clock jumps, however far', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: -1e12, max: 1e12 }), { maxLength: 40 }), async (jumps) => {
        let now = 1e14;
        const limiter = createLimiter({ most: 2, windowMs: WINDOW }, { now: () => now });
        for (const jump of jumps) {
          now += jump;
          await attempt(limiter, 'a');
          const outcome = await attempt(limiter, 'a');
          if (typeof outcome === 'number' && outcome > WINDOW / 1000) return false;
        }
        now -= 1e6;
        return typeof (await attempt(limiter, 'a')) !== 'number';
      }),
      RUNS,
    );
  });

  it('forgets the addresses seen least recently instead of growing without end', async () => {
    const limiter = createLimiter({ most: 1, windowMs: WINDOW }, { now: () => 0 });
    await limiter.count('first');
    await expect(limiter.count('first')).rejects.toThrow(AfterwordError);
    for (let n = 0; n < 60_000; n++) await limiter.count(`address ${n}`);
    await limiter.count('first');
  });
});

/** An IPv6 address, neither an IPv4 one in disguise nor compressed. */
const groups = fc
  .array(fc.nat(0xffff), { minLength: 8, maxLength: 8 })
  .filter((all) => all.slice(0, 5).some((group) => group !== 0));

/** Some spelling of an address (RFC 4291, 2.2). */
function spell(all: readonly number[], form: 'full' | 'padded' | 'upper' | 'compressed' | 'dotted'): string {
  const hex = all.map((group) => group.toString(16));
  switch (form) {
    case 'full':
      return hex.join(':');
    case 'padded':
      return hex.map((group) => group.padStart(4, '0')).join(':');
    case 'upper':
      return hex.join(':').toUpperCase();
    case 'compressed':
      return new URL(`http://[${hex.join(':')}]`).hostname.slice(1, -1);
    case 'dotted': {
      const [g = 0, h = 0] = all.slice(6);
      return `${hex.slice(0, 6).join(':')}:${g >> 8}.${g & 255}.${h >> 8}.${h & 255}`;
    }
  }
}
const form = fc.constantFrom('full', 'padded', 'upper', 'compressed', 'dotted' as const);

describe('what counts as one address', () => {
  it('is the same for all spellings of an IPv6 address, and plainAddress is one of them', () => {
    fc.assert(
      fc.property(groups, form, form, fc.constantFrom('', '%eth0'), (all, one, other, zone) => {
        expect(addressKey(spell(all, one) + zone)).toBe(addressKey(spell(all, other)));
        const plain = plainAddress(spell(all, one) + zone);
        expect(isIPv6(plain)).toBe(true);
        expect(plainAddress(plain)).toBe(plain);
        expect(plain).toBe(spell(all, 'compressed'));
      }),
    );
  });

  it('is the /64 network of an IPv6 address: all of it, and nothing beside it', () => {
    fc.assert(
      fc.property(groups, groups, fc.boolean(), (one, other, isNeighbour) => {
        const second = isNeighbour ? [...one.slice(0, 4), ...other.slice(4)] : other;
        fc.pre(second.slice(0, 5).some((group) => group !== 0));
        const isSame = one.slice(0, 4).join() === second.slice(0, 4).join();
        expect(addressKey(spell(one, 'full')) === addressKey(spell(second, 'compressed'))).toBe(isSame);
      }),
    );
  });

  it('is the address itself for IPv4, also where it comes as IPv6 or with a port', () => {
    fc.assert(
      fc.property(fc.ipV4(), (ip) => {
        const [a = 0, b = 0, c = 0, d = 0] = ip.split('.').map(Number);
        const hex = `::ffff:${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
        const all = [ip, `${ip}:443`, `::ffff:${ip}`, hex, `[${hex}]`, `[${hex}]:80`, `::FFFF:${ip}%lo`];
        for (const same of all) expect(plainAddress(same)).toBe(ip);
        expect(addressKey(ip)).toBe(ip);
      }),
    );
  });

  it('is nothing for what is no address', () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        fc.pre(!/^[\d.]+$|:/.test(text));
        expect(plainAddress(text)).toBe('');
      }),
    );
    for (const text of [
      '',
      'unknown',
      '1.2.3',
      '1.2.3.4.5',
      '1.2.3.4:x',
      '[1.2.3.4',
      '::1::',
      '12345::',
      'a'.repeat(9000),
    ])
      expect([text, plainAddress(text)]).toEqual([text, '']);
  });
});
