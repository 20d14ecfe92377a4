import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import type { FormRequest } from './transport.js';

/** What superagent hands to the http module; of it only the path matters here. */
interface RequestOptions {
  readonly path: string;
}

interface HttpModule {
  request(options: RequestOptions): unknown;
}

interface Superagent {
  readonly protocols: Record<'http:' | 'https:', HttpModule>;
}

/** The call of ours that is under way, as long as it has not written its request. */
const calls = new AsyncLocalStorage<{ written(request: FormRequest): void }>();

/**
 * Lets akismet-api write a request and catches it before it goes anywhere.
 *
 * superagent takes its http module from a registry that it exports. Ours stands there, lets everybody else through to
 * the real one, and gives a call that was started in here a request that exists in memory only. So akismet-api decides
 * what is said, and the transport how it travels; superagent never sees an answer, and its own reading of one (five
 * redirects, 200 MB, no headers, no deadline) does not come into play.
 *
 * @param start calls one method of an akismet-api client; what becomes of its promise is of no interest
 */
export function writtenRequest(start: () => Promise<unknown>): Promise<FormRequest> {
  return new Promise((resolve, reject) => {
    // Once the request is written, `reject` has no effect any more.
    calls.run({ written: resolve }, () => {
      start().then(() => reject(new Error('akismet-api finished without a request')), reject);
    });
  });
}

/** As much of `http.ClientRequest` as superagent touches before the answer. */
class CaughtRequest extends EventEmitter {
  readonly #headers = new Map<string, string>();
  readonly #path: string;
  readonly #written: (request: FormRequest) => void;

  constructor(path: string, written: (request: FormRequest) => void) {
    super();
    this.#path = path;
    this.#written = written;
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
    this.#written({ path: this.#path, headers: Object.fromEntries(this.#headers), body });
    process.nextTick(() => this.emit('error', new Error('sent by other means')));
  }
}

function catching(original: HttpModule): HttpModule {
  const request = (options: RequestOptions): unknown => {
    const call = calls.getStore();
    return call === undefined ? original.request(options) : new CaughtRequest(options.path, call.written);
  };
  return Object.assign(Object.create(original) as HttpModule, { request });
}

// The superagent of akismet-api, which need not be ours: `overrides` hold in our own checkout only.
const fromAkismetApi = createRequire(createRequire(import.meta.url).resolve('akismet-api'));
const { protocols } = fromAkismetApi('superagent') as Superagent;
protocols['http:'] = catching(protocols['http:']);
protocols['https:'] = catching(protocols['https:']);
