import type { CheckFailure } from '../../domain/spam-checker.js';

/** A failed call, in the shape that all results of this adapter share. */
export interface Failed {
  readonly ok: false;
  readonly failure: CheckFailure;
}

/** Builds the result of a failed call. `message` is read by the operator and ends in what to do, where that is known. */
export function failed(kind: CheckFailure['kind'], message: string, retryAfterSeconds: number | null = null): Failed {
  return { ok: false, failure: { kind, message, retryAfterSeconds } };
}

/** Node's error codes for a connection that did not come about, by what the operator can do about it. */
const ADVICE: ReadonlyArray<readonly [RegExp, string]> = [
  [/^(ENOTFOUND|EAI_)/, 'the name of its server cannot be resolved: check the DNS of this machine'],
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/, 'its server cannot be reached: check network and firewall'],
  [/^(ECONNRESET|EPIPE|ERR_STREAM_PREMATURE_CLOSE)$/, 'the connection was closed before the answer was complete'],
  [
    /CERT|SIGNED|^UNABLE_TO_|^ERR_TLS_|^ERR_SSL_|^EPROTO$/,
    'no trusted TLS connection came about: check the clock of this machine and its certificates (NODE_EXTRA_CA_CERTS)',
  ],
];

/**
 * What a network error means. Only its code is kept: the message of a socket's error names addresses, and superagent's
 * errors carry the whole request with the key and the comment.
 */
export function networkFailure(error: unknown): Failed {
  const code = errorCode(error);
  if (code.startsWith('HPE_')) {
    return failed(
      'protocol',
      `Akismet cannot be asked (${code}): what answers does not speak HTTP. Check AKISMET_URL.`,
    );
  }
  const advice = ADVICE.find(([pattern]) => pattern.test(code))?.[1] ?? 'the connection failed';
  return failed('transient', `Akismet cannot be asked (${code}): ${advice}.`);
}

function errorCode(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code) ? code : 'no code';
}
