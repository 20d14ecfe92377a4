import type { IncomingHttpHeaders } from 'node:http';
import type { z } from 'zod';
import type { Client } from '../../app/comments/client.js';
import type { PublishedScope } from '../../app/comments/reading.js';
import type { OwnPath } from '../../domain/own-path.js';
import type { Site } from '../../domain/site.js';
import type { DeskSession, Role, Token } from '../../domain/token.js';

/**
 * Who may call: everybody; whoever shows the edit token of the comment; readers, for whom a blog's own server may speak with its token;
 * whoever is signed in at the desk; or tokens of certain roles.
 */
export type Access = 'public' | 'author' | 'reader' | 'session' | readonly Role[];

/** Which web pages may call from a browser: any (reads), the site's own (writes of readers), or only the service's own. */
export type Cors = 'any' | 'site' | 'none';

/** One possible answer of a route, for the description and for the tests that hold us to it. */
export interface AnswerForm {
  readonly description: string;
  /** Media type; JSON unless said otherwise. */
  readonly type?: string;
  readonly schema?: z.ZodType;
}

/** Of a route whose answers are kept by clients. */
export const NOT_MODIFIED: AnswerForm = { description: 'What the client has is still true', type: '' };

/** The scope of what the build has made: it stays as it is for as long as the process lives. */
export const BUILD: PublishedScope = { of: 'build', id: 0, version: 0, until: null };

/** A request, its parts already checked against the route's schemas. */
export interface Call<Query, Body, AtSite = Site> {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
  /** The site that the path names, which exists; undefined on routes whose path names none. */
  readonly site: AtSite;
  /** The token that was shown, for roles that the route allows. */
  readonly token: Token | null;
  /** The session of the desk in which the call is made. */
  readonly session: DeskSession | null;
  /** What follows `Bearer`, on routes for authors. */
  readonly bearer: string | null;
  /** The connection as the proxies in front report it. */
  readonly client: Client;
  readonly headers: IncomingHttpHeaders;
  /** Path and query as they were sent, without what the service lies below. */
  readonly url: string;
  /** The service's own origin as the connection, or the proxies in front, report it. */
  readonly ownOrigin: string;
  /** Where browsers find the service's own paths. */
  readonly at: OwnPath;
  /** Whether the body came as a form from a page without scripts. */
  readonly isForm: boolean;
}

/** What a route answers. */
export interface Answer {
  readonly status: number;
  readonly json?: unknown;
  readonly text?: string;
  readonly bytes?: Uint8Array;
  /** Media type of `text` or `bytes`. */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A published answer: the bytes are kept and answered again for as long as this version is the newest. */
  readonly published?: PublishedScope;
  /** Set on a published answer that repeats one of the route's `loose` parameters: it is given once, and not kept. */
  readonly isOwn?: boolean;
}

/** One operation of the API: all that is needed to serve, describe and test it. */
export interface Route {
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  /** The path with its parameters in braces, as OpenAPI writes it. */
  readonly path: string;
  /** The operation's name in the description and in metrics. */
  readonly id: string;
  readonly summary: string;
  /** What a developer has to know beside the summary, for the description. */
  readonly description: string;
  readonly access: Access;
  /** Whether a session of the desk counts like the token that it stands for. */
  readonly session?: boolean;
  readonly cors: Cors;
  readonly query?: z.ZodType;
  /** Made anew for each request, whoever asks, and sent compressed; with an ETag where its headers let clients keep it. */
  readonly fresh?: boolean;
  /** Parameters of a published answer that may be anything: what is kept holds none of their values, and is the same for all of them. */
  readonly loose?: readonly string[];
  readonly body?: z.ZodType;
  /** The body may also come as an HTML form with flat names. */
  readonly form?: boolean;
  readonly answers: Readonly<Record<number, AnswerForm>>;
  /** Request headers that mean something here, for the description. */
  readonly headers?: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: the routes differ in queries, bodies and sites; `route` ties each to its schemas and its path
  readonly handle: (call: Call<any, any, any>) => Promise<Answer>;
}

/** What a call knows of the site: it is there when the path names one. */
type SiteOfPath<Path extends string> = Path extends `${string}{site}${string}` ? Site : undefined;

/** A route whose handler gets what its schemas and its path give. */
export function route<
  const Path extends string,
  Query extends z.ZodType = z.ZodUndefined,
  Body extends z.ZodType = z.ZodUndefined,
>(
  it: Omit<Route, 'path' | 'query' | 'body' | 'handle'> & {
    readonly path: Path;
    readonly query?: Query;
    readonly body?: Body;
    readonly handle: (call: Call<z.output<Query>, z.output<Body>, SiteOfPath<Path>>) => Promise<Answer>;
  },
): Route {
  return it;
}
