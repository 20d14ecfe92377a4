import { parseUrl } from '../../domain/parse-url.js';

/**
 * Whether Akismet may be spoken to at this address. The key and the comment travel there, so it has to be HTTPS; plain
 * HTTP is for a test double on the loopback. Credentials, a query or a fragment have no meaning in it.
 */
export function isAllowedAkismetUrl(url: string): boolean {
  const parsed = parseUrl(url);
  if (parsed === null) return false;
  const { protocol, hostname, username, password, search, hash } = parsed;
  if (username !== '' || password !== '' || search !== '' || hash !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

/** `hostname` as the URL parser normalised it: `127.1` and `0x7f000001` have become `127.0.0.1` by then. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
