import type { Problem } from '../../http/api/shapes.js';

/** A failed call: the contents of the service's problem document, or status 0 without an answer. */
export interface CallError {
  readonly status: number;
  readonly fields: NonNullable<Problem['errors']>;
  /** Seconds to wait before the next try; 0 if the service does not say. */
  readonly retryAfter: number;
}

/** For what changes something: longer than the service ever waits for a verdict (`CHECK_WAIT_MS`). */
const PATIENCE_MS = 45_000;
/** For what is read, which comes at once or not at all. */
const READING_MS = 8_000;
const NO_CONTENT = 204;

export type Call = <Answer>(path: string, init?: RequestInit, token?: string, key?: string) => Promise<Answer>;

/**
 * Makes calls to URLs that begin with `base`. No cookies or other credentials are sent. The browser asks with `If-None-Match` for
 * what it has, and takes its own when nothing is new.
 */
export function caller(base: string): Call {
  return async (path, init = {}, token, key) => {
    const headers: Record<string, string> = {};
    if (init.body) headers['Content-Type'] = 'application/json';
    if (token) headers.Authorization = `Bearer ${token}`;
    if (key) headers['Idempotency-Key'] = key;
    const signal = AbortSignal.timeout(init.method ? PATIENCE_MS : READING_MS);
    const response = await fetch(base + path, {
      cache: 'no-cache',
      ...init,
      headers,
      signal,
      credentials: 'omit',
    }).catch(() => null);
    const body = await response?.json().catch(() => null);
    // An answer that is cut on its way is none; only a deletion has nothing to say.
    if (response?.ok && (body || response.status === NO_CONTENT)) return body;
    throw Object.assign(new Error(), {
      status: response?.status ?? 0,
      fields: body?.errors ?? [],
      retryAfter: Number(response?.headers.get('Retry-After')),
    } satisfies CallError);
  };
}
