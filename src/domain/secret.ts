import { createHash } from 'node:crypto';

/** Random bytes of a secret that is handed out: too many to be guessed, so that a plain hash of it is enough to store. */
const SECRET_BYTES = 32;

/** A secret to be handed out, in characters that fit into a URL, a header and a cookie. */
export function newSecret(random: (bytes: number) => Uint8Array): string {
  return Buffer.from(random(SECRET_BYTES)).toString('base64url');
}

/** Whether a text has the form of a secret. */
export function isSecret(text: string): boolean {
  return /^[\w-]{43}$/.test(text);
}

/** What is stored of a secret. */
export function secretHash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** A text with the user and the password of a URL left out. */
export function withoutUser(url: string): string {
  return url.replace(/\/\/[^/]*@/, '//…@');
}
