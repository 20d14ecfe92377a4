import { describe, expect, test } from '@jest/globals';
import { cleanBody, cleanLine, cleanName, normaliseArticleKey, normaliseUrl } from '../../src/domain/text.js';
import { calmTime, processorTime } from '../support/processor-time.js';

describe('hostile text of a megabyte', () => {
  const million = 1_000_000;
  const inputs = new Map([
    ['combining marks', '\u0301'.repeat(million)],
    ['combining marks that NFC has to sort', '\u0301\u0323'.repeat(million / 2)],
    ['a letter and its marks', `e${'\u0323\u0301'.repeat(million / 2)}`],
    ['spaces', ' '.repeat(million)],
    ['spaces between letters', `a${' '.repeat(million)}a`],
    ['blank lines', '\n \t'.repeat(million / 3)],
    ['zero-width spaces', '\u200b'.repeat(million)],
    ['overrides', '\u202e'.repeat(million)],
    ['half surrogates', '\ud800'.repeat(million)],
    ['black flags', '\u{1F3F4}'.repeat(million / 2)],
    ['line breaks of another system', '\r'.repeat(million / 4)],
    ['joiners', '\u200d'.repeat(million)],
    ['emoji and joiners', '👩\u200d'.repeat(million / 3)],
    ['black flags and tags', '\u{1F3F4}\u{E0067}\u{E0062}'.repeat(million / 6)],
    ['marks beyond the basic plane', '\u{1D165}'.repeat(million / 4)],
    ['percent signs', '%41%'.repeat(million / 4)],
  ]);

  // A quadratic step would take minutes.
  const MOST_MS = 150;
  const takes = (run: () => unknown) => calmTime(MOST_MS, () => processorTime(run));

  test.each([...inputs])('takes linear time: %s', async (_, input) => {
    expect(await takes(() => cleanName(input))).toBeLessThan(MOST_MS);
    expect(await takes(() => cleanBody(input))).toBeLessThan(MOST_MS);
    expect(await takes(() => cleanLine(input, 200))).toBeLessThan(MOST_MS);
    expect(await takes(() => normaliseUrl(`https://blog.example/${input}`))).toBeLessThan(MOST_MS);
    expect(await takes(() => normaliseArticleKey(input))).toBeLessThan(MOST_MS);
  });
});
