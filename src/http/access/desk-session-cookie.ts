import type { IncomingHttpHeaders } from 'node:http';
import { SESSION_MS } from '../../app/moderation/desk-session.js';
import { AfterwordError } from '../../domain/errors.js';

export const SESSION_COOKIE = 'afterword_desk';
/** What `newSecret` makes. */
const SECRET = /^[\w-]{43}$/;
/** The header that the desk sends with every call: a foreign page could send it only after a preflight, which is refused. */
export const DESK_HEADER = 'X-Afterword-Desk';

/** Where the desk is, as browsers see it. */
export interface DeskPlace {
  readonly origin: string;
  /** The path that the whole service lies below, with a slash at its end. */
  readonly path: string;
}

function isHttps({ origin }: DeskPlace): boolean {
  return origin.startsWith('https:');
}

/**
 * With its prefix, browsers take the cookie from this very host over https only, not from a neighbour below the same domain (RFC 6265bis). Below a
 * path they take that prefix from nobody; the other one still keeps what comes without https away.
 */
function nameFor(place: DeskPlace): string {
  if (!isHttps(place)) return SESSION_COOKIE;
  return `${place.path === '/' ? '__Host-' : '__Secure-'}${SESSION_COOKIE}`;
}

/**
 * The session's secret in a Cookie header; null without one. Two cookies of one name count as none: one of them was put there by
 * somebody else, who could want his own session to be used.
 */
export function sessionSecret(cookies: string | undefined, place: DeskPlace): string | null {
  const name = `${nameFor(place)}=`;
  const values = (cookies ?? '')
    .split(';')
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie.startsWith(name))
    .map((cookie) => cookie.slice(name.length));
  const [value] = values;
  return values.length === 1 && value !== undefined && SECRET.test(value) ? value : null;
}

function cookie(value: string, maxAgeSeconds: number, place: DeskPlace): string {
  const secure = isHttps(place) ? '; Secure' : '';
  return `${nameFor(place)}=${value}; Path=${place.path}; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure}`;
}

/** A Set-Cookie header that hands out a session. */
export function sessionCookie(secret: string, place: DeskPlace): string {
  return cookie(secret, SESSION_MS / 1000, place);
}

/** A Set-Cookie header that takes it away. */
export function endedCookie(place: DeskPlace): string {
  return cookie('', 0, place);
}

/**
 * Takes a cookie from the desk's own page only. The header alone keeps foreign pages out, reads included, as reading an email is
 * written down; whatever changes something must also say that it comes from here. `SameSite` would let a page of a neighbouring host through.
 * @throws AfterwordError `forbidden`
 */
export function mustComeFromDesk(method: string, headers: IncomingHttpHeaders, ownOrigin: string): void {
  if (headers[DESK_HEADER.toLowerCase()] !== '1') {
    throw new AfterwordError(
      'forbidden',
      `A session of the desk is taken from the desk only, which sends ${DESK_HEADER}: 1.`,
    );
  }
  const mayRead = method === 'GET' || method === 'HEAD';
  if (headers.origin === ownOrigin || (mayRead && headers.origin === undefined)) return;
  throw new AfterwordError(
    'forbidden',
    'This does not come from a page of this service. Behind a proxy, TRUST_PROXY must be set, so that the service knows its own address.',
  );
}
