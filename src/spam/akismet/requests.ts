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
interface OpenClient extends Record<Method, () => Promise<unknown>> {
  endpoint: string;
  readonly rootEndpoint: string;
  requestOpts: SentFields;
}

type Method = 'verifyKey' | 'checkSpam' | 'submitSpam' | 'submitHam';

/** Akismet asks for "application/version | library/version". */
const USER_AGENT = 'Afterword | Akismet-api/6';

/**
 * What akismet-api writes when this method of a client for one call is called. Two things of it are overruled: it would
 * put the key into the host name, where DNS and TLS show it, and it drops fields that it does not know. `requestOpts`
 * goes into every request as it is.
 */
function written({ key, url, siteUrl }: AkismetAccount, fields: SentFields, method: Method): Promise<FormRequest> {
  return writtenRequest(({ protocol, host }) => {
    const client = new AkismetClient({
      key,
      blog: siteUrl,
      protocol,
      host: `${host}${url.pathname.replace(/\/+$/, '')}`,
      userAgent: USER_AGENT,
    }) as unknown as OpenClient;
    client.endpoint = client.rootEndpoint;
    client.requestOpts = { ...fields, api_key: key };
    return client[method]();
  });
}

export function commentCheckRequest(account: AkismetAccount, fields: SentFields): Promise<FormRequest> {
  return written(account, fields, 'checkSpam');
}

export function submitSpamRequest(account: AkismetAccount, fields: SentFields): Promise<FormRequest> {
  return written(account, fields, 'submitSpam');
}

export function submitHamRequest(account: AkismetAccount, fields: SentFields): Promise<FormRequest> {
  return written(account, fields, 'submitHam');
}

export function verifyKeyRequest(account: AkismetAccount): Promise<FormRequest> {
  return written(account, {}, 'verifyKey');
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
