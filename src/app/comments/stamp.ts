import { timingSafeEqual } from 'node:crypto';
import type { KeyRing } from '../keys/key-ring.js';

/** When somebody began to write, signed, so that it can be kept by whoever writes. */
export interface Stamp {
  readonly text: string;
  /** In milliseconds since 1970. */
  readonly expiresAt: number;
}

const LIFETIME_MS = 24 * 3_600_000;
/** Milliseconds since 1970, and their keyed hash. */
const FORM = /^([1-9]\d{0,14})-([\w-]{43})$/;

/** A stamp for a form of a site. There is nothing in it but the time. @param now in milliseconds since 1970 */
export function makeStamp(keys: KeyRing, site: string, now: number): Stamp {
  return { text: `${now}-${keys.stampHash(site, now).toString('base64url')}`, expiresAt: now + LIFETIME_MS };
}

/**
 * How long ago a stamp was made. It comes from outside, and is worth a hint to a spam checker, no more.
 * @returns seconds; null for a stamp that is forged, of another site, over, or from the future
 */
export function secondsSince(keys: KeyRing, site: string, stamp: string, now: number): number | null {
  const [, time, hash = ''] = FORM.exec(stamp) ?? [];
  const madeAt = Number(time);
  const age = now - madeAt;
  // Also where `time` is missing: no comparison with NaN holds.
  if (!(age >= 0 && age <= LIFETIME_MS)) return null;
  const sent = Buffer.from(hash, 'base64url');
  return timingSafeEqual(sent, keys.stampHash(site, madeAt)) ? age / 1000 : null;
}
