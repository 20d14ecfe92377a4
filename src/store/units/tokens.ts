import { AfterwordError } from '../../domain/errors.js';
import type { Role, Token } from '../../domain/token.js';
import type { Sql } from '../sql.js';

/** Reads tokens `t`, each with the slug of its site. */
export const SELECT_TOKEN = `select t.id, t.role, t.name, s.slug as site, t.site_id as "siteId", t.created_at as "createdAt", t.revoked_at as "revokedAt"
  from tokens t left join sites s on s.id = t.site_id`;

export async function addToken(
  sql: Sql,
  it: { id: string; hash: Uint8Array; role: Role; name: string; site: string | null; now: number },
): Promise<Token> {
  const site = it.site === null ? null : await sql.get<{ id: number }>('select id from sites where slug = ?', it.site);
  if (site === undefined) throw new AfterwordError('not-found', `There is no site "${it.site}".`);
  sql.tell(
    'insert into tokens (id, hash, role, name, site_id, created_at) values (?, ?, ?, ?, ?, ?)',
    it.id,
    it.hash,
    it.role,
    it.name,
    site?.id ?? null,
    it.now,
  );
  return (await sql.get<Token>(`${SELECT_TOKEN} where t.id = ?`, it.id)) as Token;
}

export function allTokens(sql: Sql): Promise<Token[]> {
  return sql.all<Token>(`${SELECT_TOKEN} order by t.created_at, t.id`);
}

/** A token that still counts, by the hash of what was sent. */
export function tokenByHash(sql: Sql, it: { hash: Uint8Array }): Promise<Token | undefined> {
  return sql.get<Token>(`${SELECT_TOKEN} where t.hash = ? and t.revoked_at is null`, it.hash);
}

/** @throws AfterwordError `not-found` */
export async function revokeToken(sql: Sql, it: { id: string; now: number }): Promise<Token> {
  sql.tell('update tokens set revoked_at = coalesce(revoked_at, ?) where id = ?', it.now, it.id);
  const token = await sql.get<Token>(`${SELECT_TOKEN} where t.id = ?`, it.id);
  if (token === undefined) throw new AfterwordError('not-found', `There is no token "${it.id}".`);
  return token;
}
