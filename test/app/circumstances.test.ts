import { describe, expect, it } from '@jest/globals';
import { type Arrival, createArrivals, readSignals } from '../../src/app/comments/circumstances.js';

const HOUR = 3_600_000;
const WORDS = 'The same words again and again, in every post';

function arrivalsAt(start: number) {
  const clock = { at: start };
  const arrivals = createArrivals({ now: () => clock.at });
  return {
    clock,
    signals: (it: Arrival) => arrivals.compare(it).signals,
    note: (it: Arrival) => arrivals.compare(it).note(),
  };
}

function arrival(change: Partial<Arrival> = {}): Arrival {
  return {
    body: WORDS,
    authorUrl: null,
    ip: '203.0.113.1',
    trapped: false,
    secondsToWrite: null,
    ownHosts: ['blog.example'],
    ...change,
  };
}

describe('what arrived lately', () => {
  it('counts the same words, whatever their case, spaces and signs', () => {
    const { signals, note } = arrivalsAt(0);
    note(arrival());
    note(arrival({ body: `  ${WORDS.toUpperCase()}!!! ` }));
    note(arrival({ body: 'Something else that somebody thought about' }));
    expect(signals(arrival()).sameWords).toBe(2);
  });

  it('does not take short texts for the same', () => {
    const { signals, note } = arrivalsAt(0);
    note(arrival({ body: 'Thanks!' }));
    expect(signals(arrival({ body: 'Thanks!' })).sameWords).toBeNull();
  });

  it('counts links to the same hosts in words and website, but not to the blog itself', () => {
    const { signals, note } = arrivalsAt(0);
    note(arrival({ body: 'See https://shop.example/a and https://blog.example/post' }));
    note(arrival({ authorUrl: 'http://SHOP.example/b' }));
    expect(signals(arrival({ body: '[x](https://shop.example/c)' })).sameLinks).toBe(2);
    expect(signals(arrival({ body: 'https://blog.example/other' })).sameLinks).toBe(0);
    expect(signals(arrival({ body: 'no link' })).sameLinks).toBe(0);
  });

  it.each([
    ['203.0.113.1', '203.0.113.254', '203.0.114.1'],
    ['2001:db8:1::1', '2001:db8:1:ffff::2', '2001:db8:2::1'],
    ['::ffff:203.0.113.1', '203.0.113.7', '::ffff:203.0.114.1'],
  ])('takes %s and %s for neighbours, and not %s', (one, neighbour, stranger) => {
    const { signals, note } = arrivalsAt(0);
    note(arrival({ ip: one }));
    expect(signals(arrival({ ip: neighbour })).sameRange).toBe(1);
    expect(signals(arrival({ ip: stranger })).sameRange).toBe(0);
  });

  it.each(['', '127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.0.7', '::1', 'fd00::1', 'fe80::1'])(
    'takes the senders behind "%s" for no neighbours',
    (ip) => {
      const { signals, note } = arrivalsAt(0);
      note(arrival({ ip }));
      expect(signals(arrival({ ip })).sameRange).toBeNull();
    },
  );

  it('forgets with time, and survives a clock that jumps back', () => {
    const { signals, note, clock } = arrivalsAt(100 * HOUR);
    note(arrival());
    clock.at += HOUR;
    expect(signals(arrival())).toMatchObject({ sameRange: 0, sameWords: 1 });
    clock.at += 23 * HOUR;
    expect(signals(arrival())).toMatchObject({ sameWords: 0 });
    clock.at -= 90 * HOUR;
    expect(signals(arrival())).toMatchObject({ sameWords: 0, sameRange: 0 });
    note(arrival());
    expect(signals(arrival())).toMatchObject({ sameWords: 1, sameRange: 1 });
  });

  it('passes on the honeypot and the time that writing took', () => {
    const { signals } = arrivalsAt(0);
    expect(signals(arrival({ trapped: true, secondsToWrite: 2 }))).toMatchObject({ trapped: true, secondsToWrite: 2 });
  });

  it('is read as it was stored, and without it nothing is known', () => {
    const { signals } = arrivalsAt(0);
    const seen = signals(arrival({ trapped: true }));
    expect(readSignals(JSON.stringify(seen))).toEqual(seen);
    expect(readSignals(null)).toEqual({
      trapped: false,
      secondsToWrite: null,
      sameWords: null,
      sameLinks: null,
      sameRange: null,
    });
  });
});
