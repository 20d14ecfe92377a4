import { AfterwordError } from '../../domain/errors.js';
import type { DeskSession, Token } from '../../domain/token.js';
import type { Sql } from '../sql.js';
import { addToken, SELECT_TOKEN } from './tokens.js';

/** Keeps the hash of a link's code. @throws AfterwordError `not-found` for a site that does not exist */
export async function addDeskCode(
  sql: Sql,
  it: { hash: Uint8Array; name: string; site: string | null; expiresAt: number },
): Promise<void> {
  const site = it.site === null ? null : await sql.get<{ id: number }>('select id from sites where slug = ?', it.site);
  if (site === undefined) throw new AfterwordError('not-found', `There is no site "${it.site}".`);
  sql.tell(
    'insert into desk_codes (hash, name, site_id, expires_at) values (?, ?, ?, ?)',
    it.hash,
    it.name,
    site?.id ?? null,
    it.expiresAt,
  );
}

/** A session to be started, by its hash; `replaces` is the hash of one that the same browser had before. */
interface NewSession {
  readonly hash: Uint8Array;
  readonly replaces: Uint8Array | null;
  readonly now: number;
  readonly expiresAt: number;
}

/** Signs in with a token that has been shown. */
export async function startDeskSession(sql: Sql, it: NewSession & { tokenId: string }): Promise<void> {
  await start(sql, it, it.tokenId, 0);
}

/**
 * Signs in with a link's code, which is used up by it. The session gets a moderator's token of its own.
 * @param it.tokenHash the hash of a secret that nobody knows, so that the token cannot be shown anywhere
 * @returns the token; undefined for a code that is not known, used or over
 */
export async function redeemDeskCode(
  sql: Sql,
  it: NewSession & { code: Uint8Array; tokenId: string; tokenHash: Uint8Array },
): Promise<Token | undefined> {
  const code = await sql.get<{ name: string; site: string | null }>(
    `select c.name, s.slug as site from desk_codes c left join sites s on s.id = c.site_id
     where c.hash = ? and c.expires_at > ?`,
    it.code,
    it.now,
  );
  const taken = await sql.run('delete from desk_codes where hash = ?', it.code);
  if (code === undefined || taken === 0) return undefined;
  const token = await addToken(sql, { id: it.tokenId, hash: it.tokenHash, role: 'moderator', ...code, now: it.now });
  await start(sql, it, token.id, 1);
  return token;
}

async function start(sql: Sql, it: NewSession, tokenId: string, ownsToken: 0 | 1): Promise<void> {
  if (it.replaces !== null) await endDeskSession(sql, { hash: it.replaces, now: it.now });
  sql.tell(
    'insert into desk_sessions (hash, token_id, owns_token, expires_at) values (?, ?, ?, ?)',
    it.hash,
    tokenId,
    ownsToken,
    it.expiresAt,
  );
}

/** A session that counts: not over, and of a token that is not revoked. */
export async function deskSession(sql: Sql, it: { hash: Uint8Array; now: number }): Promise<DeskSession | undefined> {
  const row = await sql.get<{ tokenId: string; expiresAt: number }>(
    'select token_id as "tokenId", expires_at as "expiresAt" from desk_sessions where hash = ? and expires_at > ?',
    it.hash,
    it.now,
  );
  if (row === undefined) return undefined;
  const token = await sql.get<Token>(`${SELECT_TOKEN} where t.id = ? and t.revoked_at is null`, row.tokenId);
  return token && { token, expiresAt: row.expiresAt };
}

/** Signs out; a token that was made for the session alone is revoked. */
export async function endDeskSession(sql: Sql, it: { hash: Uint8Array; now: number }): Promise<void> {
  sql.tell(
    `update tokens set revoked_at = coalesce(revoked_at, ?)
     where id in (select token_id from desk_sessions where hash = ? and owns_token = 1)`,
    it.now,
    it.hash,
  );
  sql.tell('delete from desk_sessions where hash = ?', it.hash);
}

/** Forgets sessions and codes that are over, and revokes the tokens that were made for such sessions. */
export async function forgetDeskSessions(sql: Sql, it: { now: number }): Promise<void> {
  sql.tell(
    `update tokens set revoked_at = coalesce(revoked_at, ?)
     where id in (select token_id from desk_sessions where expires_at <= ? and owns_token = 1)`,
    it.now,
    it.now,
  );
  sql.tell('delete from desk_sessions where expires_at <= ?', it.now);
  sql.tell('delete from desk_codes where expires_at <= ?', it.now);
}
