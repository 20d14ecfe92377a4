/** @jest-environment ./.build/test/support/browser-environment.js */

import { beforeEach, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { renderMarkdown } from '../../../src/domain/render-markdown.js';
import { cleanBody } from '../../../src/domain/text.js';
import { hostileText } from '../../domain/hostile-text.js';
import { htmlPayloads, markdownPayloads } from '../../domain/render-markdown-payloads.js';
import { describeInBrowser } from '../../support/browser.js';
import { openPage } from '../../support/browser-page.js';
import { fc } from '../../support/properties.js';
import { bundleWeb } from '../../support/web-module.js';

let page: Page;

/** Those of some HTML texts that the widget reads otherwise than the browser's own parser does. */
function differences(texts: readonly string[]): Promise<{ html: string; ours: string; theirs: string }[]> {
  return page.evaluate(`(${JSON.stringify(texts)}).flatMap((html) => {
    const box = document.createElement('div');
    box.append(reader.readHtml(html, 'Table'));
    // The frame of a table is the reader's own.
    for (const frame of box.querySelectorAll('div.table')) {
      if (frame.parentElement === box) frame.firstChild.dir = 'auto';
      frame.replaceWith(...frame.childNodes);
    }
    const template = document.createElement('template');
    template.innerHTML = html;
    for (const block of template.content.children) block.dir = 'auto';
    const [ours, theirs] = [box.innerHTML.replace(/ align=/g, ' data-align='), template.innerHTML];
    return ours === theirs ? [] : [{ html, ours, theirs }];
  })`);
}

describeInBrowser("the widget's reader of HTML", () => {
  beforeEach(async () => {
    page = await openPage(0);
    await page.addScriptTag({ content: await bundleWeb('thread/html-reader.ts', 'iife', 'reader') });
  });

  it('makes of what the service sends the very elements that the browser itself would', async () => {
    const documents = [
      'One *two* **three** `four`\nfive\n\n> six\n> > seven\n\n- a\n- b\n  1. c\n\n7. eight\n8. nine\n\n---\n\n```\n<b>&amp;\n```\n\n```c++\nx\n```',
      '~~five~~\n\n| a | b |\n|:-:|--:|\n| *x* | `1\\|2` |\n| y\n\n> - a|b\n>   -|-\n>   1|2',
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
      box.append(reader.readHtml(html, 'Table'));
      return [...box.querySelectorAll('*')].filter((element) =>
        !/^(P|BR|HR|EM|STRONG|S|CODE|PRE|BLOCKQUOTE|UL|OL|LI|A|TABLE|THEAD|TBODY|TR|TH|TD)$/.test(element.tagName) && element.className !== 'table' ||
        element.getAttributeNames().some((name) => !['dir', 'href', 'rel', 'start', 'align', 'class'].includes(name) && element.className !== 'table') ||
        (element.href && !/^(https?|mailto):$/.test(element.protocol))).map((element) => element.outerHTML);
    })`);
    expect(foreign).toEqual([]);
  });
});
