import { fc } from './properties.js';

/** Any well-formed text, a third of it ASCII and a third beyond the basic plane. (fast-check's own `unit: 'binary'` takes a second to set up.) */
export function anyText(length: { minLength?: number; maxLength?: number } = {}): fc.Arbitrary<string> {
  const codePoint = fc.oneof(fc.nat(0x7f), fc.nat(0xffff), fc.nat(0x10ffff));
  return fc.array(codePoint, length).map((codePoints) => String.fromCodePoint(...codePoints).toWellFormed());
}

/** Any absolute `http:` or `https:` URL of a domain, with or without port, path, query and fragment. (`fc.webUrl` takes a second to set up.) */
export function anyWebUrl(): fc.Arbitrary<string> {
  const encoded = anyText({ maxLength: 8 }).map(encodeURIComponent);
  const port = fc.option(
    fc.integer({ min: 1, max: 65_535 }).map((number) => `:${number}`),
    { nil: '' },
  );
  const path = fc.array(encoded, { maxLength: 4 }).map((segments) => segments.map((segment) => `/${segment}`).join(''));
  const behind = (mark: string) =>
    fc.option(
      encoded.map((text) => `${mark}${text}`),
      { nil: '' },
    );
  return fc
    .tuple(fc.constantFrom('http://', 'https://'), fc.domain(), port, path, behind('?'), behind('#'))
    .map((parts) => parts.join(''));
}
