import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import type { FormRequest } from './transport.js';

/** What superagent hands to the http module; of it only these matter here. */
interface RequestOptions {
  readonly host: string;
  readonly path: string;
}

interface HttpModule {
  request(options: RequestOptions): unknown;
}

interface Superagent {
  readonly protocols: Record<string, HttpModule>;
}

/** Where akismet-api is told that Akismet is. */
export interface PretendedAddress {
  readonly protocol: string;
  readonly host: string;
}

/** A protocol of our own, which nobody else in the process asks for. superagent insists on the first four letters. */
const PROTOCOL = 'http-unsent';

/** By the host that each was told: the calls that are under way and have not written their request. */
const calls = new Map<string, (request: FormRequest) => void>();
let numberOfCalls = 0;

/**
 * Lets akismet-api write a request and catches it before it goes anywhere.
 *
 * superagent takes its http module from a registry that it exports, by the protocol. Under a protocol of its own ours
 * stands there, which gives out requests that exist in memory only; a host of its own for each call says whose request
 * it is. So akismet-api decides what is said, and the transport how it travels; superagent never sees an answer, and its
 * own reading of one (five redirects, 200 MB, no headers, no deadline) does not come into play.
 *
 * @param start calls one method of an akismet-api client for that address; what becomes of its promise is of no interest
 */
export async function writtenRequest(start: (address: PretendedAddress) => Promise<unknown>): Promise<FormRequest> {
  numberOfCalls += 1;
  const host = `call-${numberOfCalls}`;
  try {
    return await new Promise((resolve, reject) => {
      calls.set(host, resolve);
      // Once the request is written, `reject` has no effect any more.
      start({ protocol: PROTOCOL, host }).then(
        () => reject(new Error('akismet-api finished without a request')),
        reject,
      );
    });
  } finally {
    calls.delete(host);
  }
}

/** As much of `http.ClientRequest` as superagent touches before the answer. */
class CaughtRequest extends EventEmitter {
  readonly #headers = new Map<string, string>();
  readonly #options: RequestOptions;

  constructor(options: RequestOptions) {
    super();
    this.#options = options;
  }

  setNoDelay(): void {}

  setHeader(name: string, value: string | number): void {
    this.#headers.set(name.toLowerCase(), String(value));
  }

  getHeader(name: string): string | undefined {
    return this.#headers.get(name.toLowerCase());
  }

  end(body: string): void {
    // The answers are words: nothing is won by compressing them, and a compressed one could unfold without bounds.
    this.#headers.delete('accept-encoding');
    const { host, path } = this.#options;
    calls.get(host)?.({ path, headers: Object.fromEntries(this.#headers), body });
    process.nextTick(() => this.emit('error', new Error('sent by other means')));
  }
}

// The superagent of akismet-api, which need not be ours: `overrides` hold in our own checkout only.
const fromAkismetApi = createRequire(createRequire(import.meta.url).resolve('akismet-api'));
const { protocols } = fromAkismetApi('superagent') as Superagent;
protocols[`${PROTOCOL}:`] = { request: (options) => new CaughtRequest(options) };
