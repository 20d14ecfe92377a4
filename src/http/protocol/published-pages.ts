import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import type { PublishedScope, Reading } from '../../app/comments/reading.js';
import { acceptedEncodings, type Encoding } from './encodings.js';

/*
 * Finished bytes of what was published. An answer is made and compressed once a version, kept by its URL, and answered again before the
 * framework is reached. It stays true when another process writes: a number of the database tells whether anything was committed since the
 * answer was last found to be true, and only then its version is looked up. Where the database has no such number to tell, it always is.
 */

const MOST_BYTES = 10 * 1024 * 1024;
/** Below this size compressing costs more than it saves. */
const LEAST_COMPRESSED = 500;

interface Variant {
  readonly etag: string;
  readonly body: Buffer;
  /** Names and values in turn, as `writeHead` takes them. */
  readonly headers: string[];
  readonly notModified: string[];
}

interface Page {
  readonly scope: PublishedScope;
  readonly type: string;
  readonly extra: Readonly<Record<string, string>>;
  readonly text: Buffer;
  readonly variants: Map<Encoding, Promise<Variant> | Variant>;
  /** The store's last change when this page was last known to be true; null where the store does not tell. */
  change: number | null;
}

/** A page that is being made, and the store's last change when that began. */
interface InMaking {
  readonly change: number | null;
  readonly page: Promise<Page>;
}

/** How many were answered with finished bytes, for the metrics. */
interface PublishedHits {
  readonly ok: number;
  readonly notModified: number;
}

/** An answer before it is finished. */
interface PublishedText {
  readonly scope: PublishedScope;
  readonly type: string;
  readonly text: string;
  readonly extra: Readonly<Record<string, string>>;
}

export interface PublishedPages {
  /** Answers from finished bytes, or leaves it to `otherwise` when there are none that are still true. */
  answer(request: IncomingMessage, response: ServerResponse, otherwise: () => void): void;
  /** Makes an answer, once however many ask for it at the same time, keeps it and answers with it. */
  make(request: IncomingMessage, response: ServerResponse, build: () => Promise<PublishedText>): Promise<void>;
  hits(): PublishedHits;
}

/** @param mostBytes of finished answers that are kept, all encodings together; the ones asked for least recently go first */
export function createPublishedPages(
  reading: Pick<Reading, 'lastChange' | 'isCurrent'>,
  mostBytes = MOST_BYTES,
): PublishedPages {
  const pages = new LRUCache<string, Page>({ maxSize: mostBytes, sizeCalculation: sizeOf });
  const inMaking = new Map<string, InMaking>();
  const changeOfTurn = oncePerTurn(() => reading.lastChange());
  let ok = 0;
  let notModified = 0;

  function send(request: IncomingMessage, response: ServerResponse, variant: Variant): void {
    if (matches(request.headers['if-none-match'], variant.etag)) {
      notModified += 1;
      response.writeHead(304, variant.notModified);
      response.end();
      return;
    }
    ok += 1;
    response.writeHead(200, variant.headers);
    if (request.method === 'HEAD') response.end();
    else response.end(variant.body);
  }

  async function finish(page: Page, encoding: Encoding): Promise<Variant> {
    const made = page.variants.get(encoding) ?? makeVariant(page, encoding);
    page.variants.set(encoding, made);
    const variant = await made;
    page.variants.set(encoding, variant);
    return variant;
  }

  async function sendPage(request: IncomingMessage, response: ServerResponse, page: Page): Promise<void> {
    send(request, response, await finish(page, encodingOf(page, request)));
  }

  /** Something may have been committed since the page was last found to be true: looks whether it still is. */
  async function answerIfTrue(
    request: IncomingMessage,
    response: ServerResponse,
    page: Page,
    change: number | null,
  ): Promise<boolean> {
    if (!(await reading.isCurrent(page.scope))) {
      pages.delete(request.url as string);
      return false;
    }
    page.change = change;
    await sendPage(request, response, page);
    return true;
  }

  async function isStillTrue({ page }: InMaking): Promise<boolean> {
    return reading.isCurrent((await page).scope);
  }

  async function build(url: string, text: () => Promise<PublishedText>, change: number | null): Promise<Page> {
    const made = await text();
    const page: Page = { ...made, text: Buffer.from(made.text), variants: new Map(), change };
    pages.set(url, page);
    return page;
  }

  return {
    answer(request, response, otherwise) {
      const page = request.method === 'GET' || request.method === 'HEAD' ? pages.get(request.url as string) : undefined;
      if (page === undefined) return otherwise();
      const change = changeOfTurn();
      const variant = page.variants.get(encodingOf(page, request));
      if (change !== null && page.change === change && variant !== undefined && !(variant instanceof Promise)) {
        return send(request, response, variant);
      }
      answerIfTrue(request, response, page, change).then(
        (answered) => answered || otherwise(),
        () => otherwise(),
      );
    },

    async make(request, response, text) {
      const url = request.url as string;
      const change = reading.lastChange();
      const known = inMaking.get(url);
      if (known !== undefined && (change === null ? await isStillTrue(known) : known.change === change)) {
        return sendPage(request, response, await known.page);
      }
      const making = { change, page: build(url, text, change) };
      inMaking.set(url, making);
      try {
        await sendPage(request, response, await making.page);
      } finally {
        if (inMaking.get(url) === making) inMaking.delete(url);
      }
    },

    hits: () => ({ ok, notModified }),
  };
}

