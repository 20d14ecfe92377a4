/** Where ids take their time and randomness from. */
export interface IdSource {
  now(): number;
  /** Fills an array with random bytes from a cryptographic source. */
  random(bytes: number): Uint8Array;
}

/**
 * A maker of UUIDv7 strings (RFC 9562, 5.7): 48 bits of milliseconds, a 12-bit counter and 62 random bits. Within a process every id is
 * greater than the one before, also when the clock stands still or jumps back (method 1 of section 6.2: the counter runs on).
 */
export function createIdMaker(source: IdSource): () => string {
  let last = 0;
  let counter = 0;
  return () => {
    const random = source.random(10);
    const now = source.now();
    if (now > last) {
      last = now;
      counter = ((random[8] as number) << 3) | ((random[9] as number) >> 5);
    } else if (++counter > 0xfff) {
      last += 1;
      counter = 0;
    }
    const bytes = Buffer.alloc(16);
    bytes.writeUIntBE(last, 0, 6);
    bytes.writeUInt16BE(0x7000 | counter, 6);
    bytes.set(random.subarray(0, 8), 8);
    bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
    const hex = bytes.toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  };
}
