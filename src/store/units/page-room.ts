import type { Sql } from '../sql.js';

/*
 * What bounds the work that one request can ask for: reading, writing and compressing a page keeps everybody else waiting.
 */

/** Comments on a page at most, threads and answers together. */
const COMMENTS_ON_PAGE = 500;
/** Their text in bytes. Five hundred comments as readers write them take half of it, the longest that a stranger can write a sixth each. */
export const BYTES_ON_PAGE = 512 * 1024;

/** What stands on a page together, or not at all. */
export interface Size {
  readonly comments: number;
  readonly bytes: number;
}

/** How many of these have room on a page, from the first on; one at least, so that the page after this one is another. */
export function howManyFit(sizes: readonly Size[]): number {
  let comments = 0;
  let bytes = 0;
  const beyond = sizes.findIndex((size) => {
    comments += size.comments;
    bytes += size.bytes;
    return comments > COMMENTS_ON_PAGE || bytes > BYTES_ON_PAGE;
  });
  return beyond === -1 ? sizes.length : Math.max(1, beyond);
}

/** As many of these comments as have room on a page, from the first on. @param bytes what is shown of each, in SQL */
export async function fitting(sql: Sql, seqs: readonly number[], bytes: string): Promise<number[]> {
  const rows = await sql.all<{ seq: number; bytes: number }>(
    `select c.seq, ${bytes} as bytes from comments c where ${sql.among('c.seq')}`,
    seqs,
  );
  const bySeq = new Map(rows.map((row) => [row.seq, row.bytes]));
  return seqs.slice(0, howManyFit(seqs.map((seq) => ({ comments: 1, bytes: bySeq.get(seq) ?? 0 }))));
}
