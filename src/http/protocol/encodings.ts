import { LRUCache } from 'lru-cache';

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
/** Plain bytes are taken by whoever does not refuse them, but liked less than anything that is named (RFC 9110, 12.5.3). */
const UNNAMED_IDENTITY = 0.0001;
/** No client sends more; what stands behind it is not read. */
const LONGEST_HEADER = 1000;

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
  const quality = qualities(header);
  const any = quality.get('*');
  const of = {
    br: quality.get('br') ?? any ?? 0,
    gzip: quality.get('gzip') ?? quality.get('x-gzip') ?? any ?? 0,
    identity: quality.get('identity') ?? any ?? UNNAMED_IDENTITY,
  };
  const ranked = (['br', 'gzip', 'identity'] as const).toSorted((a, b) => of[b] - of[a]);
  // Who takes nothing at all gets plain bytes rather than an error.
  const best = of[ranked[0] as Encoding] > 0 ? (ranked[0] as Encoding) : 'identity';
  return { best, plainest: of.identity > 0 ? 'identity' : best };
}

function qualities(header: string): Map<string, number> {
  const quality = new Map<string, number>();
  for (const part of header.toLowerCase().split(',')) {
    const [name = '', ...params] = part.split(';').map((piece) => piece.trim());
    const q = params.find((param) => param.startsWith('q='));
    quality.set(name, q === undefined ? 1 : Number(q.slice(2)) || 0);
  }
  return quality;
}
