import type { Store } from '../../store/store.js';
import type { SealedRow } from '../../store/units/rotation.js';
import { type KeyRing, type SealedPart, sealedWith } from './key-ring.js';

const PARTS: Readonly<Record<SealedRow['table'], readonly SealedPart[]>> = {
  comment_secrets: ['email', 'client', 'sent'],
  outbox: ['sent'],
  requests: ['answer'],
};
const A_PAGE = 500;

/**
 * Encrypts everything that is under an older key with the current one, pass by pass until a pass finds nothing: a running service may
 * have stored something under the older key meanwhile.
 * @returns how many rows were encrypted anew
 */
export async function reencryptAll(
  store: Pick<Store, 'reencryptPage' | 'storeReencrypted'>,
  keys: KeyRing,
  progress: (rows: number) => void,
): Promise<number> {
  let changed = 0;
  for (let found = -1; found !== 0; ) {
    found = 0;
    for await (const old of oldRows(store, keys)) {
      found += old.length;
      changed += await store.storeReencrypted({ rows: old.map((before) => ({ before, blobs: anew(before, keys) })) });
      progress(changed);
    }
  }
  return changed;
}

/** Goes once through all that is encrypted, for the rows under an older key, some at a time. */
async function* oldRows(store: Pick<Store, 'reencryptPage'>, keys: KeyRing): AsyncGenerator<SealedRow[]> {
  const current = keys.currentVersion();
  for (let afterSeq: number | null = -1; afterSeq !== null; ) {
    const page: { rows: SealedRow[]; lastSeq: number | null } = await store.reencryptPage({ afterSeq, limit: A_PAGE });
    const old = page.rows.filter((row) => isOld(row, current));
    if (old.length > 0) yield old;
    afterSeq = page.lastSeq;
  }
}

function isOld(row: SealedRow, current: number): boolean {
  return row.blobs.some((blob) => blob !== null && sealedWith(blob) !== current);
}

function anew(row: SealedRow, keys: KeyRing): (Uint8Array | null)[] {
  return row.blobs.map((blob, index) => {
    const part = PARTS[row.table][index] as SealedPart;
    return blob === null ? null : keys.seal(keys.open(blob, row.commentId, part), row.commentId, part);
  });
}
