import type { Request, Response } from 'express';
import { AfterwordError } from '../../domain/errors.js';
import type { Site } from '../../domain/site.js';
import type { Cors, Route } from '../protocol/route.js';

/** Whether a page of this origin may write to the site: one of the site's own, or of this service itself. */
function mayWrite(origin: string, site: Site | undefined, request: Request): boolean {
  return site?.origins.includes(origin) === true || origin === `${request.protocol}://${request.host}`;
}

/** Says which web pages may read the answer, errors included (the Fetch standard's CORS protocol; never with credentials). */
export function allowReading(cors: Cors, site: Site | undefined, request: Request, response: Response): void {
  if (cors === 'any') {
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Expose-Headers', 'Link, ETag');
  }
  const { origin } = request.headers;
  if (cors !== 'site' || origin === undefined) return;
  response.setHeader('Vary', 'Origin');
  if (!mayWrite(origin, site, request)) return;
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Expose-Headers', 'Location, Retry-After');
}

/**
 * Refuses writes from foreign pages, which an HTML form could send without asking first.
 * @throws AfterwordError `forbidden`
 */
export function refuseForeignPage(cors: Cors, site: Site | undefined, hasToken: boolean, request: Request): void {
  const { origin } = request.headers;
  // A browser would have asked before it sent a token: this is a blog's own server.
  if (cors !== 'site' || origin === undefined || hasToken || mayWrite(origin, site, request)) return;
  throw new AfterwordError(
    'forbidden',
    "Comments are taken from the site's own pages only; this page's origin is not one of them.",
  );
}

/** Answers a preflight request for a route. Without permission the headers are missing, and the browser refuses. */
export function answerPreflight(route: Route, site: Site | undefined, request: Request, response: Response): void {
  const origin = request.headers.origin ?? '';
  response.setHeader('Vary', 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers');
  if (route.cors === 'none' || (route.cors === 'site' && !mayWrite(origin, site, request))) return;
  response.setHeader('Access-Control-Allow-Origin', route.cors === 'any' ? '*' : origin);
  response.setHeader('Access-Control-Allow-Methods', route.method.toUpperCase());
  response.setHeader('Access-Control-Allow-Headers', 'Authorization, Content-Type, Idempotency-Key, If-None-Match');
  response.setHeader('Access-Control-Max-Age', '86400');
}
