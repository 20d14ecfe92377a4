import type { IncomingMessage, ServerResponse } from 'node:http';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { plainAddress } from '../app/comments/address.js';
import type { Client } from '../app/comments/client.js';
import { AfterwordError } from '../domain/errors.js';
import { LINE_MAX } from '../domain/limits.js';
import type { Site } from '../domain/site.js';
import { cleanLine } from '../domain/text.js';
import { mustBeForSite } from './access/auth.js';
import { authenticate, type CallerParts, ownOrigin } from './access/caller.js';
import { allowReading, answerPreflight, refuseForeignPage } from './access/cors.js';
import { answerPublished, isPublished, type PublishedParts } from './protocol/answer-published.js';
import { type Body, isPageForm, isPageView, readBody } from './protocol/body.js';
import { classesFor, type MessageClasses } from './protocol/born-for-express.js';
import { namesTwoHosts } from './protocol/hosts.js';
import { type FailedForm, type Problem, problemOf } from './protocol/problem.js';
import type { RequestNote } from './protocol/request-note.js';
import type { Answer, Call, Route } from './protocol/route.js';
import { send, sendEncoded } from './protocol/send.js';
import { validate } from './protocol/validate.js';

/** Where sites are looked up by the name in the path. */
interface SiteSource {
  siteBySlug(it: { readonly slug: string }): Promise<Site | undefined>;
}

export interface AppParts extends CallerParts, PublishedParts {
  readonly sites: SiteSource;
  readonly routes: readonly Route[];
  /** Express's `trust proxy`: how the reader's address is known behind proxies. */
  readonly trustProxy: boolean | number | string;
  /** Answers the form of a page without scripts that came to nothing. */
  readonly formProblem: (failed: FailedForm) => Answer;
  /** Answers a browser that opens what is not there, or not to be had. */
  readonly problemPage: (problem: Problem) => Answer;
  /** The path below which browsers reach the service; '' for none. Proxies may take it away, or leave it. */
  readonly basePath: string;
  readonly newRequestId: () => string;
  readonly onRequest: (note: RequestNote) => void;
}

/** What an HTTP server is made of. */
export interface App {
  readonly listener: (request: IncomingMessage, response: ServerResponse) => void;
  /** What the server makes its requests and responses of. */
  readonly classes: MessageClasses;
}

/** Everything the service answers over HTTP: finished bytes first, then the routes of the table. */
export function createApp(parts: AppParts): App {
  const app = createRouter(parts);
  return {
    classes: classesFor(app),
    listener(request, response) {
      request.url = withoutBase(request.url ?? '', parts.basePath);
      if (namesTwoHosts(request)) app(request, response);
      else parts.pages.answer(request, response, () => app(request, response));
    },
  };
}

function createRouter(parts: AppParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('trust proxy', parts.trustProxy);
  app.set('query parser', 'simple');
  app.set('case sensitive routing', true);
  app.use((request: Request, _: Response, next: NextFunction) => {
    if (namesTwoHosts(request)) throw new AfterwordError('malformed', 'The request has more than one Host header.');
    next();
  });
  for (const [path, routes] of byPath(parts.routes)) {
    const pattern = path.replace(/\{(\w+)\}/g, ':$1');
    for (const route of routes) {
      app[route.method](pattern, (request, response) => handle(parts, route, request, response));
    }
    app.all(pattern, (request, response) => otherMethod(parts, routes, request, response));
  }
  app.use((request: Request, response: Response) => {
    begin(parts, 'none', request, response);
    throw new AfterwordError('not-found', 'There is nothing at this address.');
  });
  app.use((error: unknown, request: Request, response: Response, _: unknown) =>
    sendProblem(parts, error, request, response),
  );
  return app;
}

/** A path as the routes know it. */
function withoutBase(url: string, base: string): string {
  if (base === '' || !url.startsWith(base)) return url;
  const rest = url.slice(base.length);
  if (rest.startsWith('/')) return rest;
  return rest === '' || rest.startsWith('?') ? `/${rest}` : url;
}

function byPath(routes: readonly Route[]): Map<string, Route[]> {
  const paths = new Map<string, Route[]>();
  for (const route of routes) paths.set(route.path, [...(paths.get(route.path) ?? []), route]);
  return paths;
}

/** Gives the request an id and notes how it ended. */
function begin(parts: AppParts, route: string, request: Request, response: Response): void {
  const started = process.hrtime.bigint();
  const id = parts.newRequestId();
  response.setHeader('X-Request-Id', id);
  response.locals.requestId = id;
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.once('close', () => {
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    const { error, isFinished } = response.locals;
    // One that is answered with finished bytes is counted with them, the first like all later ones.
    if (isFinished === true) return;
    parts.onRequest({
      id,
      route,
      method: request.method,
      status: response.statusCode,
      seconds,
      ...(error !== undefined && { error }),
    });
  });
}

