import { createCipheriv, createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { AfterwordError } from '../../domain/errors.js';

/*
 * What protects the addresses: AES-256-GCM (NIST SP 800-38D) with a random nonce each, the comment's id as associated data and a key version
 * in front; and keyed hashes (HMAC-SHA-256) under keys derived from a secret of their own (HKDF, RFC 5869).
 */

/** Which hidden thing of a comment a blob holds; part of the associated data, so that no blob passes for another. */
export type SealedPart = 'email' | 'client' | 'sent' | 'answer';

/** The keys as they stand in the key file. */
export interface Keys {
  /** Root of the keyed hashes; never rotated, since hashes cannot be made anew without the addresses. */
  readonly lookup: Buffer;
  /** Encryption keys by version; the highest encrypts, every one decrypts. */
  readonly versions: ReadonlyMap<number, Buffer>;
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER = `# Afterword's keys. Without this file no email can be read: back it up, apart from the database.
# "lookup" finds authors by their email; the numbered keys encrypt, the highest one what is new.
`;

/** The text of a key file. */
export function formatKeys(keys: Keys): string {
  const lines = [...keys.versions].map(([version, key]) => `${version} ${key.toString('base64')}\n`);
  return `${HEADER}lookup ${keys.lookup.toString('base64')}\n${lines.join('')}`;
}

const LINE = /^(lookup|[1-9]\d{0,2}) +([A-Za-z0-9+/]{43}=)$/;
const MOST_VERSIONS = 255;

/**
 * Reads a key file strictly: half a key, or two for one purpose, would be noticed only when what they should open is lost.
 * @throws AfterwordError `invalid` for a text that is no key file; never with a part of it
 */
export function parseKeys(text: string): Keys {
  const keys = new Map<string, Buffer>();
  for (const line of text.split('\n').map((raw) => raw.trim())) {
    if (line === '' || line.startsWith('#')) continue;
    const [, name, base64] = LINE.exec(line) ?? [];
    if (name === undefined || base64 === undefined || Number(name) > MOST_VERSIONS) {
      throw new AfterwordError('invalid', 'The key file holds a line of an unknown form.');
    }
    if (keys.has(name)) throw new AfterwordError('invalid', 'The key file holds two keys of one name.');
    keys.set(name, Buffer.from(base64, 'base64'));
  }
  const { lookup, ...versions } = Object.fromEntries(keys);
  const numbered = new Map(Object.entries(versions).map(([name, key]) => [Number(name), key]));
  if (lookup === undefined || numbered.size === 0) {
    throw new AfterwordError('invalid', 'The key file is not complete.');
  }
  return { lookup, versions: numbered };
}

/** New keys, from 64 random bytes a call of `random`. */
export function newKeys(random: (bytes: number) => Uint8Array): Keys {
  return { lookup: Buffer.from(random(KEY_BYTES)), versions: new Map([[1, Buffer.from(random(KEY_BYTES))]]) };
}

/** The same keys with a new one to encrypt with. @throws AfterwordError `conflict` after 255 rotations */
export function withNewVersion(keys: Keys, random: (bytes: number) => Uint8Array): Keys {
  const next = Math.max(...keys.versions.keys()) + 1;
  if (next > MOST_VERSIONS) throw new AfterwordError('conflict', `The key file holds ${MOST_VERSIONS} keys already.`);
  return { ...keys, versions: new Map([...keys.versions, [next, Buffer.from(random(KEY_BYTES))]]) };
}

/** Hides and finds what must not be public. */
export interface KeyRing {
  /** The version that encrypts now. */
  currentVersion(): number;
  seal(text: string, commentId: string, part: SealedPart): Buffer;
  /** @throws AfterwordError `unavailable` when the key is missing or the blob is not what it says */
  open(blob: Uint8Array, commentId: string, part: SealedPart): string;
  /** The keyed hash by which an author is known; takes a normalised email. */
  emailHash(email: string): Buffer;
  /** A keyed hash of what was sent, for recognising repeats. */
  requestHash(...parts: readonly string[]): Buffer;
  /** A keyed hash of what a limit counts by, such as an address, for counting in the database. */
  limitHash(limit: string, key: string): Buffer;
  /** The token that lets an author change this comment: derived, so that it is stored nowhere. */
  editToken(commentId: string): string;
  isEditToken(token: string, commentId: string): boolean;
  /** A keyed hash of a site and a time, by which a stamp is known to be ours (32 bytes). */
  stampHash(site: string, time: number): Buffer;
}

/**
 * @param load gives the keys; asked again when a blob names a version that is not known yet, and now and then by `currentVersion`, so that a
 *   rotation reaches a running service
 */
export function createKeyRing(load: () => Keys, random: (bytes: number) => Uint8Array): KeyRing {
  let keys = load();
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', keys.lookup, '', `afterword ${use}`, KEY_BYTES));
  const emailKey = derive('email hash');
  const requestKey = derive('request hash');
  const editKey = derive('edit token');
  const stampKey = derive('form stamp');
  const limitKey = derive('limit');
  let current = Math.max(...keys.versions.keys());

  function refresh(): void {
    const fresh = load();
    if (fresh === keys) return;
    keys = fresh;
    current = Math.max(...keys.versions.keys());
  }

  function keyOf(version: number): Buffer {
    if (!keys.versions.has(version)) refresh();
    const key = keys.versions.get(version);
    if (key === undefined) throw new Error(`the key file has no key ${version}`);
    return key;
  }

  function decrypted(bytes: Buffer, associated: string): string {
    const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', keyOf(bytes[0] as number), nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(associated));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const words = decipher.update(bytes.subarray(1 + NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([words, decipher.final()]).toString('utf8');
  }

  function editToken(commentId: string): string {
    return createHmac('sha256', editKey).update(commentId).digest('base64url');
  }

  return {
    currentVersion() {
      refresh();
      return current;
    },
    seal(text, commentId, part) {
      refresh();
      const nonce = random(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', keyOf(current), nonce);
      cipher.setAAD(Buffer.from(`${commentId}/${part}`));
      const words = cipher.update(text, 'utf8');
      cipher.final();
      return Buffer.concat([Buffer.of(current), nonce, words, cipher.getAuthTag()]);
    },
    open(blob, commentId, part) {
      try {
        return decrypted(Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength), `${commentId}/${part}`);
      } catch (cause) {
        throw new AfterwordError('unavailable', 'What is kept encrypted cannot be read.', { cause });
      }
    },
    emailHash: (email) => createHmac('sha256', emailKey).update(email).digest(),
    requestHash(...parts) {
      const hmac = createHmac('sha256', requestKey);
      for (const part of parts) hmac.update(`${part.length}:`).update(part);
      return hmac.digest();
    },
    limitHash: (limit, key) => createHmac('sha256', limitKey).update(`${limit} ${key}`).digest(),
    editToken,
    isEditToken(token, commentId) {
      const sent = Buffer.from(token);
      const right = Buffer.from(editToken(commentId));
      return sent.length === right.length && timingSafeEqual(sent, right);
    },
    stampHash: (site, time) => createHmac('sha256', stampKey).update(`${time} ${site}`).digest(),
  };
}

/** What `read` opens; null when it cannot be read, since the key file does not fit the database (`afterword check` tells). */
export function readable<Read>(read: () => Read): Read | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof AfterwordError && error.code === 'unavailable') return null;
    throw error;
  }
}

/** The version of the key that a blob was encrypted with. */
export function sealedWith(blob: Uint8Array): number {
  return blob[0] as number;
}
