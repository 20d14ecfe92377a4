import type { IncomingMessage, ServerResponse } from 'node:http';
import { LRUCache } from 'lru-cache';
import type { PublishedScope, Reading } from '../../app/comments/reading.js';
import { encoded, encodingFor, hasAlready } from './encoded.js';
import type { Encoding } from './encodings.js';
import { createLastKnownTruth } from './last-known-truth.js';
import { createShares } from './page-shares.js';

/*
 * Finished bytes of what was published. An answer is made and compressed once a version and kept under its key: the route and the query as it was
 * validated, so that no parameter that means nothing and no other spelling makes a second one. A URL that has been understood before is answered
 * before the framework is reached. An answer stays true when another process writes: a number of the database tells whether anything was committed since the
 * answer was last found to be true, and only then its version is looked up. Where the database has no such number to tell, it always is. An
 * answer about an article that its age closes ends at that moment. What is given while the store does not answer is said in last-known-truth.ts.
 */

const MOST_BYTES = 32 * 1024 * 1024;
/** The part of the room that pages made for one network may take: beyond it they push each other out, and nobody else's. */
const SHARE_OF_NETWORK = 1 / 8;
/** Room for URLs whose keys are known, in characters. Forgetting one costs a look at the route and its query, and no page. */
const MOST_URL_CHARACTERS = 1024 * 1024;
/** What scripts of other origins may read beside the few headers that they always may. */
const EXPOSED = 'Link, ETag';

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
  /** Whether it may be given to whoever asks for its key; not when it has something of this request's own in it. */
  readonly isKept: boolean;
  readonly variants: Map<Encoding, Promise<Variant> | Variant>;
  /** The store's last change when this page was last known to be true; null where the store does not tell. */
  change: number | null;
  /** When the store was asked that said so last. */
  trueAt: number;
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
  /** Whether it may be given to whoever asks for its key. */
  readonly isKept: boolean;
}

/** What is asked for, once the framework has understood it. */
interface AskedPage {
  /** The same for every URL that gets the same answer. */
  readonly key: string;
  /** The network that asks. */
  readonly network: string;
  /** Whether a token that is shown may lead to another answer. */
  readonly mindsToken: boolean;
}

/** What is known of a URL that was answered before. */
type KnownUrl = Pick<AskedPage, 'key' | 'mindsToken'>;

export interface PublishedPages {
  /** Answers from finished bytes, or leaves it to `otherwise` when there are none that are still true. */
  answer(request: IncomingMessage, response: ServerResponse, otherwise: () => void): void;
  /**
   * Makes an answer, once however many ask for it at the same time, keeps it and answers with it.
   * @param build told whether nothing was kept under the key, not even what is no longer true
   */
  make(
    request: IncomingMessage,
    response: ServerResponse,
    asked: AskedPage,
    build: (isNew: boolean) => Promise<PublishedText>,
  ): Promise<void>;
  hits(): PublishedHits;
}

/**
 * @param mostBytes of finished answers that are kept, all encodings together; the ones asked for least recently go first
 * @param monotonic milliseconds on a clock that nobody sets
 */
