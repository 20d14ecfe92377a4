import { hkdfSync } from 'node:crypto';
import type { SealedEmail } from '../../store/engine.js';
import { type KeyRing, type Keys, readable } from './key-ring.js';

/** By what keys are known without being told: the key of the keyed hashes under 0, the others under their own numbers. */
export type KeyPrints = ReadonlyMap<number, Uint8Array>;

export function printsOf({ lookup, versions }: Keys): KeyPrints {
  return new Map([[0, lookup] as const, ...versions].map(([number, key]) => [number, printOf(key)]));
}

function printOf(key: Buffer): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, '', 'afterword key print', 32));
}

/** How keys compare with those that a database is known to need: its own, others, or its own without the one of this number. */
export type Fit = 'own' | 'other' | number;

export function fitOf(prints: KeyPrints, needed: KeyPrints): Fit {
  for (const [number, print] of needed) {
    const ours = prints.get(number);
    if (ours === undefined) return number;
    if (Buffer.compare(ours, print) !== 0) return 'other';
  }
  return 'own';
}

/** Whether keys open emails that were encrypted, and know their authors by them. */
export function opensAll(ring: KeyRing, sealed: readonly SealedEmail[]): boolean {
  return sealed.every(({ commentId, email, emailHash }) => {
    const opened = readable(() => ring.open(email, commentId, 'email'));
    return opened !== null && ring.emailHash(opened).equals(emailHash);
  });
}
