import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';

/** The content codings that answers come in. */
export type Encoding = 'identity' | 'gzip' | 'br';

/** What a client gets by its Accept-Encoding header. */
export interface Accepted {
  /** The coding of what is worth compressing. */
  readonly best: Encoding;
  /** The coding of what is too short for it: plain, unless the client refuses that. */
  readonly plainest: Encoding;
}

const ANYTHING_PLAIN: Accepted = { best: 'identity', plainest: 'identity' };
/** What is offered, the best first. */
const OFFERS = ['br', 'gzip', 'identity'];
/** No client sends more; what stands behind it is not read. */
const LONGEST_HEADER = 1000;

/** An old name of gzip (RFC 9110, 8.4.1.3). */
const X_GZIP = /\bx-gzip\b/gi;

/** What browsers send is one of a few strings, so that each is read once. */
const known = new LRUCache<string, Accepted>({ max: 200 });

/** What a client takes, the coding that it ranks highest first, and brotli before gzip before plain where it ranks none (RFC 9110, 12.5.3). */
export function acceptedEncodings(header: string | string[] | undefined): Accepted {
  if (header === undefined) return ANYTHING_PLAIN;
  const text = String(header).slice(0, LONGEST_HEADER);
  let accepted = known.get(text);
  if (accepted === undefined) {
    accepted = negotiate(text);
    known.set(text, accepted);
  }
  return accepted;
}

function negotiate(header: string): Accepted {
  const negotiator = new Negotiator({ headers: { 'accept-encoding': header.replaceAll(X_GZIP, 'gzip') } });
  // Its types do not know the second parameter, with which the server decides where the client ranks nothing.
  const encodings = negotiator.encodings.bind(negotiator) as (
    offers: string[],
    options: { preferred: string[] },
  ) => string[];
  const taken = encodings(OFFERS, { preferred: OFFERS });
  // Who takes nothing at all gets plain bytes rather than an error.
  const [best = 'identity'] = taken as Encoding[];
  return { best, plainest: taken.includes('identity') ? 'identity' : best };
}
