import type { Request, Response } from 'express';
import { addressKey } from '../../app/comments/address.js';
import { canonicalUrl, pageKey } from './page-key.js';
import type { PublishedPages } from './published-pages.js';
import type { Call, Route } from './route.js';
import { textOf, typeOf } from './send.js';

export interface PublishedParts {
  readonly pages: PublishedPages;
  /** Bytes of published pages that are made anew for a network. */
  readonly makings: {
    /** @throws AfterwordError `too-many-requests` when nothing is left */
    spend(network: string, bytes: number): void;
    charge(network: string, bytes: number): void;
  };
}

/** What making a page counts beside its text: to understand the request and to ask the database. */
const BYTES_OF_MAKING = 10_000;

/** Whether the answer is the same for everybody, so that it can be made once a version and kept; an author with a token may see more. */
export function isPublished(route: Route, bearer: string | null): boolean {
  return (
    route.method === 'get' &&
    route.answers[304] !== undefined &&
    !route.fresh &&
    (route.access === 'public' || bearer === null)
  );
}

/** Answers with finished bytes, which are made now if need be. */
export async function answerPublished(
  { pages, makings }: PublishedParts,
  { route, call }: { route: Route; call: Call<unknown, unknown, unknown> },
  request: Request,
  response: Response,
): Promise<void> {
  const network = addressKey(call.client.ip);
  const asked = { key: pageKey(route, call), network, mindsToken: route.access === 'author' };
  // What only some answers of a page would have is on none of them.
  response.removeHeader('X-Request-Id');
  response.locals.isFinished = true;
  try {
    await pages.make(request, response, asked, async (isNew) => {
      // A page that is made again since somebody has commented is nobody's doing who reads it.
      if (isNew) makings.spend(network, BYTES_OF_MAKING);
      const answer = await route.handle({ ...call, url: canonicalUrl(call) });
      const { published: scope, headers: extra = {}, isOwn = false } = answer;
      if (scope === undefined) throw new Error(`${route.id} made an answer without a version`);
      const text = textOf(answer);
      if (isNew) makings.charge(network, text.length);
      return { scope, type: typeOf(answer), text, extra, isKept: !isOwn };
    });
  } catch (error) {
    response.setHeader('X-Request-Id', response.locals.requestId);
    response.locals.isFinished = false;
    throw error;
  }
}
