import fc from 'fast-check';

/** Any well-formed text, a third of it ASCII and a third beyond the basic plane. (fast-check's own `unit: 'binary'` takes a second to set up.) */
export function anyText(length: { minLength?: number; maxLength?: number } = {}): fc.Arbitrary<string> {
  const codePoint = fc.oneof(fc.nat(0x7f), fc.nat(0xffff), fc.nat(0x10ffff));
  return fc.array(codePoint, length).map((codePoints) => String.fromCodePoint(...codePoints).toWellFormed());
}
