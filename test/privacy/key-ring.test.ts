import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  createKeyRing,
  formatKeys,
  type Keys,
  newKeys,
  parseKeys,
  type SealedPart,
  sealedWith,
  withNewVersion,
} from '../../src/app/keys/key-ring.js';
import { AfterwordError } from '../../src/domain/errors.js';
import { fc } from '../support/properties.js';

const PARTS = ['email', 'client', 'sent', 'answer'] as const satisfies readonly SealedPart[];
const ID = '01890000-0000-7000-8000-000000000000';
const OTHER_ID = '01890000-0000-7000-8000-000000000001';

const text = fc.string({ unit: 'grapheme', maxLength: 300 });
const part = fc.constantFrom(...PARTS);

function ring(keys: Keys = newKeys(randomBytes)) {
  return createKeyRing(() => keys, randomBytes);
}

describe('a sealed text', () => {
  const keys = ring();

  it('opens as what it was', () => {
    fc.assert(
      fc.property(text, fc.uuid(), part, (words, id, sealed) => {
        expect(keys.open(keys.seal(words, id, sealed), id, sealed)).toBe(words.toWellFormed());
      }),
    );
  });

  it('opens for no other comment and as no other part', () => {
    fc.assert(
      fc.property(text, part, part, (words, sealed, opened) => {
        const blob = keys.seal(words, ID, sealed);
        expect(() => keys.open(blob, OTHER_ID, sealed)).toThrow();
        if (sealed !== opened) expect(() => keys.open(blob, ID, opened)).toThrow();
      }),
    );
  });

  it('does not open with a single bit changed, nor cut off, nor longer', () => {
    const blob = keys.seal('ada@example.org', ID, 'email');
    for (let bit = 0; bit < blob.length * 8; bit++) {
      const changed = Buffer.from(blob);
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(() => keys.open(changed, ID, 'email')).toThrow();
    }
    for (let length = 0; length < blob.length; length++) {
      expect(() => keys.open(blob.subarray(0, length), ID, 'email')).toThrow();
    }
    expect(() => keys.open(Buffer.concat([blob, Buffer.of(0)]), ID, 'email')).toThrow();
  });

  it('does not open with the keys of another installation, and says nothing of what is in it', () => {
    const blob = keys.seal('ada@example.org', ID, 'email');
    let failure = '';
    try {
      ring().open(blob, ID, 'email');
    } catch (error) {
      failure = String((error as Error).stack);
    }
    expect(failure).toContain('Error');
    expect(failure).not.toContain('ada@');
  });

  it('has a nonce that no other has', () => {
    const nonces = new Set<string>();
    for (let n = 0; n < 20_000; n++) nonces.add(keys.seal('', ID, 'email').subarray(1, 13).toString('hex'));
    expect(nonces.size).toBe(20_000);
  });

  it('takes its nonce from the source of randomness alone, so that two services do not count alike', () => {
    const asked: number[] = [];
    const counted = createKeyRing(
      () => newKeys(randomBytes),
      (bytes) => {
        asked.push(bytes);
        return new Uint8Array(bytes).fill(asked.length);
      },
    );
    const [one, other] = [counted.seal('same', ID, 'email'), counted.seal('same', ID, 'email')];
    expect(asked).toEqual([12, 12]);
    expect(one.subarray(13).equals(other.subarray(13))).toBe(false);
  });
});

describe('a rotation', () => {
  it('seals with the newest key, opens with every one, and reaches a ring that runs', () => {
    let keys = newKeys(randomBytes);
    const running = createKeyRing(() => keys, randomBytes);
    const old = running.seal('first', ID, 'email');
    expect(sealedWith(old)).toBe(1);
    keys = withNewVersion(keys, randomBytes);
    expect(running.currentVersion()).toBe(2);
    const fresh = running.seal('second', ID, 'email');
    expect(sealedWith(fresh)).toBe(2);
    expect(running.open(old, ID, 'email')).toBe('first');
    expect(running.open(fresh, ID, 'email')).toBe('second');
  });

  it('lets a ring read what another process has sealed with a key that it has not seen', () => {
    let keys = newKeys(randomBytes);
    const running = createKeyRing(() => keys, randomBytes);
    const newer = withNewVersion(keys, randomBytes);
    const blob = ring(newer).seal('from elsewhere', ID, 'client');
    expect(() => running.open(blob, ID, 'client')).toThrow(AfterwordError);
    keys = newer;
    expect(running.open(blob, ID, 'client')).toBe('from elsewhere');
  });

  it('changes no hash and no edit token, since these cannot be made anew', () => {
    const keys = newKeys(randomBytes);
    const [before, after] = [ring(keys), ring(withNewVersion(keys, randomBytes))];
    expect(after.emailHash('ada@example.org')).toEqual(before.emailHash('ada@example.org'));
    expect(after.isEditToken(before.editToken(ID), ID)).toBe(true);
  });

  it('ends at 255 keys, as many as a blob can name', () => {
    let keys = newKeys(randomBytes);
    for (let version = 2; version <= 255; version++) keys = withNewVersion(keys, randomBytes);
    const blob = ring(keys).seal('last', ID, 'email');
    expect(sealedWith(blob)).toBe(255);
    expect(ring(parseKeys(formatKeys(keys))).open(blob, ID, 'email')).toBe('last');
    expect(() => withNewVersion(keys, randomBytes)).toThrow(AfterwordError);
  });
});

describe('an edit token and the keyed hashes', () => {
  const keys = ring();

  it('fit one comment, and no near miss', () => {
    const token = keys.editToken(ID);
    expect(keys.isEditToken(token, ID)).toBe(true);
    expect(keys.isEditToken(token, OTHER_ID)).toBe(false);
    for (const wrong of ['', token.slice(1), `${token}=`, token.toLowerCase(), `${token.slice(0, -1)}é`, ID]) {
      expect(keys.isEditToken(wrong, ID)).toBe(false);
    }
  });

  it('differ from use to use, and from installation to installation', () => {
    const email = 'ada@example.org';
    const hashes = [keys.emailHash(email), keys.requestHash(email), ring().emailHash(email)].map((it) =>
      it.toString('hex'),
    );
    expect(new Set(hashes).size).toBe(3);
  });

  it('tell apart the parts of a request, wherever they are cut', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), fc.array(text, { maxLength: 4 }), (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect(keys.requestHash(...one).equals(keys.requestHash(...other))).toBe(same);
      }),
    );
    expect(keys.requestHash('a', 'b').equals(keys.requestHash('ab', ''))).toBe(false);
  });
});
