import { createHash } from 'node:crypto';

/**
 * The seed of an author's avatar: 16 hex digits from the author's random seed and the name written above the comment. Nothing in
 * it comes from the email, and two names used with one email are not shown to belong together.
 */
export function avatarSeed(authorSeed: Uint8Array, name: string): string {
  return createHash('sha256').update(authorSeed).update('\0').update(name).digest('hex').slice(0, 16);
}