export function createPublishedPages(
  reading: Pick<Reading, 'lastChange' | 'isCurrent' | 'isOver'>,
  mostBytes = MOST_BYTES,
  monotonic = () => performance.now(),
): PublishedPages {
  const shares = createShares(mostBytes * SHARE_OF_NETWORK, (key) => pages.delete(key));
  const pages = new LRUCache<string, Page>({
    maxSize: mostBytes,
    sizeCalculation: sizeOf,
    dispose: (_, key) => shares.forget(key),
  });
  const urls = new LRUCache<string, KnownUrl>({
    maxSize: MOST_URL_CHARACTERS,
    sizeCalculation: ({ key }, url) => url.length + key.length + 100,
  });
  const inMaking = new Map<string, InMaking>();
  const truth = createLastKnownTruth(monotonic);
  const changeOfTurn = oncePerTurn(() => reading.lastChange());
  let ok = 0;
  let notModified = 0;

  /** @param age how many seconds ago it was known to be true, where the store could not be asked */
  function send(request: IncomingMessage, response: ServerResponse, variant: Variant, age: number | null = null): void {
    const more = age === null ? null : ['Age', String(age)];
    if (hasAlready(request, variant.etag)) {
      notModified += 1;
      response.writeHead(304, more === null ? variant.notModified : [...variant.notModified, ...more]);
      response.end();
      return;
    }
    ok += 1;
    response.writeHead(200, more === null ? variant.headers : [...variant.headers, ...more]);
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

  async function sendPage(
    request: IncomingMessage,
    response: ServerResponse,
    page: Page,
    age: number | null = null,
  ): Promise<void> {
    send(request, response, await finish(page, encodingOf(page, request)), age);
  }

  /** Something may have been committed since the page was last found to be true: looks whether it still is. */
  async function answerIfTrue(
    request: IncomingMessage,
    response: ServerResponse,
    page: Page,
    change: number | null,
  ): Promise<boolean> {
    const askedAt = truth.now();
    let age: number | null = null;
    try {
      // What is no longer true stays until it is made again: that it was asked for before tells it from what nobody has wanted yet.
      if (!(await reading.isCurrent(page.scope))) {
        if (!reading.isOver(page.scope)) truth.refute(page.scope);
        return false;
      }
      page.change = change;
      page.trueAt = askedAt;
    } catch (error) {
      age = reading.isOver(page.scope) ? null : truth.ageOf(page, error);
      if (age === null) throw error;
    }
    await sendPage(request, response, page, age);
    return true;
  }

  async function build(
    { key, network }: AskedPage,
    text: (isNew: boolean) => Promise<PublishedText>,
    change: number | null,
  ): Promise<Page> {
    const trueAt = truth.now();
    const made = await text(!pages.has(key)).catch((error: unknown) => {
      pages.delete(key);
      throw error;
    });
    const page: Page = { ...made, text: Buffer.from(made.text), variants: new Map(), change, trueAt };
    if (!page.isKept) return page;
    truth.confirm(page.scope);
    pages.set(key, page);
    if (pages.has(key)) shares.add(network, key, sizeOf(page, key));
    return page;
  }

  /** What is being made for somebody else, if it will do for whoever asks now. */
  async function sharedWith({ change, page }: InMaking, now: number | null): Promise<Page | null> {
    if (now !== null && change !== now) return null;
    // What stopped it may be about the other one only, such as a limit.
    const made = await page.catch(() => null);
    if (made === null || !made.isKept) return null;
    const isTrue = now === null ? await reading.isCurrent(made.scope) : !reading.isOver(made.scope);
    return isTrue ? made : null;
  }

  return {
    answer(request, response, otherwise) {
      const isRead = request.method === 'GET' || request.method === 'HEAD';
      const known = isRead ? urls.get(request.url as string) : undefined;
      if (known === undefined || (known.mindsToken && request.headers.authorization !== undefined)) return otherwise();
      const page = pages.get(known.key);
      if (page === undefined) return otherwise();
      const change = changeOfTurn();
      const variant = page.variants.get(encodingOf(page, request));
      const isTrue = change !== null && page.change === change && !reading.isOver(page.scope);
      if (isTrue && variant !== undefined && !(variant instanceof Promise)) {
        return send(request, response, variant);
      }
      answerIfTrue(request, response, page, change).then(
        (answered) => answered || otherwise(),
        () => otherwise(),
      );
    },

    async make(request, response, asked, text) {
      const { key, mindsToken } = asked;
      const change = reading.lastChange();
      const kept = pages.get(key);
      if (kept !== undefined) {
        urls.set(request.url as string, { key, mindsToken });
        if (await answerIfTrue(request, response, kept, change)) return;
      }
      const known = inMaking.get(key);
      const shared = known === undefined ? null : await sharedWith(known, change);
      if (shared !== null) return sendPage(request, response, shared);
      const making = { change, page: build(asked, text, change) };
      inMaking.set(key, making);
      try {
        const page = await making.page;
        if (page.isKept) urls.set(request.url as string, { key, mindsToken });
        await sendPage(request, response, page);
      } finally {
        if (inMaking.get(key) === making) inMaking.delete(key);
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
function sizeOf(page: Page, key: string): number {
  return Math.ceil(page.text.length * 1.5) + key.length * 2 + 2000;
}

function encodingOf(page: Page, request: IncomingMessage): Encoding {
  return encodingFor(page.text.length, request);
}

/** The bytes in one encoding, with an ETag of their own (RFC 9110, 8.8.3.3). */
async function makeVariant(page: Page, encoding: Encoding): Promise<Variant> {
  const { body, etag } = await encoded(page.text, encoding);
  const shared = Object.entries({
    ETag: etag,
    'Cache-Control': 'public, max-age=0, must-revalidate',
    Vary: 'Accept-Encoding',
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers': EXPOSED,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
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
