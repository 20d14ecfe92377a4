import fc from 'fast-check';

/** Any well-formed text, ASCII for about a half of it. (fast-check's own `unit: 'binary'` takes seconds to set up.) */
export function anyText(length: { minLength?: number; maxLength?: number } = {}): fc.Arbitrary<string> {
  const unit = fc.oneof(fc.nat(0x7f), fc.nat(0xffff));
  return fc.array(unit, length).map((units) => String.fromCharCode(...units).toWellFormed());
}
