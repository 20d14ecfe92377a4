/** Who had which page made, so that nobody takes more than a share of the room. */
export interface Shares {
  /** Notes a page that is kept for a network; drops the oldest of its own while they are too large together, but never this one. */
  add(network: string, key: string, bytes: number): void;
  /** The page is no longer kept. */
  forget(key: string): void;
}

interface Owned {
  readonly network: string;
  readonly bytes: number;
}

/** The pages of one network, the oldest first, and their size. */
interface Holding {
  readonly keys: Set<string>;
  bytes: number;
}

/** @param drop no longer keeps a page; it is to call `forget` */
export function createShares(mostBytes: number, drop: (key: string) => void): Shares {
  const owners = new Map<string, Owned>();
  const holdings = new Map<string, Holding>();

  function forget(key: string): void {
    const owned = owners.get(key);
    if (owned === undefined) return;
    owners.delete(key);
    const holding = holdings.get(owned.network) as Holding;
    holding.keys.delete(key);
    holding.bytes -= owned.bytes;
    if (holding.keys.size === 0) holdings.delete(owned.network);
  }

  return {
    forget,
    add(network, key, bytes) {
      forget(key);
      const holding = holdings.get(network) ?? { keys: new Set(), bytes: 0 };
      holdings.set(network, holding);
      owners.set(key, { network, bytes });
      holding.keys.add(key);
      holding.bytes += bytes;
      for (const oldest of holding.keys) {
        if (holding.bytes <= mostBytes || oldest === key) break;
        drop(oldest);
      }
    },
  };
}
