/**
 * The address that a text is, as the WHATWG URL Standard parses it, or null if it is none; a relative one needs a base.
 *
 * `URL.canParse` would be shorter, but it lies: as soon as V8 has compiled a caller that is used often, Node.js 20 and 22
 * take a Latin-1 text for UTF-8 there, and `https://bücher.example/` for no address.
 */
export function parseUrl(text: string, base?: string): URL | null {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}

const HOST_NAME = /^(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\])$/;

/** Whether its host is one that a browser could be at: no pattern, and nothing that would mean something in a policy (CSP) that names it. */
export function hasPlainHost(url: URL): boolean {
  return HOST_NAME.test(url.hostname);
}

/** Whether a URL carries a user or a password. */
export function hasCredentials({ username, password }: URL): boolean {
  return username !== '' || password !== '';
}
