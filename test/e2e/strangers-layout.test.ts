/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { cleanName } from '../../src/domain/text.js';
import { describeInBrowser, picture } from '../support/browser.js';
import { openPage } from '../support/browser-page.js';
import { openDesk } from './desk/desk-browser.js';
import { type Stage, setStage } from './thread/stage.js';

const BODIES: readonly string[] = [
  'क्'.repeat(2500),
  '\u1100'.repeat(3000),
  `${'\u0600'.repeat(3000)}1`,
  `x${'&#x0e49;'.repeat(1200)}`,
  `${'> '.repeat(10)}a quotation`,
  Array.from({ length: 12 }, (_, depth) => `${'  '.repeat(depth)}- level ${depth}`).join('\n'),
  Array.from({ length: 12 }, (_, depth) => `${'   '.repeat(depth)}1. level ${depth}`).join('\n'),
  '123456789. one\n123456790. two\n\n   three',
  `\`\`\`\n${'x'.repeat(3000)}\n\`\`\`\n\n\`${'y'.repeat(3000)}\` https://a.example/${'z'.repeat(2000)}`,
  '\ufdfd'.repeat(3000),
  '👩\u200d'.repeat(3000),
  `${'\u00a0'.repeat(3000)}x${'\u2060x'.repeat(3000)}`,
];
const NAMES = ['\u1100'.repeat(100), 'क्'.repeat(50), '\ufdfd'.repeat(100), 'x'.repeat(100)].map(cleanName);
const WIDTHS = [320, 390, 1280];

let stage: Stage;

/** The selectors of what reaches beyond its place: the page, and what holds one comment. */
async function wider(page: Page, selector: string): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const found = [];
    const scroller = document.documentElement;
    if (scroller.scrollWidth > innerWidth) found.push('page: ' + scroller.scrollWidth);
    const root = document.querySelector('afterword-thread')?.shadowRoot ?? document;
    for (const [index, place] of root.querySelectorAll(${JSON.stringify(selector)}).entries()) {
      const { left, right } = place.getBoundingClientRect();
      if (left < 0 || right > innerWidth) found.push(index + ': ' + left + ' to ' + right);
      // Clusters of letters of any width are cut off where they have to be; quotes, lists and lines are not.
      if (!/[\\u0600\\ufdfd]/.test(place.textContent) && place.scrollWidth > place.clientWidth + 6)
        found.push(index + ' is cut: ' + place.scrollWidth + ' of ' + place.clientWidth);
    }
    return found;
  })()`);
}

describeInBrowser('no words of a stranger', () => {
  beforeAll(async () => {
    stage = await setStage();
    let parent: string | null = null;
    const comments = BODIES.map((body, index) => ({ body, author: { name: NAMES[index % NAMES.length] as string } }));
    await stage.publish('/wide', comments);
    for (const comment of comments.slice(0, 6))
      [parent = null] = await stage.publish('/wide', [{ ...comment, parent }]);
    await stage.publish(
      '/queue',
      comments.map((comment) => ({ ...comment, status: 'pending' as const })),
    );
  });
  afterAll(() => stage.close());

  it.each(WIDTHS)('are wider than their place in a thread, at %i px', async (width) => {
    const { page, articles, form } = await stage.open('/wide', stage.thread(), {
      context: { viewport: { width, height: 800 } },
    });
    await form.locator('button.send').waitFor();
    await picture(page, `strangers, thread, ${width}`);
    expect(await wider(page, 'article')).toEqual([]);
    await articles.first().locator('button.answer').click();
    await form.locator('h3').waitFor();
    await form.locator('textarea').fill(BODIES.slice(0, 3).join('\n\n').slice(0, 9_000));
    await form.getByRole('button').nth(1).click();
    await form.locator('section').waitFor();
    expect(await wider(page, 'article')).toEqual([]);
  });

  it.each(WIDTHS)('are wider than their place on the page without scripts, at %i px', async (width) => {
    const page = await openPage(stage.service.clock.now(), {
      javaScriptEnabled: true,
      viewport: { width, height: 800 },
    });
    const title = encodeURIComponent('\u1100क्'.repeat(70));
    await page.goto(`${stage.service.url}/sites/default/thread?article=/wide&title=${title}`);
    await picture(page, `strangers, page, ${width}`);
    expect(await wider(page, 'article')).toEqual([]);
    const reply = await page
      .getByRole('link', { name: /^Answer/ })
      .first()
      .getAttribute('href');
    await page.goto(stage.service.url + reply);
    expect(await wider(page, 'article')).toEqual([]);
  });

  it.each([...WIDTHS, 768, 1920])(
    'are wider than their place at the desk, in its list, its pane and its cards, at %i px',
    async (width) => {
      const desk = await openDesk(stage.service, 'order=oldest', { viewport: { width, height: 800 } });
      await desk.cards(BODIES.length);
      expect(await wider(desk.page, '.card')).toEqual([]);
      await desk.keys('o');
      for (let n = 1; n <= BODIES.length; n++) {
        await desk.page.getByText(`${n} of ${BODIES.length}`, { exact: true }).waitFor();
        await desk.page.locator('.details').waitFor();
        expect([n, await wider(desk.page, '.detail, .detail-body, .detail .words')]).toEqual([n, []]);
        await desk.keys('j');
      }
      await picture(desk.page, `strangers, desk, ${width}`);
      await desk.keys('Escape');
      await desk.page.getByRole('button', { name: 'Show cards' }).click();
      expect(await wider(desk.page, '.card')).toEqual([]);
    },
  );
});
