import { describe, expect, test } from '@jest/globals';
import { cleanBody, cleanLine, cleanName, normaliseArticleKey, normaliseUrl } from '../../src/domain/text.js';
import { ended } from '../support/ended.js';
import { worstTexts } from './worst-text.js';

const steps: readonly ((text: string) => unknown)[] = [
  cleanName,
  cleanBody,
  (text) => cleanLine(text, 200),
  (text) => normaliseUrl(`https://blog.example/${text}`),
  normaliseArticleKey,
];

describe('a million characters are worked through, where a quadratic step would take minutes:', () => {
  test.each([...worstTexts])('%s', (_, text) => {
    for (const step of steps) expect(() => ended(() => step(text))).not.toThrow();
  });
});
