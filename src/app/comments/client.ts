import type { KeyRing } from '../keys/key-ring.js';

/** The reader behind a comment, as the connection or the blog's server names them; empty where unknown. */
export interface Client {
  readonly ip: string;
  readonly userAgent: string;
  readonly referrer: string;
}

export const UNKNOWN_CLIENT: Client = { ip: '', userAgent: '', referrer: '' };

/** Hides the reader, and with it what stood in the honeypot: a browser that fills in forms may have put an address there. */
export function sealClient(keys: KeyRing, client: Client, commentId: string, trap = ''): Buffer {
  return keys.seal(JSON.stringify({ ...client, trap }), commentId, 'client');
}

/** @returns null once it has been blanked */
export function openClient(keys: KeyRing, blob: Uint8Array | null, commentId: string): Client | null {
  if (blob === null) return null;
  const { ip, userAgent, referrer } = opened(keys, blob, commentId);
  return { ip, userAgent, referrer };
}

/** What stood in the honeypot; empty also once the reader has been blanked. */
export function openTrap(keys: KeyRing, blob: Uint8Array | null, commentId: string): string {
  return blob === null ? '' : opened(keys, blob, commentId).trap;
}

function opened(keys: KeyRing, blob: Uint8Array, commentId: string): Client & { readonly trap: string } {
  return JSON.parse(keys.open(blob, commentId, 'client')) as Client & { readonly trap: string };
}

export function openEmail(keys: KeyRing, blob: Uint8Array | null, commentId: string): string | null {
  return blob === null ? null : keys.open(blob, commentId, 'email');
}
