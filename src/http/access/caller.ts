import type { Request } from 'express';
import type { Client } from '../../app/comments/client.js';
import type { DeskSessions } from '../../app/moderation/desk-session.js';
import { AfterwordError } from '../../domain/errors.js';
import type { OwnPath } from '../../domain/own-path.js';
import type { DeskSession, Token } from '../../domain/token.js';
import type { Route } from '../protocol/route.js';
import { bearerOf, knownToken, mustHaveRole, type TokenSource } from './auth.js';
import { mustComeFromDesk, sessionSecret } from './desk-session-cookie.js';
import type { Limiter } from './limiter.js';

/** By what callers are known. */
export interface CallerParts {
  /** Where browsers find the service's own paths. */
  readonly at: OwnPath;
  readonly tokens: TokenSource;
  /** Counts wrong tokens by address. */
  readonly wrongTokens: Limiter;
  readonly deskSessions: DeskSessions;
}

/** Who calls. */
interface Caller {
  readonly bearer: string | null;
  readonly token: Token | null;
  readonly session: DeskSession | null;
}

/** Who calls, as far as the route wants to know. @throws AfterwordError `unauthorized`, `forbidden`, `too-many-requests` */
export async function authenticate(
  parts: CallerParts,
  route: Route,
  request: Request,
  client: Client,
): Promise<Caller> {
  const { access } = route;
  const bearer = bearerOf(request.headers.authorization);
  if (access === 'public' || access === 'author') return { bearer, token: null, session: null };
  const session = await sessionOf(parts, route, request);
  if (access === 'session' || session !== null) {
    if (session === null) throw new AfterwordError('unauthorized', 'You are not signed in at the desk, or no longer.');
    if (access !== 'session' && access !== 'reader') mustHaveRole(session.token, access);
    return { bearer: null, token: session.token, session };
  }
  if (bearer === null) {
    if (access === 'reader' && request.headers.authorization === undefined) return { bearer, token: null, session };
    throw new AfterwordError('unauthorized', 'A token is needed: Authorization: Bearer <token>.');
  }
  const token = await knownToken(parts.tokens, parts.wrongTokens, bearer, client.ip);
  if (access !== 'reader') mustHaveRole(token, access);
  return { bearer, token, session };
}

/**
 * The session of the desk that a cookie stands for, on routes that take one; a token that is shown beside it goes first.
 * @throws AfterwordError `forbidden` unless the desk itself sent it
 */
async function sessionOf(parts: CallerParts, route: Route, request: Request): Promise<DeskSession | null> {
  if (route.access !== 'session' && (!route.session || request.headers.authorization !== undefined)) return null;
  const origin = ownOrigin(request);
  const secret = sessionSecret(request.headers.cookie, { origin, path: parts.at('/') });
  if (secret === null) return null;
  mustComeFromDesk(request.method, request.headers, origin);
  return (await parts.deskSessions.find(secret)) ?? null;
}

/** The service's own origin as the connection, or the proxies in front, report it. */
export function ownOrigin(request: Request): string {
  return `${request.protocol}://${request.host}`;
}
