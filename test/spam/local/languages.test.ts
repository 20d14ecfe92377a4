import { describe, expect, test } from '@jest/globals';
import { createModel } from '../../../src/spam/local/model.js';
import { PANGRAMS } from './pangrams.js';
import { evidence, logOdds, SHIPPED, teach } from './support.js';

const all = Object.entries(PANGRAMS);

/** The ways in which a sentence may be written in a comment. */
const FORMS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.toUpperCase(),
  (text) => text.normalize('NFD'),
  (text) => `${text}\n\n${text}\n\n${text}`,
];

describe('a language', () => {
  test('is one of about a hundred', () => {
    expect(all.length).toBeGreaterThanOrEqual(100);
  });

  const untaught = createModel(SHIPPED);

  test.each(all)('is no sign of spam: %s', (_, text) => {
    for (const form of FORMS) {
      const { outcome, reasons } = untaught.judge(
        evidence({ authorName: text.split(/\s/)[0] ?? '', body: form(text) }),
      );
      expect(outcome).not.toBe('spam');
      for (const { detail } of reasons) expect(detail).toMatch(/^[ -~]+$/);
    }
  });

  test.each(all)('can be learned, by words or by characters: %s', (_, text) => {
    const model = createModel(SHIPPED);
    const comment = evidence({ articleTitle: null, articleKey: '', authorName: '', body: text });
    // The half of a sentence, with other words around it, is known again.
    const part = { ...comment, body: `12 ${[...text].slice(0, Math.ceil(text.length / 2)).join('')} 34` };
    const before = logOdds(untaught.judge(part).score);
    teach(model, 'spam', comment);
    expect(logOdds(model.judge(part).score) - before).toBeGreaterThan(1);
  });
});
