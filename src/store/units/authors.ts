import type { Sql } from '../sql.js';

/** Who is known on a site: under a random seed, from which avatars are drawn. */
export interface Author {
  readonly id: number;
  readonly seed: Uint8Array;
}

/** Finds an author by the email's keyed hash, or makes it known under a random seed. */
export async function findOrAddAuthor(
  sql: Sql,
  siteId: number,
  emailHash: Uint8Array,
  seed: Uint8Array,
  now: number,
): Promise<Author> {
  const known = await sql.get<Author>(
    'select id, seed from authors where email_hash = ? and site_id = ?',
    emailHash,
    siteId,
  );
  if (known !== undefined) return known;
  const added = await sql.get<{ id: number }>(
    'insert into authors (site_id, email_hash, seed, created_at) values (?, ?, ?, ?) returning id',
    siteId,
    emailHash,
    seed,
    now,
  );
  return { id: (added as { id: number }).id, seed };
}

/** Keeps the number of an author's published comments, which the policy `first-time` asks for. */
export async function countApproved(sql: Sql, authorId: number | null, by: number): Promise<void> {
  if (by === 0 || authorId === null) return;
  await sql.run('update authors set approved = approved + ? where id = ?', by, authorId);
}

/** Forgets an author of whom nothing is left, neither a comment nor a correction that an erasure would have to find. */
export async function forgetIdleAuthor(sql: Sql, authorId: number | null): Promise<void> {
  if (authorId === null) return;
  await sql.run(
    `delete from authors where id = ? and not exists (select 1 from comments where author_id = authors.id)
       and not exists (select 1 from outbox where author_id = authors.id and kind = 'correction')`,
    authorId,
  );
}
