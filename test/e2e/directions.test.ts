/** @jest-environment ./.build/test/support/browser-environment.js */

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeInBrowser } from '../support/browser.js';
import { openPage } from '../support/browser-page.js';
import { openDesk } from './desk/desk-browser.js';
import { type Stage, setStage, styleOf } from './thread/stage.js';

const BODY = 'See the manual.\n\nمرحبا بالعالم\n\n1. واحد\n\n> اقتباس\n\n- one\n\n|واحد|اثنان|\n|-|-|\n\na|b\n-|-';
const EXPECTED = ['p ltr', 'p rtl', 'ol rtl', 'blockquote rtl', 'ul ltr', 'div rtl', 'div ltr'];

let stage: Stage;

/** The blocks of the first comment, with the direction in which each runs. */
async function directions(page: Page, words: string): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const root = document.querySelector('afterword-thread')?.shadowRoot ?? document;
    return [...root.querySelector('${words}').children].map((block) =>
      block.localName + ' ' + getComputedStyle(block).direction);
  })()`);
}

describeInBrowser('every block of a comment runs in the direction of its own words', () => {
  beforeAll(async () => {
    stage = await setStage();
    await stage.publish('/both', [{ body: BODY }]);
    await stage.publish('/queue', [{ body: BODY, status: 'pending' }]);
  });
  afterAll(() => stage.close());

  it('in the thread, also of a page from right to left, and in its preview', async () => {
    const { page, form, begin } = await stage.open('/both', stage.thread(), { lang: 'ar' });
    await begin();
    expect(await directions(page, 'article .body')).toEqual(EXPECTED);
    await form.locator('textarea').fill(BODY);
    await form.locator('.look').click();
    await form.locator('section ul').waitFor();
    expect(await directions(page, 'section')).toEqual(EXPECTED);
  });

  it('also of what an empty box invites to, and of what is typed in it then', async () => {
    const { page, begin, form } = await stage.open('/both', stage.thread(), { lang: 'ar' });
    await begin();
    expect(await styleOf(page, 'textarea', 'direction')).toBe('rtl');
    await form.locator('textarea').fill('See the manual.');
    expect(await styleOf(page, 'textarea', 'direction')).toBe('ltr');
  });

  it('on the page without scripts', async () => {
    const page = await openPage(stage.service.clock.now());
    await page.goto(`${stage.service.url}/sites/default/thread?article=/both`);
    expect(await directions(page, '.body')).toEqual(EXPECTED);
  });

  it('at the desk', async () => {
    const { page, cards } = await openDesk(stage.service);
    await cards(1);
    // The row, whose tables have no frames.
    expect(await directions(page, '.words')).toEqual(EXPECTED.map((block) => block.replace('div', 'table')));
  });
});
