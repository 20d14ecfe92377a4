/** The longest piece of somebody else's text that is shown to the operator, in UTF-16 code units. */
const MAX_LENGTH = 200;

/** A secret shorter than this is in half of all sentences; masking it would protect nobody. */
const MIN_SECRET_LENGTH = 4;

/**
 * Makes a text that came from outside fit for a log line or a page of ours: one line, no control or invisible formatting
 * characters, at most 200 characters, and none of the `secrets` (the key, what a person wrote) that it may echo.
 */
export function foreignText(text: string, secrets: readonly string[]): string {
  const longestFirst = secrets
    .map(oneLine)
    .filter((secret) => secret.length >= MIN_SECRET_LENGTH)
    .sort((one, other) => other.length - one.length);
  const masked = longestFirst.reduce((line, secret) => line.replaceAll(secret, '[…]'), oneLine(text));
  return masked.length <= MAX_LENGTH ? masked : `${masked.slice(0, MAX_LENGTH - 1).replace(/\p{Cs}$/u, '')}…`;
}

function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/\p{Cs}/gu, '\uFFFD')
    .trim();
}