async function handle(parts: AppParts, route: Route, request: Request, response: Response): Promise<void> {
  begin(parts, route.id, request, response);
  const site = await siteOf(parts.sites, request);
  response.locals.site = site;
  allowReading(route.cors, site, request, response);
  const client = clientOf(request);
  const { bearer, token, session } = await authenticate(parts, route, request, client);
  refuseUnknownSite(site, request);
  // A session itself is no site's, only what is done in it.
  if (token !== null && route.access !== 'session') mustBeForSite(token, site?.id ?? null);
  refuseForeignPage(route.cors, site, token !== null, request);
  const query = route.query === undefined ? undefined : validate(route.query, request.query, '/query');
  const { value, isForm } = await bodyOf(route, request, response);
  const call: Call<unknown, unknown, Site | undefined> = {
    params: request.params as Record<string, string>,
    query,
    body: value,
    site,
    token,
    session,
    bearer,
    client,
    headers: request.headers,
    url: request.url,
    ownOrigin: ownOrigin(request),
    at: parts.at,
    isForm,
  };
  if (isPublished(route, bearer)) await answerPublished(parts, { route, call }, request, response);
  else if (route.fresh) await sendEncoded(request, response, await route.handle(call));
  else send(response, await route.handle(call));
}

async function bodyOf(route: Route, request: Request, response: Response): Promise<Omit<Body, 'isDamaged'>> {
  if (route.body === undefined) return { value: undefined, isForm: false };
  const { value, isForm, isDamaged } = await readBody(request, response, route.form ?? false);
  response.locals.sent = value;
  if (isDamaged)
    throw new AfterwordError('malformed', 'The form was not sent as UTF-8. Check the text and send it again.');
  return { value: validate(route.body, value, ''), isForm };
}

/** The site that the path names; undefined where it names none, or one that does not exist. */
async function siteOf(sites: SiteSource, request: Request): Promise<Site | undefined> {
  const slug = request.params.site;
  return typeof slug === 'string' ? sites.siteBySlug({ slug }) : undefined;
}

function refuseUnknownSite(site: Site | undefined, request: Request): void {
  if (site === undefined && 'site' in request.params) throw new AfterwordError('not-found', 'There is no such site.');
}

function clientOf(request: Request): Client {
  return {
    ip: plainAddress(request.ip ?? ''),
    userAgent: cleanLine(request.headers['user-agent'] ?? '', LINE_MAX),
    referrer: cleanLine(request.headers.referer ?? '', LINE_MAX),
  };
}

function otherMethod(
  parts: AppParts,
  routes: readonly Route[],
  request: Request,
  response: Response,
): void | Promise<void> {
  begin(parts, 'none', request, response);
  const methods = routes.map((route) => route.method.toUpperCase());
  const allow = [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'];
  if (request.method === 'OPTIONS') {
    const wanted = request.headers['access-control-request-method']?.toLowerCase();
    const asked = routes.find(({ method }) => method === (wanted === 'head' ? 'get' : wanted));
    return preflight(parts, { asked, allow }, request, response);
  }
  throw new AfterwordError('method-not-allowed', `This address takes ${allow.join(', ')}.`, { allow });
}

async function preflight(
  parts: AppParts,
  { asked, allow }: { asked: Route | undefined; allow: readonly string[] },
  request: Request,
  response: Response,
): Promise<void> {
  const site = await siteOf(parts.sites, request);
  refuseUnknownSite(site, request);
  if (asked !== undefined) answerPreflight(asked, site, request, response);
  send(response, { status: 204, headers: { Allow: allow.join(', ') } });
}

function sendProblem(parts: AppParts, error: unknown, request: Request, response: Response): void {
  const problem = problemOf(error, parts.at);
  const { status, headers, document } = problem;
  if (status >= 500) response.locals.error = error;
  if (response.getHeader('X-Request-Id') === undefined) begin(parts, 'none', request, response);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (isPageForm(request)) {
    const { site, sent } = response.locals;
    send(response, parts.formProblem({ problem, site, sent, languages: request.headers['accept-language'] }));
    return;
  }
  if (isPageView(request)) {
    send(response, parts.problemPage(problem));
    return;
  }
  const type = 'application/problem+json; charset=utf-8';
  send(response, { status, headers, text: JSON.stringify(document), type });
}
