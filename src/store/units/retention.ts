import { rubbishOfBefore } from '../rows.js';
import type { Tx } from '../sql.js';
import { endOldCorrections } from './corrections.js';
import { removeComment } from './placing.js';

export interface RetentionOrder {
  readonly now: number;
  /** Spam and trash that came there before this time is purged. */
  readonly rubbishBefore: number;
  /** Positions below this one lose address, agent, referrer and what the checker was sent. */
  readonly clientBeforeSeq: number;
  /** The time of that position: undelivered corrections of comments written before it end, since they repeat what the checker was sent. */
  readonly clientBefore: number;
  /** Comments a run, so that no run holds the writer for long. */
  readonly limit: number;
}

export interface RetentionDone {
  readonly purged: number;
  readonly blanked: number;
  readonly forgotten: number;
  /** There is more to do; run again. */
  readonly more: boolean;
}

/** Forgets what has been kept for its time. */
export async function retain(tx: Tx, it: RetentionOrder): Promise<RetentionDone> {
  const old = await rubbishOfBefore(tx, it.rubbishBefore, it.limit);
  for (const comment of old) await removeComment(tx, comment, 'removed', 'moderator');
  const blanked = await tx.run(
    `update comment_secrets set client = null, sent = null where comment_seq in (
       select comment_seq from comment_secrets where comment_seq < ? and (client is not null or sent is not null) limit ?)`,
    it.clientBeforeSeq,
    it.limit,
  );
  const forgotten = await tx.run(
    'delete from requests where comment_seq in (select comment_seq from requests where expires_at <= ? limit ?)',
    it.now,
    it.limit,
  );
  await endOldCorrections(tx, { now: it.now, writtenBefore: it.clientBefore });
  return {
    purged: old.length,
    blanked,
    forgotten,
    more: old.length === it.limit || blanked === it.limit || forgotten === it.limit,
  };
}

/** As many bytes as the largest request has: what a comment takes on the disk is of this order. */
const ROOM = new Uint8Array(64 * 1024);

/**
 * Finds out whether the store takes a write of a comment's size: on a full disk a row of a few bytes may still find room between others. The bytes
 * are given back in the same transaction, so that the next comment can have their pages.
 */
export async function heartbeat(tx: Tx, it: { now: number }): Promise<void> {
  tx.tell(
    `insert into heartbeat (id, at, room) values (1, ?, ?)
     on conflict (id) do update set at = excluded.at, room = excluded.room`,
    it.now,
    ROOM,
  );
  tx.tell('update heartbeat set room = null where id = 1');
}
