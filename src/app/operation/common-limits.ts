import { LRUCache } from 'lru-cache';
import type { AlarmClock } from '../../domain/time.js';
import type { SharedCounts, Store } from '../../store/store.js';
import type { KeyRing } from '../keys/key-ring.js';

/** A limit as all processes know it. */
export interface CommonLimit {
  /** Counts an event. @returns what came of it; counted by nobody else while the database does not answer */
  count(key: string): Promise<Counted>;
}

interface Counted {
  /** When the oldest of those happened that leave no room for it; null when there was room. */
  readonly fullSince: number | null;
  takeBack(): Promise<void>;
}

interface Limit {
  readonly most: number;
  readonly windowMs: number;
}

/** How long an event waits for the database to count it. */
const PATIENCE_MS = 1000;
/** Then nobody waits for so long. */
const ALONE_MS = 5000;
/** Events that a row remembers one by one; of a higher limit each stands for several. */
const MOST_TIMES = 250;
const MOST_KEYS = 10_000;

const NOTHING: Counted = { fullSince: null, takeBack: async () => {} };

/**
 * Limits that hold for all processes on one database together, where they share one: each counts in a table of it, by keyed hashes. While the
 * database does not answer each process counts alone.
 * @returns makes a limit of a name; null where each process counts for itself anyway
 */
export function createCommonLimits(
  { sharedCounts }: Pick<Store, 'sharedCounts'>,
  keys: Pick<KeyRing, 'limitHash'>,
  clock: AlarmClock,
): (name: string, limit: Limit) => CommonLimit | null {
  if (sharedCounts === null) return () => null;
  const askPatiently = patientWith(clock);
  return (name, limit) => ({
    count: countedBy(sharedCounts, clock, askPatiently, limit, (key) => keys.limitHash(name, key)),
  });
}

type AskPatiently = <Result>(ask: () => Promise<Result>, otherwise: Result) => Promise<Result>;

/** Asks the database, but not for long, and not at all for a while after it has not answered. */
function patientWith(clock: AlarmClock): AskPatiently {
  let aloneSince = Number.NEGATIVE_INFINITY;
  return async (ask, otherwise) => {
    if (Math.abs(clock.now() - aloneSince) < ALONE_MS) return otherwise;
    let cancel = () => {};
    const late = new Promise<never>((_, reject) => {
      cancel = clock.after(PATIENCE_MS, () => reject(new Error('the database does not answer')));
    });
    try {
      return await Promise.race([ask(), late]);
    } catch {
      aloneSince = clock.now();
      return otherwise;
    } finally {
      cancel();
    }
  };
}

/** Events that were counted for all at once, and have not all happened yet. */
interface Bought {
  readonly at: number;
  left: number;
}

function countedBy(
  counts: SharedCounts,
  clock: AlarmClock,
  askPatiently: AskPatiently,
  { most, windowMs }: Limit,
  hashOf: (key: string) => Uint8Array,
): CommonLimit['count'] {
  const each = Math.ceil(most / MOST_TIMES);
  const inAdvance = new LRUCache<string, Bought>({ maxSize: MOST_KEYS, sizeCalculation: () => 1 });

  function takeInAdvance(key: string, now: number): Counted | null {
    const bought = inAdvance.get(key);
    if (bought === undefined || bought.left === 0 || Math.abs(now - bought.at) >= windowMs) return null;
    bought.left -= 1;
    return {
      fullSince: null,
      takeBack: async () => {
        bought.left += 1;
      },
    };
  }

  return async (key) => {
    const now = clock.now();
    const taken = takeInAdvance(key, now);
    if (taken !== null) return taken;
    const hash = hashOf(key);
    return askPatiently<Counted>(async () => {
      const fullSince = await counts.count({ key: hash, now, most: Math.ceil(most / each), windowMs });
      if (fullSince !== null) return { ...NOTHING, fullSince };
      if (each > 1) inAdvance.set(key, { at: now, left: each - 1 });
      return {
        fullSince: null,
        takeBack: () => askPatiently(() => counts.takeBack({ key: hash, at: now }), undefined),
      };
    }, NOTHING);
  };
}
