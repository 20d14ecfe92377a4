/** Features are told apart by the lowest bits of a hash: this many. */
export const BUCKET_BITS = 18;
/** How many weights a model has. */
export const BUCKETS = 1 << BUCKET_BITS;

/** 32 bits: FNV-1a over UTF-16 code units, with MurmurHash3's finaliser to spread it to all bits. */
export function hashOf(seed: number, text: string, from = 0, to = text.length): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The bucket of a feature. @param seed tells features of different sorts apart */
export function bucketOf(seed: number, text: string, from = 0, to = text.length): number {
  return hashOf(seed, text, from, to) & (BUCKETS - 1);
}
