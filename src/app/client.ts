import type { KeyRing } from './key-ring.js';

/** The reader behind a comment, as the connection or the blog's server names them; empty where unknown. */
export interface Client {
  readonly ip: string;
  readonly userAgent: string;
  readonly referrer: string;
}

export const UNKNOWN_CLIENT: Client = { ip: '', userAgent: '', referrer: '' };

export function sealClient(keys: KeyRing, client: Client, commentId: string): Buffer {
  return keys.seal(JSON.stringify(client), commentId, 'client');
}

/** @returns null once it has been blanked */
export function openClient(keys: KeyRing, blob: Uint8Array | null, commentId: string): Client | null {
  return blob === null ? null : (JSON.parse(keys.open(blob, commentId, 'client')) as Client);
}

export function openEmail(keys: KeyRing, blob: Uint8Array | null, commentId: string): string | null {
  return blob === null ? null : keys.open(blob, commentId, 'email');
}