/**
 * Looks something up once for all requests that came in together: they were all sent before it was looked up, so that none of them can know of
 * anything newer.
 */
function oncePerTurn(look: () => number | null): () => number | null {
  let known: { readonly change: number | null } | null = null;
  return () => {
    if (known === null) {
      known = { change: look() };
      setImmediate(() => {
        known = null;
      });
    }
    return known.change;
  };
}

/** Room for the text and about one compressed form of it, and for what is kept beside them. */
function sizeOf(page: Page, url: string): number {
  return Math.ceil(page.text.length * 1.5) + url.length * 2 + 2000;
}

const compress: Readonly<Record<Exclude<Encoding, 'identity'>, (text: Buffer) => Promise<Buffer>>> = {
  gzip: (text) => promisify(gzip)(text, { level: 7 }),
  br: (text) =>
    promisify(brotliCompress)(text, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 5,
        [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
        [constants.BROTLI_PARAM_LGWIN]: windowBits(text.length),
      },
    }),
};

/** The smallest window of Brotli that sees all of a text: the usual one of 4 MB takes memory for nothing. */
function windowBits(length: number): number {
  const needed = Math.ceil(Math.log2(length + 16));
  return Math.min(constants.BROTLI_MAX_WINDOW_BITS, Math.max(constants.BROTLI_MIN_WINDOW_BITS, needed));
}

function encodingOf(page: Page, request: IncomingMessage): Encoding {
  const { best, plainest } = acceptedEncodings(request.headers['accept-encoding']);
  return page.text.length < LEAST_COMPRESSED ? plainest : best;
}

/** The bytes in one encoding, with an ETag of their own (RFC 9110, 8.8.3.3). */
async function makeVariant(page: Page, encoding: Encoding): Promise<Variant> {
  const body = encoding === 'identity' ? page.text : await compress[encoding](page.text);
  const suffix = encoding === 'identity' ? '' : `-${encoding}`;
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}${suffix}"`;
  const shared = Object.entries({
    ETag: etag,
    'Cache-Control': 'public, max-age=0, must-revalidate',
    Vary: 'Accept-Encoding',
    'Access-Control-Allow-Origin': '*',
    'X-Content-Type-Options': 'nosniff',
    ...page.extra,
  }).flat();
  const headers = [
    ...['Content-Type', page.type],
    ...['Content-Length', String(body.length)],
    ...(encoding === 'identity' ? [] : ['Content-Encoding', encoding]),
    ...shared,
  ];
  return { etag, body, headers, notModified: shared };
}

/** Whether an If-None-Match header names the ETag; compared weakly (RFC 9110, 13.1.2). */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header === etag || header.trim() === '*') return true;
  return header.split(',').some((part) => part.trim().replace(/^W\//, '') === etag);
}
