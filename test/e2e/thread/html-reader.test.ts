import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import type { Browser, Page } from 'playwright-core';
import { renderMarkdown } from '../../../src/domain/render-markdown.js';
import { cleanBody } from '../../../src/domain/text.js';
import { hostileText } from '../../domain/hostile-text.js';
import { htmlPayloads, markdownPayloads } from '../../domain/render-markdown-payloads.js';
import { describeInBrowser } from '../../support/browser.js';
import { launchBrowser } from '../../support/chromium.js';
import { bundleWeb } from '../../support/web-module.js';
import { PATIENCE_MS } from './stage.js';

jest.setTimeout(4 * PATIENCE_MS);
let browser: Browser;
let page: Page;

/** Those of some HTML texts that the widget reads otherwise than the browser's own parser does. */
function differences(texts: readonly string[]): Promise<{ html: string; ours: string; theirs: string }[]> {
  return page.evaluate(`(${JSON.stringify(texts)}).flatMap((html) => {
    const box = document.createElement('div');
    box.append(reader.readHtml(html));
    const template = document.createElement('template');
    template.innerHTML = html;
    const [ours, theirs] = [box.innerHTML, template.innerHTML];
    return ours === theirs ? [] : [{ html, ours, theirs }];
  })`);
}

describeInBrowser("the widget's reader of HTML", () => {
  beforeAll(async () => {
    browser = await launchBrowser();
    page = await browser.newPage();
    await page.addScriptTag({ content: await bundleWeb('thread/html-reader.ts', 'iife', 'reader') });
  });
  afterAll(() => browser.close());

  it('makes of what the service sends the very elements that the browser itself would', async () => {
    const documents = [
      'One *two* **three** `four`\nfive\n\n> six\n> > seven\n\n- a\n- b\n  1. c\n\n7. eight\n8. nine\n\n---\n\n```\n<b>&amp;\n```',
      '[a & b](https://a.example/?x=1&y=2 "t") <https://b.example/> mailto: [m](mailto:a@b.example)',
      '&lt; &amp;lt; &#39; &quot; " \' > < &nbsp; &copy;',
    ];
    const bodies = [...documents, ...markdownPayloads, ...htmlPayloads].map((body) => renderMarkdown(cleanBody(body)));
    expect(bodies.length).toBeGreaterThan(150);
    expect(await differences(bodies)).toEqual([]);
  });

  it('does so for whatever strangers write', async () => {
    const texts = fc.sample(hostileText, { numRuns: 1_000, seed: 7 });
    expect(await differences(texts.map((text) => renderMarkdown(cleanBody(text))))).toEqual([]);
  });

  it('makes only what a comment may have of whatever else it is given', async () => {
    const foreign = await page.evaluate(`(${JSON.stringify(htmlPayloads)}).flatMap((html) => {
      const box = document.createElement('div');
      box.append(reader.readHtml(html));
      return [...box.querySelectorAll('*')].filter((element) =>
        !/^(P|BR|HR|EM|STRONG|CODE|PRE|BLOCKQUOTE|UL|OL|LI|A)$/.test(element.tagName) ||
        element.getAttributeNames().some((name) => !['href', 'rel', 'start'].includes(name)) ||
        (element.href && !/^(https?|mailto):$/.test(element.protocol))).map((element) => element.outerHTML);
    })`);
    expect(foreign).toEqual([]);
  });

  it('takes time in proportion to the text, however it is nested or broken', async () => {
    const texts = [
      '<p>'.repeat(3_000),
      '<'.repeat(60_000),
      '<p '.repeat(20_000),
      `<a href="${'x'.repeat(60_000)}`,
      '&lt;'.repeat(15_000),
    ];
    const milliseconds = await page.evaluate<number>(`(() => {
      const start = performance.now();
      for (const html of ${JSON.stringify(texts)}) reader.readHtml(html);
      return performance.now() - start;
    })()`);
    expect(milliseconds).toBeLessThan(3_000);
  });
});
