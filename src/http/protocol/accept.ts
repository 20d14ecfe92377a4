import Negotiator from 'negotiator';

/** No client sends more; what stands behind it is not read. */
const LONGEST_HEADER = 1000;

/** Everything here is UTF-8: a charset in an Accept header, which is none of its parameters, is passed over. */
const CHARSET = /;\s*charset=[^;,]*/gi;

/**
 * The first language of a reader's that is on offer, as the reader's browser spells it (RFC 9110, 12.5.4).
 * @returns null if there is none
 */
export function preferredLanguage(header: string | undefined, isOffered: (language: string) => boolean): string | null {
  const negotiator = new Negotiator({ headers: { 'accept-language': (header ?? '').slice(0, LONGEST_HEADER) } });
  return negotiator.languages().find(isOffered) ?? null;
}

/**
 * The media type that a client prefers among those on offer (RFC 9110, 12.5.1); the first one where it does not mind.
 * @param offers media types without parameters, the usual one first
 * @returns null when it takes none of them
 */
export function preferredType<Offer extends string>(
  header: string | undefined,
  offers: readonly Offer[],
): Offer | null {
  if (header === undefined || header.trim() === '') return offers[0] ?? null;
  const accept = header.slice(0, LONGEST_HEADER).replaceAll(CHARSET, '');
  const negotiator = new Negotiator({ headers: { accept } });
  return (negotiator.mediaTypes([...offers])[0] as Offer | undefined) ?? null;
}
