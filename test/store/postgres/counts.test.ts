import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { SharedCounts } from '../../../src/store/store.js';
import { describeOnPostgres } from '../../support/postgres/describe.js';
import { fc, runs } from '../../support/properties.js';
import type { OpenedStore } from '../../support/store.js';
import { postgres } from '../../support/store-postgres.js';

let opened: OpenedStore;
let counts: SharedCounts;
let cases = 0;

const WINDOW = 1000;
const newKey = () => Buffer.from(`key ${cases++}`);

describeOnPostgres('events that are counted in the database', () => {
  beforeAll(async () => {
    opened = await postgres.open();
    counts = opened.store.sharedCounts as SharedCounts;
  });
  afterAll(() => opened.close());

  it('are never more than the limit in any window, and none is refused below it', async () => {
    const event = fc.record({ after: fc.nat(WINDOW), comesToNothing: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.array(event, { maxLength: 20 }), async (most, events) => {
        const key = newKey();
        let now = 5_000_000;
        const taken: number[] = [];
        for (const { after, comesToNothing } of events) {
          now += after;
          const within = taken.filter((at) => at > now - WINDOW);
          const fullSince = await counts.count({ key, now, most, windowMs: WINDOW });
          if (fullSince !== (within.length < most ? null : within[0])) return false;
          if (fullSince !== null) continue;
          if (comesToNothing) await counts.takeBack({ key, at: now });
          else taken.push(now);
        }
        return true;
      }),
      { numRuns: runs(15) },
    );
  });

  it('are never more than the limit when many come at once', async () => {
    const key = newKey();
    const all = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        counts.count({ key, now: 7000 + (index % 3), most: 5, windowMs: WINDOW }),
      ),
    );
    expect(all.filter((fullSince) => fullSince === null)).toHaveLength(5);
  });

  it('lock nobody out after a clock that was ahead', async () => {
    const key = newKey();
    for (let n = 0; n < 2; n++) await counts.count({ key, now: 9_000_000, most: 2, windowMs: WINDOW });
    expect(await counts.count({ key, now: 1_000_000, most: 2, windowMs: WINDOW })).toBeNull();
  });

  it('are forgotten once they no longer count', async () => {
    const key = newKey();
    await counts.count({ key, now: 10_000, most: 1, windowMs: WINDOW });
    await counts.forget({ now: 10_000 + WINDOW - 1 });
    expect(await counts.count({ key, now: 10_500, most: 1, windowMs: WINDOW })).toBe(10_000);
    await counts.forget({ now: 10_000 + WINDOW });
    expect(await counts.count({ key, now: 10_500, most: 1, windowMs: WINDOW })).toBeNull();
  });
});
