const MILLION = 1_000_000;

/** Texts of about a million characters that go for careless regular expressions, and for what normalises, by their names. */
export const worstTexts: ReadonlyMap<string, string> = new Map([
  ['combining marks', '\u0301'.repeat(MILLION)],
  ['combining marks that NFC has to sort', '\u0301\u0323'.repeat(MILLION / 2)],
  ['a letter and its marks', `e${'\u0323\u0301'.repeat(MILLION / 2)}`],
  ['spaces', ' '.repeat(MILLION)],
  ['spaces between letters', `a${' '.repeat(MILLION)}a`],
  ['blank lines', '\n \t'.repeat(MILLION / 3)],
  ['zero-width spaces', '\u200b'.repeat(MILLION)],
  ['overrides', '\u202e'.repeat(MILLION)],
  ['half surrogates', '\ud800'.repeat(MILLION)],
  ['black flags', '\u{1F3F4}'.repeat(MILLION / 2)],
  ['line breaks of another system', '\r'.repeat(MILLION / 4)],
  ['joiners', '\u200d'.repeat(MILLION)],
  ['emoji and joiners', '👩\u200d'.repeat(MILLION / 3)],
  ['black flags and tags', '\u{1F3F4}\u{E0067}\u{E0062}'.repeat(MILLION / 6)],
  ['marks beyond the basic plane', '\u{1D165}'.repeat(MILLION / 4)],
  ['conjuncts', 'क्'.repeat(MILLION / 2)],
  ['leading jamo', '\u1100'.repeat(MILLION)],
  ['letters with a mark each, and spaces', 'x\u0e49 '.repeat(MILLION / 3)],
  ['percent signs', '%41%'.repeat(MILLION / 4)],
]);
