import { describe, expect, test } from '@jest/globals';
import { renderMarkdown } from '../../src/domain/render-markdown.js';
import { ended } from '../support/ended.js';
import { violations } from './html-grammar.js';
import { worstMarkdown } from './worst-markdown.js';

describe('the worst that 10,000 characters can be', () => {
  test.each([...worstMarkdown])('comes to an end and does not swell: %s', (_, body) => {
    const html = ended(() => renderMarkdown(body));
    expect(html.length).toBeLessThan(200_000);
    expect(violations(html)).toEqual([]);
  });
});
