import type { Sql } from '../sql.js';

/** Who sends a comment, as far as that is known. */
export interface Claim {
  readonly emailHash: Uint8Array;
  /** Of the key that the sender's browser keeps; null where the blog's own server vouches for the sender. */
  readonly keyHash: Uint8Array | null;
}

/** Comments of one email that are proven to be by the same person. */
export interface Proof {
  readonly id: number;
  /** Random; avatars are drawn from it. */
  readonly seed: Uint8Array;
}

/** Who a comment is by, as far as that is known; nulls for whoever gives no email. */
export interface KnownAuthor {
  readonly authorId: number | null;
  readonly proof: Proof | null;
}

/**
 * Finds an author and what proves that it is the same person, or makes both known, with the same work for all: how long it takes must not tell which
 * it was. Without a proof of its own a comment is a stranger's, under a random seed.
 */
export async function findOrAddAuthor(
  sql: Sql,
  siteId: number,
  claim: Claim,
  seed: Uint8Array,
  now: number,
): Promise<KnownAuthor> {
  const [authorId, known] = await Promise.all([
    findOrAddAuthorId(sql, siteId, claim.emailHash, now),
    knownProof(sql, siteId, claim),
  ]);
  return { authorId, proof: known ?? (await addProof(sql, authorId, claim.keyHash, seed)) };
}

/** Finds an author by the email's keyed hash, or makes it known, with the same work for both. */
export async function findOrAddAuthorId(sql: Sql, siteId: number, emailHash: Uint8Array, now: number): Promise<number> {
  const author = await sql.get<{ id: number }>(
    `insert into authors (site_id, email_hash, created_at) values (?, ?, ?)
     on conflict (email_hash, site_id) do update set approved = authors.approved returning id`,
    siteId,
    emailHash,
    now,
  );
  return (author as { id: number }).id;
}

function proofByKey(sql: Sql, authorId: number, keyHash: Uint8Array | null): Promise<Proof | undefined> {
  return keyHash === null
    ? sql.get<Proof>('select id, seed from proofs where author_id = ? and key_hash is null', authorId)
    : sql.get<Proof>('select id, seed from proofs where author_id = ? and key_hash = ?', authorId, keyHash);
}

async function addProof(sql: Sql, authorId: number, keyHash: Uint8Array | null, seed: Uint8Array): Promise<Proof> {
  const added = await sql.get<{ id: number }>(
    'insert into proofs (author_id, key_hash, seed) values (?, ?, ?) returning id',
    authorId,
    keyHash,
    seed,
  );
  return { id: (added as { id: number }).id, seed };
}

/** The proof that is known by a claim; undefined for a stranger, for whom the same is done whether the email is known or not. */
export function knownProof(sql: Sql, siteId: number, claim: Claim): Promise<Proof | undefined> {
  const { emailHash, keyHash } = claim;
  const ofAuthor = `select id, seed from proofs where author_id = (select id from authors where email_hash = ? and site_id = ?)`;
  return keyHash === null
    ? sql.get<Proof>(`${ofAuthor} and key_hash is null`, emailHash, siteId)
    : sql.get<Proof>(`${ofAuthor} and key_hash = ?`, emailHash, siteId, keyHash);
}

/**
 * The proof of an imported comment: an export says by the seed which comments of an email belong together, but holds no keys. The first one is the
 * one that a blog can vouch for; for the others there is a key that nobody has.
 */
export async function importedProof(sql: Sql, authorId: number, seed: Uint8Array): Promise<Proof> {
  const known = await sql.get<Proof>('select id, seed from proofs where author_id = ? and seed = ?', authorId, seed);
  if (known !== undefined) return known;
  const vouched = await proofByKey(sql, authorId, null);
  return addProof(sql, authorId, vouched === undefined ? null : seed, seed);
}

/** Keeps the number of an author's published comments. */
export async function countApproved(sql: Sql, authorId: number | null, by: number): Promise<void> {
  if (by === 0 || authorId === null) return;
  sql.tell('update authors set approved = approved + ? where id = ?', by, authorId);
}

/** Forgets an author of whom nothing is left, neither a comment nor a correction that an erasure would have to find. */
export async function forgetIdleAuthor(sql: Sql, authorId: number | null): Promise<void> {
  if (authorId === null) return;
  sql.tell(
    `delete from authors where id = ? and not exists (select 1 from comments where author_id = authors.id)
       and not exists (select 1 from outbox where author_id = authors.id and kind = 'correction')`,
    authorId,
  );
}

/**
 * Forgets a proof that no comment has any more, as it is said to whoever comments. Were it kept as long as its author, a browser that takes back its
 * comment and writes another could see by the avatar whether there are other comments with the email.
 */
export async function forgetIdleProof(sql: Sql, proofId: number | null): Promise<void> {
  if (proofId === null) return;
  sql.tell(
    'delete from proofs where id = ? and not exists (select 1 from comments where proof_id = proofs.id)',
    proofId,
  );
}
