import { addressKey } from '../../app/comments/address.js';
import { AfterwordError } from '../../domain/errors.js';
import { secretHash } from '../../domain/secret.js';
import type { Role, Token } from '../../domain/token.js';
import type { Limiter } from './limiter.js';

/** Where tokens are looked up by the hash of what was shown; those that have been revoked are not found. */
export interface TokenSource {
  tokenByHash(it: { readonly hash: Uint8Array }): Promise<Token | undefined>;
}

/** What follows `Bearer` in an Authorization header (RFC 6750); null without one. */
export function bearerOf(header: string | undefined): string | null {
  const match = /^Bearer +([\x21-\x7e]{1,512})$/i.exec(header ?? '');
  return match?.[1] ?? null;
}

/**
 * Finds the token that is shown. Wrong ones are counted by address; a right one always counts, so that nobody who shares an address with
 * moderators, behind a proxy perhaps, can lock them out by guessing.
 * @throws AfterwordError `unauthorized` for one that is not known or revoked, `too-many-requests` after too many of them
 */
export async function knownToken(tokens: TokenSource, wrong: Limiter, bearer: string, ip: string): Promise<Token> {
  const token = await tokens.tokenByHash({ hash: secretHash(bearer) });
  if (token !== undefined) return token;
  await wrong.count(addressKey(ip));
  throw new AfterwordError('unauthorized', 'This token is not known here, or has been revoked.');
}

/** Who may moderate. */
export const MODERATOR_ROLES = ['moderator', 'admin'] as const satisfies readonly Role[];

/** @throws AfterwordError `forbidden` for a token of another role */
export function mustHaveRole(token: Token, roles: readonly Role[]): void {
  if (roles.includes(token.role)) return;
  throw new AfterwordError(
    'forbidden',
    `This needs a token of the role ${roles.join(' or ')}; this one has the role ${token.role}.`,
  );
}

/** @throws AfterwordError `forbidden` for another site's token */
export function mustBeForSite(token: Token, siteId: number | null): void {
  if (token.siteId === null || token.siteId === siteId) return;
  throw new AfterwordError('forbidden', 'This token is for another site.');
}
