import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createKeyRing, type Keys, withNewVersion } from '../../src/app/keys/key-ring.js';
import { reencryptAll } from '../../src/app/keys/rotate-key.js';
import { readKeys } from '../../src/service/key-file.js';
import { keyFile } from '../../src/service/keys.js';
import type { Store } from '../../src/store/store.js';
import { aComment, COMMENTS, decide, post } from '../support/http.js';
import { startTestService, type TestService } from '../support/service.js';
import { dump } from './data-folder.js';

let service: TestService;

beforeEach(async () => {
  service = await startTestService({ akismet: true });
});
afterEach(() => service.stop());

function rotatedKeys(): Keys {
  return withNewVersion(readKeys(keyFile(service.settings)), randomBytes);
}

/** The versions of the keys under which something is stored, by the first byte of every blob. */
function versionsInUse(): string[] {
  const blobs = dump(service)
    .filter((row) => /^(comment_secrets|outbox|requests) /.test(row))
    .flatMap((row) =>
      [...row.matchAll(/"(?:email|client|sent|fields|answer)":"(..)/g)].map(([, version]) => version as string),
    );
  return [...new Set(blobs)].sort();
}

async function fill(): Promise<string> {
  for (let n = 1; n <= 3; n++) await post(service);
  await service.agent.post(COMMENTS).set('Idempotency-Key', 'one').send(aComment()).expect(201);
  const { id } = (await post(service)).comment;
  await service.worker?.idle();
  await decide(service, 'spam', id);
  return id;
}

describe('a rotation of the keys', () => {
  it('encrypts everything anew, and everything is read as before', async () => {
    const id = await fill();
    expect(versionsInUse()).toEqual(['01']);
    const keys = rotatedKeys();
    const seen: number[] = [];
    const rows = await reencryptAll(
      service.store,
      createKeyRing(() => keys, randomBytes),
      (done) => seen.push(done),
    );
    expect(rows).toBeGreaterThanOrEqual(7);
    expect(seen.at(-1)).toBe(rows);
    expect(versionsInUse()).toEqual(['02']);
    const row = await service.store.moderatedComment({ siteId: 1, id });
    const ring = createKeyRing(() => keys, randomBytes);
    expect(ring.open(row.comment.email as Uint8Array, id, 'email')).toBe('ada@example.org');
    expect(await reencryptAll(service.store, ring, () => undefined)).toBe(0);
  });

  it('goes on until nothing is left, also where a running service changes a row or adds one meanwhile', async () => {
    await fill();
    const keys = rotatedKeys();
    let stores = 0;
    const busy: Store = {
      ...service.store,
      async storeReencrypted(order) {
        stores += 1;
        if (stores === 1) {
          // The service, which does not know the new key yet, has been faster.
          await post(service);
          await service.worker?.idle();
          return 0;
        }
        return service.store.storeReencrypted(order);
      },
    };
    await reencryptAll(
      busy,
      createKeyRing(() => keys, randomBytes),
      () => undefined,
    );
    expect(versionsInUse()).toEqual(['02']);
    expect(stores).toBeGreaterThan(1);
  });
});
