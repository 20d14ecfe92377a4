import type { Sql, Tx } from '../sql.js';

/** The encrypted columns of one comment, or one correction of the outbox. */
export interface SealedRow {
  readonly table: 'comment_secrets' | 'outbox' | 'requests';
  /** Where the row is found: a position, a job's id, or a request's key. */
  readonly key: number | Uint8Array;
  readonly commentId: string;
  readonly blobs: readonly (Uint8Array | null)[];
}

const COLUMNS = {
  comment_secrets: ['email', 'client', 'sent'],
  outbox: ['fields'],
  requests: ['answer'],
} as const;

/** Encrypted rows in the order of comments, a page at a time, for giving them to a new key. */
export async function reencryptPage(
  sql: Sql,
  it: { afterSeq: number; limit: number },
): Promise<{ rows: SealedRow[]; lastSeq: number | null }> {
  const comments = await sql.all<{
    seq: number;
    commentId: string;
    email: Uint8Array | null;
    client: Uint8Array | null;
    sent: Uint8Array | null;
  }>(
    `select h.comment_seq as seq, c.id as "commentId", h.email, h.client, h.sent
     from comment_secrets h join comments c on c.seq = h.comment_seq where h.comment_seq > ? order by h.comment_seq limit ?`,
    it.afterSeq,
    it.limit,
  );
  const rows: SealedRow[] = comments.map((row) => ({
    table: 'comment_secrets',
    key: row.seq,
    commentId: row.commentId,
    blobs: [row.email, row.client, row.sent],
  }));
  if (it.afterSeq < 0) rows.push(...(await otherSealed(sql)));
  return { rows, lastSeq: comments.at(-1)?.seq ?? null };
}

/** What is sealed outside the comments' own rows; bounded by a day's requests and the corrections on their way. */
async function otherSealed(sql: Sql): Promise<SealedRow[]> {
  const corrections = await sql.all<{ key: number; commentId: string; fields: Uint8Array }>(
    'select id as key, comment_id as "commentId", fields from outbox where fields is not null',
  );
  const requests = await sql.all<{ key: Uint8Array; commentId: string; answer: Uint8Array }>(
    `select r.key, c.id as "commentId", r.answer from requests r join comments c on c.seq = r.comment_seq where r.answer is not null`,
  );
  return [
    ...corrections.map(
      (row): SealedRow => ({ table: 'outbox', key: row.key, commentId: row.commentId, blobs: [row.fields] }),
    ),
    ...requests.map(
      (row): SealedRow => ({ table: 'requests', key: row.key, commentId: row.commentId, blobs: [row.answer] }),
    ),
  ];
}

/** Stores blobs under a new key where they are still what was read; a row that changed meanwhile is left for the next pass. */
export async function storeReencrypted(
  tx: Tx,
  it: { rows: readonly { before: SealedRow; blobs: readonly (Uint8Array | null)[] }[] },
): Promise<number> {
  let changed = 0;
  for (const { before, blobs } of it.rows) {
    const columns = COLUMNS[before.table];
    const keyColumn = { comment_secrets: 'comment_seq', outbox: 'id', requests: 'key' }[before.table];
    const set = columns.map((name) => `${name} = ?`).join(', ');
    const same = columns.map((name) => `${name} is not distinct from ?`).join(' and ');
    changed += await tx.run(
      `update ${before.table} set ${set} where ${keyColumn} = ? and ${same}`,
      ...blobs,
      before.key,
      ...before.blobs,
    );
  }
  return changed;
}
