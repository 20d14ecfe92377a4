import { AkismetClient } from 'akismet-api';
import type { SentFields } from '../../domain/spam-checker.js';
import type { FormRequest } from './transport.js';
import { writtenRequest } from './written-request.js';

/** Whom to speak to and as whom. */
export interface AkismetAccount {
  readonly key: string;
  readonly url: URL;
  /** The front page of the installation's main site, which `verify-key` wants to know. */
  readonly siteUrl: string;
}

/** The parts of akismet-api's client that its types do not show. */
interface OpenClient {
  endpoint: string;
  readonly rootEndpoint: string;
  requestOpts: SentFields;
  verifyKey(): Promise<unknown>;
  checkSpam(): Promise<unknown>;
  submitSpam(): Promise<unknown>;
  submitHam(): Promise<unknown>;
}

/** Akismet asks for "application/version | library/version". */
const USER_AGENT = 'Afterword | Akismet-api/6';

/**
 * A client for one call. Two things of akismet-api are overruled: it would put the key into the host name, where DNS and
 * TLS show it, and it drops fields that it does not know. `requestOpts` goes into every request as it is.
 */
function openClient({ key, url, siteUrl }: AkismetAccount, fields: SentFields): OpenClient {
  const client = new AkismetClient({
    key,
    blog: siteUrl,
    protocol: url.protocol.slice(0, -1),
    host: `${url.host}${url.pathname.replace(/\/+$/, '')}`,
    userAgent: USER_AGENT,
  }) as unknown as OpenClient;
  client.endpoint = client.rootEndpoint;
  client.requestOpts = { ...fields, api_key: key };
  return client;
}

export function commentCheckRequest(account: AkismetAccount, fields: SentFields): Promise<FormRequest> {
  const client = openClient(account, fields);
  return writtenRequest(() => client.checkSpam());
}

export function submitSpamRequest(account: AkismetAccount, fields: SentFields): Promise<FormRequest> {
  const client = openClient(account, fields);
  return writtenRequest(() => client.submitSpam());
}

export function submitHamRequest(account: AkismetAccount, fields: SentFields): Promise<FormRequest> {
  const client = openClient(account, fields);
  return writtenRequest(() => client.submitHam());
}

export function verifyKeyRequest(account: AkismetAccount): Promise<FormRequest> {
  const client = openClient(account, {});
  return writtenRequest(() => client.verifyKey());
}

/** akismet-api does not know this call. The key goes into the body, since a URL ends up in logs. */
export function usageLimitRequest({ key, url }: AkismetAccount): FormRequest {
  const body = new URLSearchParams({ api_key: key }).toString();
  return {
    path: `${url.pathname.replace(/\/+$/, '')}/1.2/usage-limit`,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(Buffer.byteLength(body)),
      'user-agent': USER_AGENT,
    },
    body,
  };
}
